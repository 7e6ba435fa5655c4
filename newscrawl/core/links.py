"""A link to an article, as a discovery source gave it, with the hints the source held.

Discovery makes links, the memory keeps them while they are pending, the page readers take their hints. All three floors
share this one class.
"""

from dataclasses import dataclass
from enum import StrEnum

from newscrawl.items import Image


class SourceKind(StrEnum):
    """What kind of source a link, or a list of links, came from."""

    FEED = "feed"
    NEWS_SITEMAP = "news sitemap"
    SITEMAP = "sitemap"
    REST = "rest"
    """WordPress' route of posts."""
    LISTING = "listing"
    ARCHIVE = "archive"
    """A listing with an address for each day or month."""
    MEMORY = "memory"
    """The state itself: an article that is fetched again."""
    ADDRESS = "address"
    """The user, who named the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An article's address and what the source said of it. Every hint may be missing; none is trusted blindly.

    ``date`` and ``modified`` are RFC 3339 with offset, a bare day (``2026-11-22``) or a bare month (``2026-11``), as
    precise as the source was. ``html`` is the full text of a feed item (markup, not yet cleaned) and only that: a
    summary goes to ``description``.
    """

    url: str
    source: str
    """What kind of source gave it, a :class:`SourceKind`."""
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
    """Captions and credits as printed; not yet parted."""
    html: str | None = None
