"""Link to an article, as a discovery source gave it, with the hints of the source.

Discovery makes links, the store keeps them while they are pending, extraction uses their hints: all three share this
class.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from newscrawl.items import Image


@dataclass(frozen=True, slots=True)
class _Traits:
    """Properties of all sources of a kind."""

    group: str = ""
    lists_articles_only: bool = False
    implies_article: bool = True
    links_offsite: bool = False


class SourceKind(StrEnum):
    """Kind of source that a link, or a list of links, came from, with the properties of each kind."""

    FEED = "feed", _Traits("feed", lists_articles_only=True)
    NEWS_SITEMAP = "news sitemap", _Traits("sitemap", lists_articles_only=True)
    REST = "rest", _Traits("sitemap", lists_articles_only=True)
    """WordPress' route of posts."""
    SITEMAP = "sitemap", _Traits("sitemap")
    ARCHIVE = "archive", _Traits("sitemap")
    """A listing with an address for each day or month."""
    LISTING = "listing", _Traits("listing", implies_article=False, links_offsite=True)
    MEMORY = "memory", _Traits()
    """The state itself: an article that is fetched again."""
    ADDRESS = "address", _Traits(implies_article=False)
    """The user, who named the page."""

    _traits: _Traits

    def __new__(cls, value: str, traits: _Traits) -> Self:
        """Make a member whose value is its name in records, manifests and the state."""
        member = str.__new__(cls, value)
        member._value_ = value
        member._traits = traits
        return member

    @property
    def group(self) -> str:
        """The column in which tables of sources show it; empty for what is not a source of a site."""
        return self._traits.group

    @property
    def lists_articles_only(self) -> bool:
        """Whether other entries in it are a sign that the site's articles look different now."""
        return self._traits.lists_articles_only

    @property
    def implies_article(self) -> bool:
        """Whether a link in it is taken for an article's, whatever its page looks like."""
        return self._traits.implies_article

    @property
    def links_offsite(self) -> bool:
        """Whether it links to other sites as a matter of course."""
        return self._traits.links_offsite


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An article's address and its source's hints. Every hint may be missing; none is trusted blindly.

    ``date`` and ``modified`` are RFC 3339 with offset, a bare day (``2026-11-22``) or a bare month (``2026-11``), as
    precise as the source was. ``html`` is the full text of a feed item (markup, not yet cleaned) and only that: a
    summary goes to ``description``.
    """

    url: str
    source: str
    """The kind of its source, a :class:`SourceKind`."""
    title: str | None = None
    date: str | None = None
    date_raw: str | None = None
    """The source's own spelling of ``date``."""
    modified: str | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    """Byline parts as printed; not yet split into persons and agencies."""
    section: str | None = None
    keywords: tuple[str, ...] = ()
    language: str | None = None
    images: tuple[Image, ...] = ()
    """Captions and credits as printed; not yet split."""
    html: str | None = None
