"""Headline and description."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from newscrawl.extraction.extractors import Extractor, PageContext
from newscrawl.items import Provenance
from newscrawl.text.unicode import fold, letters

_SEPARATOR = re.compile(r"\s+(?:[|\u2022\u00b7\u00bb\u2014\u2013:]|-{1,2})\s+")
_LONGEST = 400
_NO_HEADLINE = frozenset(("", "home", "homepage", "news", "untitled", "index", "article", "menu", "search"))


def _site_rule(material: PageContext) -> str | None:
    return _plausible(material.first_text(material.rules.headline))


def _main_heading(material: PageContext) -> str | None:
    """The ``h1`` that the page's own title speaks of; where none is spoken of, the first that is no outlet's name."""
    titles = (
        material.linked("headline"),
        without_outlet(material.page.meta("og:title"), material),
        material.page.title,
    )
    claims = [(letters(title), title) for title in titles if title]
    house = {letters(name) for name in (material.site.publisher, material.page.meta("og:site_name") or "")}
    headings = [text for text in material.h1s if letters(text) not in house and _plausible(text)]
    for heading in headings:
        spoken = letters(heading)
        for claim, title in claims:
            if len(claim) > 10 and spoken != claim and spoken.endswith(claim) and len(spoken) - len(claim) < 30:
                return _plausible(title)  # a kicker stands in the heading ("Politics | ...")
            if min(len(spoken), len(claim)) > 5 and (spoken in claim or claim in spoken):
                return heading
    if claims and headings and len(headings[0].split()) < 3:
        return None
    return headings[0] if headings else None


def _linked_data(material: PageContext) -> str | None:
    return _plausible(material.linked("headline") or material.linked("name"))


def _meta(material: PageContext) -> str | None:
    title = material.page.meta("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title")
    return _plausible(without_outlet(title, material))


def _title(material: PageContext) -> str | None:
    return _plausible(without_outlet(material.page.title, material))


def _hint(material: PageContext) -> str | None:
    """The link's title; of a feed's item any at all, since nothing else names it."""
    title = material.link.title if material.link else None
    return _plausible(title) or (fold(title or "") if material.feed else None)


def without_outlet(title: str | None, material: PageContext) -> str | None:
    """``title`` without the outlet's name at its end ("... | Defense News") or its beginning."""
    if not title:
        return None
    title = title[:_LONGEST]
    names = [material.site.publisher, material.site.name, material.page.meta("og:site_name") or "", _host(material)]
    house = {letters(name) for name in names} - {""}
    house |= {name.removeprefix("the") for name in house}
    marks = list(_SEPARATOR.finditer(title))
    for mark in reversed(marks[-4:]):
        tail = letters(title[mark.end() :])
        if tail in house or tail.removesuffix("com") in house or (len(tail) > 3 and tail in _host(material)):
            title = title[: mark.start()]
    for mark in marks[:1]:
        if letters(title[: mark.start()]) in house and mark.end() < len(title):
            title = title[mark.end() :]
    return title


def _host(material: PageContext) -> str:
    return letters(re.sub(r"^https?://(?:www\.)?([^/:?#]*).*$", r"\1", material.page.url, flags=re.DOTALL))


def _plausible(text: str | None) -> str | None:
    text = fold(text or "")[:_LONGEST].strip(" |\u2022\u00b7\u00bb")
    return text if text.lower() not in _NO_HEADLINE and len(text) > 2 else None


def _described_by_site(material: PageContext) -> str | None:
    return _a_description(material.first_text(material.rules.description), material)


def _described_by_linked_data(material: PageContext) -> str | None:
    return _a_description(material.linked("description"), material)


def _described_by_meta(material: PageContext) -> str | None:
    page = material.page
    text = page.meta("og:description", "description", "twitter:description", "sailthru.description")
    return _a_description(text, material)


def _described_by_hint(material: PageContext) -> str | None:
    return _a_description(material.link.description if material.link else None, material)


def _a_description(text: str | None, material: PageContext) -> str | None:
    """``text`` as a description: no markup, not just the headline or the outlet's name again."""
    text = fold(re.sub(r"<[^<>]{1,300}>", " ", text or ""))[:2000]
    if len(text) < 10 or letters(text) in {letters(name) for name in (*material.h1s, material.site.publisher)}:
        return None
    return text


FIELDS: Final[Mapping[str, tuple[Extractor[Any], ...]]] = MappingProxyType(
    {
        "headline": (
            Extractor(Provenance.SITE, _site_rule),
            Extractor(Provenance.H1, _main_heading),
            Extractor(Provenance.LINKED_DATA, _linked_data),
            Extractor(Provenance.META, _meta),
            Extractor(Provenance.HINT, _hint, feed=True),
            Extractor(Provenance.TITLE, _title),
        ),
        "description": (
            Extractor(Provenance.SITE, _described_by_site),
            Extractor(Provenance.LINKED_DATA, _described_by_linked_data),
            Extractor(Provenance.META, _described_by_meta),
            Extractor(Provenance.HINT, _described_by_hint, feed=True),
        ),
    }
)
"""The ways to each field, by its name in the record."""
