"""What an article is about and for whom: section, keywords, language, access and rights."""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

from newscrawl.extraction.extractors import Extractor, PageContext
from newscrawl.items import Provenance
from newscrawl.text.language import language_tag
from newscrawl.text.unicode import fold

_MOST_KEYWORDS = 40
_SEPARATOR = re.compile(r"\s*[,;|\n]\s*")
_NO_SECTION = frozenset(("home", "homepage", "all", "uncategorized", "article", "articles", "posts", "story"))
_AGAINST_MINING = frozenset(("noai", "noimageai", "noml"))
_ROBOTS = ("robots", "googlebot", "bingbot", "gptbot", "ccbot", "google-extended")


def _section_by_site(material: PageContext) -> str | None:
    return _a_section(material.first_text(material.rules.section))


def _section_by_address(material: PageContext) -> str | None:
    pattern = material.rules.section_pattern
    found = pattern.search(urlsplit(material.page.url).path) if pattern else None
    return _a_section(found[1] if found else None)


def _section_by_linked_data(material: PageContext) -> str | None:
    return _a_section(material.linked("articleSection"))


def _section_by_meta(material: PageContext) -> str | None:
    return _a_section(material.page.meta("article:section", "parsely-section", "articlesection", "section"))


def _section_by_hint(material: PageContext) -> str | None:
    return _a_section(material.link.section if material.link else None)


def _a_section(text: str | None) -> str | None:
    text = fold(text or "")
    return text if 1 < len(text) < 80 and text.lower() not in _NO_SECTION else None


def _keywords_by_site(material: PageContext) -> list[str]:
    return topics(material.texts(material.rules.keywords), material)


def _keywords_by_linked_data(material: PageContext) -> list[str]:
    node = material.linked_article
    return topics(_split(node.texts("keywords") or node.texts("Keywords")), material) if node else []


def _keywords_by_meta(material: PageContext) -> list[str]:
    page = material.page
    for name in ("article:tag", "parsely-tags", "news_keywords", "og:tags", "keywords"):
        if found := topics(_split(page.metas(name)), material):
            return found
    return []


def _keywords_by_hint(material: PageContext) -> list[str]:
    return topics(material.link.keywords if material.link else (), material)


def _split(texts: Iterable[str]) -> list[str]:
    """Keywords of a list, or of one string with commas."""
    found = list(texts)
    return _SEPARATOR.split(found[0]) if len(found) == 1 else found


def topics(texts: Iterable[str], material: PageContext) -> list[str]:
    """The topic words among ``texts``: each once, without the house's routing tags ("tag:...", "channel-...")."""
    ignored = material.rules.ignore_pattern
    words: dict[str, str] = {}
    for text in texts:
        word = fold(text).strip(" #,;")
        if not 1 < len(word) <= 80 or ":" in word or "->" in word or (ignored and ignored.fullmatch(word)):
            continue
        words.setdefault(word.casefold(), word)
    return list(words.values())[:_MOST_KEYWORDS]


FIELDS: Final[Mapping[str, tuple[Extractor[Any], ...]]] = MappingProxyType(
    {
        "section": (
            Extractor(Provenance.SITE, _section_by_site),
            Extractor(Provenance.ADDRESS, _section_by_address, feed=True),
            Extractor(Provenance.LINKED_DATA, _section_by_linked_data),
            Extractor(Provenance.META, _section_by_meta),
            Extractor(Provenance.HINT, _section_by_hint, feed=True),
        ),
        "keywords": (
            Extractor(Provenance.SITE, _keywords_by_site),
            Extractor(Provenance.LINKED_DATA, _keywords_by_linked_data),
            Extractor(Provenance.META, _keywords_by_meta),
            Extractor(Provenance.HINT, _keywords_by_hint, feed=True),
        ),
    }
)
"""The ways to each field, by its name in the record."""

LANGUAGE: tuple[Extractor[str], ...] = (
    Extractor(Provenance.HTML, lambda material: language_tag(material.page.html_lang)),
    Extractor(Provenance.LINKED_DATA, lambda material: language_tag(material.linked("inLanguage"))),
    Extractor(
        Provenance.META,
        lambda material: language_tag(material.page.meta("og:locale", "content-language", "language", "inlanguage")),
    ),
    Extractor(
        Provenance.HINT, lambda material: language_tag(material.link.language if material.link else None), feed=True
    ),
)


def read_free_access(material: PageContext) -> bool | None:
    """False where the page says that the article is paid, true where it says that it is free, else None."""
    said = material.linked_article.get("isAccessibleForFree") if material.linked_article else None
    word = str(said).strip().rsplit("/", 1)[-1].lower() if isinstance(said, str | bool) else ""
    if word not in ("true", "false"):
        word = {"free": "true", "locked": "false"}.get((material.page.meta("article:content_tier") or "").lower(), "")
    return {"true": True, "false": False}.get(word)


def read_rights(material: PageContext) -> list[str]:
    """Signals by which the page reserves its rights against text and data mining, sorted."""
    page = material.page
    words = {
        word.strip().lower() for name in _ROBOTS for text in page.metas(name) for word in text.split(",")
    } & _AGAINST_MINING
    if (page.meta("tdm-reservation") or "").strip() == "1":
        words.add("tdm-reservation")
    return sorted(words)
