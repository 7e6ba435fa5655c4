"""Reads headline and description."""

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


def _site_rule(context: PageContext) -> str | None:
    return _plausible(context.first_text(context.rules.headline))


def _main_heading(context: PageContext) -> str | None:
    """Return the ``h1`` that the page's title contains; else the first that is not the outlet's name."""
    titles = (
        context.linked("headline"),
        without_outlet(context.page.meta("og:title"), context),
        context.page.title,
    )
    claims = [(letters(title), title) for title in titles if title]
    outlet = {letters(name) for name in (context.site.publisher, context.page.meta("og:site_name") or "")}
    headings = [text for text in context.h1s if letters(text) not in outlet and _plausible(text)]
    for heading in headings:
        spoken = letters(heading)
        for claim, title in claims:
            if len(claim) > 10 and spoken != claim and spoken.endswith(claim) and len(spoken) - len(claim) < 30:
                return _plausible(title)  # the heading includes a kicker ("Politics | ...")
            if min(len(spoken), len(claim)) > 5 and (spoken in claim or claim in spoken):
                return heading
    if claims and headings and len(headings[0].split()) < 3:
        return None
    return headings[0] if headings else None


def _linked_data(context: PageContext) -> str | None:
    return _plausible(context.linked("headline") or context.linked("name"))


def _meta(context: PageContext) -> str | None:
    title = context.page.meta("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title")
    return _plausible(without_outlet(title, context))


def _title(context: PageContext) -> str | None:
    return _plausible(without_outlet(context.page.title, context))


def _hint(context: PageContext) -> str | None:
    """Return the link's title; for a feed item any at all, since nothing else names it."""
    title = context.link.title if context.link else None
    return _plausible(title) or (fold(title or "") if context.feed else None)


def without_outlet(title: str | None, context: PageContext) -> str | None:
    """Remove the outlet's name from the end ("... | Defense News") or the beginning of ``title``."""
    if not title:
        return None
    title = title[:_LONGEST]
    names = [context.site.publisher, context.site.name, context.page.meta("og:site_name") or "", _host(context)]
    outlet = {letters(name) for name in names} - {""}
    outlet |= {name.removeprefix("the") for name in outlet}
    marks = list(_SEPARATOR.finditer(title))
    for mark in reversed(marks[-4:]):
        tail = letters(title[mark.end() :])
        if tail in outlet or tail.removesuffix("com") in outlet or (len(tail) > 3 and tail in _host(context)):
            title = title[: mark.start()]
    for mark in marks[:1]:
        if letters(title[: mark.start()]) in outlet and mark.end() < len(title):
            title = title[mark.end() :]
    return title


def _host(context: PageContext) -> str:
    return letters(re.sub(r"^https?://(?:www\.)?([^/:?#]*).*$", r"\1", context.page.url, flags=re.DOTALL))


def _plausible(text: str | None) -> str | None:
    text = fold(text or "")[:_LONGEST].strip(" |\u2022\u00b7\u00bb")
    return text if text.lower() not in _NO_HEADLINE and len(text) > 2 else None


def _described_by_site(context: PageContext) -> str | None:
    return _a_description(context.first_text(context.rules.description), context)


def _described_by_linked_data(context: PageContext) -> str | None:
    return _a_description(context.linked("description"), context)


def _described_by_meta(context: PageContext) -> str | None:
    page = context.page
    text = page.meta("og:description", "description", "twitter:description", "sailthru.description")
    return _a_description(text, context)


def _described_by_hint(context: PageContext) -> str | None:
    return _a_description(context.link.description if context.link else None, context)


def _a_description(text: str | None, context: PageContext) -> str | None:
    """Return ``text`` without markup; None where it only repeats the headline or the outlet's name."""
    text = fold(re.sub(r"<[^<>]{1,300}>", " ", text or ""))[:2000]
    if len(text) < 10 or letters(text) in {letters(name) for name in (*context.h1s, context.site.publisher)}:
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
"""Extractors of each field, by its name in the record."""
