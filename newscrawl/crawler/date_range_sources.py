"""Sources that can be asked for a span of time: WordPress' REST route, sitemaps, archives by date."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar
from urllib.parse import urlsplit

from newscrawl.core.arguments import span_of
from newscrawl.core.date_ranges import PendingPage, Span
from newscrawl.crawler.sources import Source, SourcePage, own_links
from newscrawl.discovery.formats import NotAFeed
from newscrawl.discovery.listing import read_listing
from newscrawl.discovery.listing_rules import Listing
from newscrawl.discovery.rest import older_posts_url, posts_url, read_posts
from newscrawl.discovery.sitemap import read_sitemap
from newscrawl.discovery.sitemap_index import children_for
from newscrawl.urls import Addresses

_SOME = 3
"""Entries."""
_LEEWAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SourceResponse:
    """What one answer held, and what to ask next for the rest of the span."""

    page: SourcePage
    steps: tuple[PendingPage, ...] = ()
    reaches: bool = True
    """It shows that the source goes back to the beginning of the span."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRangeSource(Source):
    """A source that can be asked for a span of time."""

    def begin(self, span: Span, *, now: datetime) -> tuple[PendingPage, ...]:  # noqa: ARG002 - others look at them
        """What to ask first for a span that has a beginning."""
        return (PendingPage(url=self.url),)

    def part(
        self, step: PendingPage, body: bytes, url: str, headers: Mapping[str, str], addresses: Addresses, span: Span
    ) -> SourceResponse:
        """Read the answer to a step, which came from ``url`` (``headers``: names in lower case).

        Raises NotAFeed for one that makes no sense.
        """
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest(DateRangeSource):
    """WordPress' REST route of articles."""

    kind: ClassVar[str] = "rest"

    def begin(self, span: Span, *, now: datetime) -> tuple[PendingPage, ...]:  # noqa: ARG002 - the span says all
        """The newest hundred of the span."""
        return (PendingPage(url=posts_url(self.url, span)),)

    def part(
        self,
        step: PendingPage,
        body: bytes,
        url: str,
        headers: Mapping[str, str],
        addresses: Addresses,
        span: Span,  # noqa: ARG002 - the addresses of the steps hold it
    ) -> SourceResponse:
        """Read an answer. Whether there is more is told by a header; where a cache has dropped it, one asks."""
        posts = read_posts(body, url)
        pages = headers.get("x-wp-totalpages", "")
        older = older_posts_url(step.url, posts) if posts.links and pages not in ("0", "1") else None
        return SourceResponse(own_links(self, posts.links, addresses), (PendingPage(url=older),) if older else ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap(DateRangeSource):
    """A sitemap of all years, or an index of such."""

    kind: ClassVar[str] = "sitemap"

    def part(
        self,
        step: PendingPage,  # noqa: ARG002 - a sitemap has no pages
        body: bytes,
        url: str,
        headers: Mapping[str, str],  # noqa: ARG002
        addresses: Addresses,
        span: Span,
    ) -> SourceResponse:
        """Read one: the sitemaps to ask of an index, else the entries that were not changed before the span only."""
        found = read_sitemap(body, url)
        if found.children:
            children, older = children_for(found.children, span)
            return SourceResponse(
                SourcePage([]), tuple(PendingPage(url=child.url) for child in children), reaches=older
            )
        recent = [link for link in found.newest_first() if not _lies_before(link.modified, span)]
        # One old entry may be a page of the house; a sitemap of the last days has none or that.
        older = sum(_lies_before(link.date or link.modified, span) for link in found.links) >= _SOME
        return SourceResponse(own_links(self, recent, addresses), reaches=older)


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive(DateRangeSource):
    """Listings by date.

    ``url`` has one of the fields ``{month}``, ``{day}`` (one listing each) or ``{first}`` and ``{last}`` (one listing
    for the span), dates to be formatted: ``{month:%Y/%m}``.

    ``numbered`` is the address of page N, with the same field and one of ``{page}``, ``{index}``. ``zone`` is the
    site's, by which its days begin.
    """

    kind: ClassVar[str] = "archive"
    numbered: str | None = None
    timezone: str = "UTC"
    listing: Listing = field(default_factory=Listing)

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

    def part(
        self,
        step: PendingPage,
        body: bytes,
        url: str,
        headers: Mapping[str, str],  # noqa: ARG002
        addresses: Addresses,
        span: Span,  # noqa: ARG002 - the walk leaves a listing where it reaches further back
    ) -> SourceResponse:
        """Read a page. Raises NotAFeed where the site leads elsewhere: its archives are switched off."""
        if urlsplit(url).path.strip("/").lower() != urlsplit(step.url).path.strip("/").lower():
            raise NotAFeed(f"a redirect to {url}")
        page = read_listing(body, url, self.listing, addresses)
        own = own_links(self, page.links, addresses)
        older = (PendingPage(url=page.next),) if page.next and not step.form else step.following()
        return SourceResponse(own, older if own.links else ())


def _lies_before(date: str | None, span: Span) -> bool:
    """Whether all that a date can mean lies before the span. What was last changed then was published then."""
    bounds = span_of(date)
    return bounds is not None and span.since is not None and bounds[1] + _LEEWAY < span.since
