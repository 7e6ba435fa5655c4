"""Ways to a field: named, ordered, the first that gives something wins. The name becomes the field's provenance."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from selectolax.lexbor import LexborNode

from newscrawl.links import Link
from newscrawl.pages.linked_data import Node
from newscrawl.pages.page import Page
from newscrawl.pages.rules import Rules
from newscrawl.site import Site
from newscrawl.text.dates import Calendar
from newscrawl.text.unicode import fold

T = TypeVar("T")

_MOST = 50
"""Elements of one selector that are asked; a page where more match is no article."""


class Material:
    """Everything that is known of one article before it is read: the page, the site's rules, the link's hints."""

    def __init__(self, page: Page, rules: Rules, site: Site, calendar: Calendar, link: Link | None = None) -> None:
        self.page = page
        self.rules = rules
        self.site = site
        self.calendar = calendar
        self.link = link

    @cached_property
    def h1s(self) -> list[str]:
        """Texts of the page's main headings."""
        return [text for node in self.page.css("h1")[:20] if (text := fold(node.text()[:1000]))]

    @cached_property
    def linked_article(self) -> Node | None:
        """The JSON-LD node of the article."""
        return self.page.linked_data.article(self.page.url, self.page.meta("og:title") or next(iter(self.h1s), None))

    def linked(self, key: str) -> str | None:
        """A string of the article's JSON-LD node."""
        return self.linked_article.text(key) if self.linked_article else None

    def matches(self, selectors: tuple[str, ...]) -> bool:
        """Whether any of ``selectors`` matches; one look at the page instead of one for each."""
        return bool(selectors) and self.page.first(",".join(selectors)) is not None

    def texts(self, selectors: tuple[str, ...]) -> list[str]:
        """What the elements of the first fruitful of ``selectors`` say."""
        if len(selectors) > 2 and not self.matches(selectors):
            return []
        for selector in selectors:
            if texts := [text for node in self.page.css(selector)[:_MOST] if (text := content_of(node))]:
                return texts
        return []

    def first_text(self, selectors: tuple[str, ...]) -> str | None:
        """What the first fruitful of ``selectors`` says first."""
        return next(iter(self.texts(selectors)), None)


def content_of(node: LexborNode) -> str:
    """What an element says: the ``content`` of a ``<meta>``, else its text, on one line."""
    if node.tag == "meta":
        return fold(node.attributes.get("content") or "")
    return fold(node.text(separator=" ")[:5000])


@dataclass(frozen=True, slots=True)
class Way(Generic[T]):
    """One way to a field's value. ``read`` gives None, or something empty, when the way leads nowhere."""

    name: str
    read: Callable[[Material], T | None]


@dataclass(frozen=True, slots=True)
class Served(Generic[T]):
    """A value and the way that served it."""

    value: T
    way: str


def first_served(ways: tuple[Way[T], ...], material: Material) -> Served[T] | None:
    """What the first fruitful way gives."""
    for way in ways:
        if value := way.read(material):
            return Served(value, way.name)
    return None


def all_served(ways: tuple[Way[T], ...], material: Material) -> list[Served[T]]:
    """What every way gives, in order; ways that lead nowhere are left out."""
    return [Served(value, way.name) for way in ways if (value := way.read(material))]
