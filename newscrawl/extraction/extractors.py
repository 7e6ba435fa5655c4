"""Extractors of a field: named and ordered, the first value wins. The name becomes the field's provenance."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Generic, TypeVar

from selectolax.lexbor import LexborNode

from newscrawl.core.links import Link
from newscrawl.core.site import Site
from newscrawl.extraction.dom.block_walker import blocks_of
from newscrawl.extraction.dom.page import Page
from newscrawl.extraction.fields.linked_data import Node
from newscrawl.extraction.rules import Rules
from newscrawl.items import Provenance
from newscrawl.text.boilerplate.detector import is_date_line
from newscrawl.text.dates import Calendar
from newscrawl.text.unicode import fold

T = TypeVar("T")

_MOST = 50
"""Elements of one selector that are read; a page where more match is not an article."""
_MOST_LINES = 6
_LONGEST_LINE = 20
"""Words. What is longer is text."""
_SIGNED = re.compile(r"(?:by|written by|story by)\s+(?=[A-Z\u00c0-\u024f])", re.IGNORECASE)


class PageContext:
    """Everything that is known about one article before it is read: the page, the site's rules, the link's hints."""

    def __init__(
        self,
        page: Page,
        rules: Rules,
        site: Site,
        *,
        link: Link | None = None,
        now: datetime,
        feed: str | None = None,
    ) -> None:
        self.page = page
        self.rules = rules
        self.site = site
        self.calendar = Calendar.of(site.timezone, now, language=site.language, naive_is_utc=rules.naive_dates == "utc")
        self.link = link
        self.feed = feed
        """The kind of the link's source where the page is only the full text that this source gave."""

    @cached_property
    def h1s(self) -> list[str]:
        """Texts of the page's main headings."""
        return [text for node in self.page.css("h1")[:20] if (text := fold(node.text()[:1000]))]

    @property
    def date_line(self) -> str | None:
        """A line below the main heading that is nothing but a date."""
        return next(filter(is_date_line, self._below_heading), None)

    @property
    def byline_line(self) -> str | None:
        """A line below the main heading that starts like a byline ("By ...")."""
        return next((line for line in self._below_heading if _SIGNED.match(line) and len(line.split()) <= 10), None)

    @cached_property
    def _below_heading(self) -> list[str]:
        """The short lines between the main heading and the text: hand-made pages mark up neither byline nor date."""
        lines: list[str] = []
        heading = None
        for block in blocks_of(self.page.root) if self.h1s else ():
            if heading is None:
                heading = block if block.kind == "heading" and fold(block.text) == self.h1s[0] else None
                continue
            if len(lines) >= _MOST_LINES or len(block.text.split()) > _LONGEST_LINE:
                break
            lines += block.text.split("\n")
        return lines[:_MOST_LINES]

    @cached_property
    def linked_article(self) -> Node | None:
        """The JSON-LD node of the article."""
        return self.page.linked_data.article(self.page.url, self.page.meta("og:title") or next(iter(self.h1s), None))

    def linked(self, key: str) -> str | None:
        """A string of the article's JSON-LD node."""
        return self.linked_article.text(key) if self.linked_article else None

    def matches(self, selectors: tuple[str, ...]) -> bool:
        """Whether any of ``selectors`` matches, in one query instead of one for each."""
        return bool(selectors) and self.page.first(",".join(selectors)) is not None

    def texts(self, selectors: tuple[str, ...]) -> list[str]:
        """Return the texts of the elements that the first matching selector finds."""
        if len(selectors) > 2 and not self.matches(selectors):
            return []
        for selector in selectors:
            if texts := [text for node in self.page.css(selector)[:_MOST] if (text := content_of(node))]:
                return texts
        return []

    def first_text(self, selectors: tuple[str, ...]) -> str | None:
        """Return the first text that the first matching selector finds."""
        return next(iter(self.texts(selectors)), None)


def content_of(node: LexborNode) -> str:
    """Return an element's value: the ``content`` of a ``<meta>``, else its text, on one line."""
    if node.tag == "meta":
        return fold(node.attributes.get("content") or "")
    return fold(node.text(separator=" ")[:5000])


@dataclass(frozen=True, slots=True)
class Extracted(Generic[T]):
    """A value and the name of the extractor that gave it."""

    value: T
    provenance: str


@dataclass(frozen=True, slots=True)
class Extractor(Generic[T]):
    """One method of reading a field. ``read`` returns None or an empty value where it finds nothing."""

    name: Provenance
    read: Callable[[PageContext], T | None]
    feed: bool = False
    """Whether it also applies to a feed item that is read without its page."""

    def extract(self, context: PageContext) -> Extracted[T] | None:
        """Return the value with its provenance. For hints of a feed item, the provenance is the kind of the source."""
        if context.feed and not self.feed:
            return None
        value = self.read(context)
        if not value:
            return None
        return Extracted(value, context.feed if context.feed and self.name is Provenance.HINT else self.name)


def first_match(extractors: tuple[Extractor[T], ...], context: PageContext) -> Extracted[T] | None:
    """Return the first value that an extractor finds."""
    return next((found for extractor in extractors if (found := extractor.extract(context))), None)


def all_matches(extractors: tuple[Extractor[T], ...], context: PageContext) -> list[Extracted[T]]:
    """Return the values that all extractors find, in order."""
    return [found for extractor in extractors if (found := extractor.extract(context))]
