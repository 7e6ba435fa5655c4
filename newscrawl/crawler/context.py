"""What every part of a crawl's discovery shares: the site, what was requested, its state, and the running crawl."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from newscrawl.core.arguments import Arguments
from newscrawl.core.clock import now
from newscrawl.core.crawl_state import CrawlState
from newscrawl.core.date_ranges import Checkpoint, Span
from newscrawl.core.errors import Problem
from newscrawl.core.links import Link
from newscrawl.crawler import source_problems as problems
from newscrawl.crawler.running_crawl import RunningCrawl
from newscrawl.crawler.source_fetcher import SourceFetcher
from newscrawl.crawler.sources import Source, SourcePage
from newscrawl.urls import Addresses

MAX_PAGES = 5_000
"""A site whose pages never end must not keep a run forever."""
INSTANT_LENGTH = len("2026-11-22T08:00:00Z")
"""A date at least this long names an instant, a shorter one a day or a month."""


@dataclass(frozen=True, kw_only=True)
class CrawlContext:
    """One discovery of one site. ``listing_pages`` is how many listing pages are read where there is no cutoff."""

    addresses: Addresses
    arguments: Arguments
    state: CrawlState
    crawl: RunningCrawl
    listing_pages: int
    now: datetime = field(default_factory=now)
    _dates: dict[str, str] = field(default_factory=dict, init=False, repr=False)
    """The most precise date seen of each article, by its id."""

    @cached_property
    def fetcher(self) -> SourceFetcher:
        """Fetches the pages of all sources, and keeps account of those that failed."""
        return SourceFetcher(self.addresses, self.crawl)

    @cached_property
    def cutoff(self) -> datetime | None:
        """How far back the run has to go: to ``since``, or to where the site is complete; None without either.

        Within the complete span nothing older than its end can be missing, so an earlier ``since`` does not make it go
        further back.
        """
        since = self.arguments.since
        complete = None if self.arguments.narrowed else self.state.coverage()
        if complete and (since is None or since >= complete.start):
            return max(since, complete.through) if since else complete.through
        return since

    @property
    def since_requested(self) -> bool:
        """Whether the user named the cutoff."""
        return self.cutoff is not None and self.cutoff == self.arguments.since

    @property
    def span(self) -> Span:
        """The span that the run has to see."""
        return Span(since=self.cutoff, until=self.arguments.until)

    def dated(self, link: Link) -> Link:
        """The link with the most precise date known: listings often print days, other sources and runs know more."""
        identity = self.addresses.identify(link.url) or link.url
        known = self._dates.get(identity, "")
        if len(known) < INSTANT_LENGTH and len(link.date or "") < INSTANT_LENGTH:
            known = max(known, self.state.date_of(link) or "", key=len)
        best = self._dates[identity] = max(known, link.date or "", key=len)
        return link if best == (link.date or "") else replace(link, date=best)

    def add_discovered(self, links: Sequence[Link], *, progress: Checkpoint | None = None) -> list[Link]:
        """Save a page's links as pending, and how far its source has been read; returns those to be fetched."""
        wanted = [link for link in links if self.arguments.covers(link.date)]
        new = self.state.add_discovered(wanted, progress=progress)
        self.crawl.count("found", len(links))
        self.crawl.count("outside_span", len(links) - len(wanted))
        self.crawl.count("known", len(wanted) - len(new))
        return new

    def check_addresses(self, source: Source, url: str, page: SourcePage) -> Problem | None:
        """Count a page's links to other sites' hosts and to no article; the problem where most of its links are such.

        A listing links to other sites as a matter of course, and listings and sitemaps to pages that are not articles.
        """
        if page.unrecognized:
            self.crawl.count("not_articles", len(page.unrecognized))
        if page.offsite:
            self.crawl.count("foreign_links", len(page.offsite))
            if not page.links:
                return problems.only_offsite(url, page)
            is_mostly_offsite = not source.kind.links_offsite and len(page.offsite) >= len(page.links)
            return problems.mostly_offsite(url, page) if is_mostly_offsite else None
        if source.kind.lists_articles_only and page.links and len(page.unrecognized) >= len(page.links):
            return problems.mostly_unrecognized(url, page)
        return None
