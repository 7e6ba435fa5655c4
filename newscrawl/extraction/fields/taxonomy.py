"""Reads section, keywords, language, access and rights."""

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


def _section_by_site(context: PageContext) -> str | None:
    return _a_section(context.first_text(context.rules.section))


def _section_by_address(context: PageContext) -> str | None:
    pattern = context.rules.section_pattern
    found = pattern.search(urlsplit(context.page.url).path) if pattern else None
    return _a_section(found[1] if found else None)


def _section_by_linked_data(context: PageContext) -> str | None:
    return _a_section(context.linked("articleSection"))


def _section_by_meta(context: PageContext) -> str | None:
    return _a_section(context.page.meta("article:section", "parsely-section", "articlesection", "section"))


def _section_by_hint(context: PageContext) -> str | None:
    return _a_section(context.link.section if context.link else None)


def _a_section(text: str | None) -> str | None:
    text = fold(text or "")
    return text if 1 < len(text) < 80 and text.lower() not in _NO_SECTION else None


def _keywords_by_site(context: PageContext) -> list[str]:
    return topics(context.texts(context.rules.keywords), context)


def _keywords_by_linked_data(context: PageContext) -> list[str]:
    node = context.linked_article
    return topics(_split(node.texts("keywords") or node.texts("Keywords")), context) if node else []


def _keywords_by_meta(context: PageContext) -> list[str]:
    page = context.page
    for name in ("article:tag", "parsely-tags", "news_keywords", "og:tags", "keywords"):
        if found := topics(_split(page.metas(name)), context):
            return found
    return []


def _keywords_by_hint(context: PageContext) -> list[str]:
    return topics(context.link.keywords if context.link else (), context)


def _split(texts: Iterable[str]) -> list[str]:
    """Yield the keywords of a list, or of one string with commas."""
    found = list(texts)
    return _SEPARATOR.split(found[0]) if len(found) == 1 else found


def topics(texts: Iterable[str], context: PageContext) -> list[str]:
    """Return the topic words among ``texts``, each once, without routing tags ("tag:...", "channel-...")."""
    ignored = context.rules.ignore_pattern
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
"""Extractors of each field, by its name in the record."""

LANGUAGE: tuple[Extractor[str], ...] = (
    Extractor(Provenance.HTML, lambda context: language_tag(context.page.html_lang)),
    Extractor(Provenance.LINKED_DATA, lambda context: language_tag(context.linked("inLanguage"))),
    Extractor(
        Provenance.META,
        lambda context: language_tag(context.page.meta("og:locale", "content-language", "language", "inlanguage")),
    ),
    Extractor(
        Provenance.HINT, lambda context: language_tag(context.link.language if context.link else None), feed=True
    ),
)


def read_free_access(context: PageContext) -> bool | None:
    """Return False where the page says that the article is paid, True where it says that it is free, else None."""
    stated = context.linked_article.get("isAccessibleForFree") if context.linked_article else None
    word = str(stated).strip().rsplit("/", 1)[-1].lower() if isinstance(stated, str | bool) else ""
    if word not in ("true", "false"):
        word = {"free": "true", "locked": "false"}.get((context.page.meta("article:content_tier") or "").lower(), "")
    return {"true": True, "false": False}.get(word)


def read_rights(context: PageContext) -> list[str]:
    """Return the signals by which the page reserves its rights against text and data mining, sorted."""
    page = context.page
    words = {
        word.strip().lower() for name in _ROBOTS for text in page.metas(name) for word in text.split(",")
    } & _AGAINST_MINING
    if (page.meta("tdm-reservation") or "").strip() == "1":
        words.add("tdm-reservation")
    return sorted(words)
