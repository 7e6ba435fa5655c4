"""What all walks of a run share: how far they go, and the way of a page's links into the memory."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from newscrawl.core.arguments import Arguments
from newscrawl.core.crawl_state import CrawlState
from newscrawl.core.date_ranges import Checkpoint, Span
from newscrawl.core.errors import ExitStatus, Problem
from newscrawl.core.links import Link
from newscrawl.crawler.reach import EXACT
from newscrawl.crawler.source_fetcher import SourceFetcher
from newscrawl.crawler.sources import Source, SourcePage
from newscrawl.urls import Addresses

_ARTICLES_ONLY = ("feed", "news sitemap", "rest")
"""Kinds of sources that list nothing else."""
MOST_PAGES = 5_000
"""A site whose pages never end must not keep a run for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscoveryContext:
    """What all walks of a run share.

    ``bound`` is the instant to go back to, None where there is none; ``asked_for`` says that the user named it.
    ``pages`` is how many listing pages are taken without a bound. ``wait`` returns when there is room for more links
    (given True: when all found so far are on their way). ``count`` takes figures for the account of the run.
    """

    addresses: Addresses
    arguments: Arguments
    memory: CrawlState
    fetcher: SourceFetcher
    pages: int
    cutoff: datetime | None
    asked_for: bool
    now: datetime
    dates: dict[str, str] = field(default_factory=dict)
    """The most precise date seen of each article, by its id."""
    wait: Callable[[bool], Awaitable[None]]
    count: Callable[[str, int], None]

    @property
    def span(self) -> Span:
        """The span that the run has to see."""
        return Span(since=self.cutoff, until=self.arguments.until)

    def dated(self, link: Link) -> Link:
        """The link with the most precise date known: listings often print days, other sources and runs know more."""
        identity = self.addresses.identify(link.url) or link.url
        known = self.dates.get(identity, "")
        if len(known) < EXACT and len(link.date or "") < EXACT:
            known = max(known, self.memory.date_of(link) or "", key=len)
        best = self.dates[identity] = max(known, link.date or "", key=len)
        return link if best == (link.date or "") else replace(link, date=best)

    def add_discovered(self, links: Sequence[Link], *, progress: Checkpoint | None = None) -> list[Link]:
        """Hand a page's links to the memory, with how far the walk has come; returns those to be read."""
        wanted = [link for link in links if self.arguments.covers(link.date)]
        new = self.memory.add_discovered(wanted, progress=progress)
        self.count("found", len(links))
        self.count("outside_span", len(links) - len(wanted))
        self.count("known", len(wanted) - len(new))
        return new

    def report_offsite(self, source: Source, url: str, page: SourcePage) -> Problem | None:
        """Count the links to other sites' hosts, and to no article; what is to be said when most of a source's are."""
        if page.unrecognized:
            self.count("not_articles", len(page.unrecognized))
        if not page.offsite:
            if source.kind in _ARTICLES_ONLY and page.links and len(page.unrecognized) >= len(page.links):
                skipped = len(page.unrecognized)
                text = f"{skipped} entries of {url} don't look like articles ({page.unrecognized[0]}) and were skipped"
                return Problem(ExitStatus.OK, text)
            return None
        self.count("foreign_links", len(page.offsite))
        host = page.offsite[0].split("/")[2]
        if not page.links:
            return Problem(
                ExitStatus.LAYOUT_CHANGED, f"{url} lists another site's articles ({host}): is the address right?"
            )
        if source.kind != "listing" and len(page.offsite) >= len(page.links):
            text = f"{len(page.offsite)} entries of {url} lead to other hosts ({host}) and were left out"
            return Problem(ExitStatus.OK, text)
        return None
