"""Sources that can be queried for a span of time: WordPress' REST route, sitemaps, archives by date."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self
from urllib.parse import urlsplit

from newscrawl.core.arguments import span_of
from newscrawl.core.date_ranges import PendingPage, Span
from newscrawl.core.links import SourceKind
from newscrawl.crawler.sources import Source, SourcePage, own_links
from newscrawl.discovery.formats import NotAFeed
from newscrawl.discovery.listing import read_listing
from newscrawl.discovery.listing_rules import Listing
from newscrawl.discovery.rest import older_posts_url, posts_url, read_posts
from newscrawl.discovery.sitemap import read_sitemap
from newscrawl.discovery.sitemap_index import children_for
from newscrawl.urls import Addresses

if TYPE_CHECKING:
    from newscrawl.crawler.source_config import SourceConfig

_ENOUGH_OLD_ENTRIES = 3
"""Entries from before the span that show a sitemap to be one of all years, not of the last days."""
_LEEWAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Document:
    """An answer to a request: its body, the address it came from, and its headers, names in lower case."""

    body: bytes
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceResponse:
    """What one answer held, and what to request next for the rest of the span."""

    page: SourcePage
    steps: tuple[PendingPage, ...] = ()
    reaches: bool = True
    """It shows that the source goes back to the beginning of the span."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRangeSource(Source):
    """A source that can be queried for a span of time."""

    optional_if_inherited: ClassVar[bool] = True
    lists_newest: ClassVar[bool] = False

    def begin(self, span: Span, *, now: datetime) -> tuple[PendingPage, ...]:  # noqa: ARG002 - others look at them
        """What to request first for a span that has a beginning."""
        return (PendingPage(url=self.url),)

    def read_answer(self, page: PendingPage, document: Document, addresses: Addresses, span: Span) -> SourceResponse:
        """Read the answer to a request for ``page``. Raises NotAFeed for one that can't be read."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest(DateRangeSource):
    """WordPress' REST route of articles."""

    kind: ClassVar[SourceKind] = SourceKind.REST
    attribute: ClassVar[str] = "rest"
    document: ClassVar[str] = "a list of posts"

    def begin(self, span: Span, *, now: datetime) -> tuple[PendingPage, ...]:  # noqa: ARG002 - the span says all
        """The newest hundred of the span."""
        return (PendingPage(url=posts_url(self.url, span)),)

    def read_answer(
        self,
        page: PendingPage,
        document: Document,
        addresses: Addresses,
        span: Span,  # noqa: ARG002 - the addresses of the pages hold it
    ) -> SourceResponse:
        """Read an answer. A header says whether there is more; where a cache has dropped it, one request finds out."""
        posts = read_posts(document.body, document.url)
        pages = document.headers.get("x-wp-totalpages", "")
        older = older_posts_url(page.url, posts) if posts.links and pages not in ("0", "1") else None
        return SourceResponse(own_links(self, posts.links, addresses), (PendingPage(url=older),) if older else ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap(DateRangeSource):
    """A sitemap of all years, or an index of such."""

    kind: ClassVar[SourceKind] = SourceKind.SITEMAP
    attribute: ClassVar[str] = "sitemaps"
    document: ClassVar[str] = "a sitemap"

    def read_answer(
        self,
        page: PendingPage,  # noqa: ARG002 - a sitemap has no pages
        document: Document,
        addresses: Addresses,
        span: Span,
    ) -> SourceResponse:
        """Read one: the sitemaps to request of an index, else the entries not last changed before the span."""
        found = read_sitemap(document.body, document.url)
        if found.children:
            children, older = children_for(found.children, span)
            return SourceResponse(
                SourcePage([]), tuple(PendingPage(url=child.url) for child in children), reaches=older
            )
        recent = [link for link in found.newest_first() if not _is_before(link.modified, span)]
        # One old entry may be a page such as "About us"; a sitemap of the last days has none or that.
        older = sum(_is_before(link.date or link.modified, span) for link in found.links) >= _ENOUGH_OLD_ENTRIES
        return SourceResponse(own_links(self, recent, addresses), reaches=older)


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive(DateRangeSource):
    """Listings by date.

    ``url`` has one of the fields ``{month}``, ``{day}`` (one listing each) or ``{first}`` and ``{last}`` (one listing
    for the span), dates to be formatted: ``{month:%Y/%m}``.

    ``numbered`` is the address of page N, with the same field and one of ``{page}``, ``{index}``. ``timezone`` is the
    site's, by which its days begin.
    """

    kind: ClassVar[SourceKind] = SourceKind.ARCHIVE
    attribute: ClassVar[str] = "archives"
    document: ClassVar[str] = "an archive page"
    numbered: str | None = None
    timezone: str = "UTC"
    listing: Listing = field(default_factory=Listing)

    @classmethod
    def of_site(cls, site: "SourceConfig", path: str, *, section: str | None, optional: bool) -> Self:
        """The archive at a path of the site."""
        return cls(
            url=site.url_of(path),
            numbered=site.older_pages_of(path),
            timezone=site.timezone,
            listing=site.listing,
            section=section,
            optional=optional,
        )

    def begin(self, span: Span, *, now: datetime) -> tuple[PendingPage, ...]:
        """The listings of the span's months or days, newest first."""
        days = list(span.days(self.timezone, today=now))
        if "{month" in self.url:
            fields = [{"month": month} for month in span.months(self.timezone, today=now)]
        elif "{day" in self.url:
            fields = [{"day": day} for day in days]
        else:
            fields = [{"first": days[-1], "last": days[0]}] if days else []
        return tuple(
            PendingPage(
                url=self.url.format(**dates),
                form=self.numbered.format(**dates, page="{page}", index="{index}") if self.numbered else "",
            )
            for dates in fields
        )

    def read_answer(
        self,
        page: PendingPage,
        document: Document,
        addresses: Addresses,
        span: Span,  # noqa: ARG002 - the back-fill leaves a listing where it reaches further back
    ) -> SourceResponse:
        """Read a page. Raises NotAFeed where the site leads elsewhere: its archives are switched off."""
        if urlsplit(document.url).path.strip("/").lower() != urlsplit(page.url).path.strip("/").lower():
            raise NotAFeed(f"a redirect to {document.url}")
        read = read_listing(document.body, document.url, self.listing, addresses)
        own = own_links(self, read.links, addresses)
        older = (PendingPage(url=read.next),) if read.next and not page.form else page.following()
        return SourceResponse(own, older if own.links else ())


def _is_before(date: str | None, span: Span) -> bool:
    """Whether all that a date can mean is before the span. What was last changed before it was published before it."""
    bounds = span_of(date)
    return bounds is not None and span.since is not None and bounds[1] + _LEEWAY < span.since
