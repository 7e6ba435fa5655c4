"""Which articles are there? Ask a site's sources in order, as far back as this run has to.

The survey knows four bounds, each a promise:

* a run that was told ``since`` looks back to that instant;
* else a run of a site that is complete through some instant looks back to that mark, however far it is;
* else (the first run) it takes the first page of a feed and a setting's number of listing pages;
* once one kind of source has reached the bound, only the first listing page is asked as well.

In which order, :mod:`newscrawl.crawler.source_group` says.

A source's validators (``ETag``, ``Last-Modified``) are saved only when its walk was whole and nothing it listed was
left aside, so that a later 304 can't hide an article.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from scrapy.http import Request, Response

from newscrawl.core.arguments import Arguments
from newscrawl.core.clock import now
from newscrawl.core.crawl_state import CrawlState
from newscrawl.core.errors import ExitStatus, Problem
from newscrawl.core.links import Link
from newscrawl.crawler.discovery_context import DiscoveryContext
from newscrawl.crawler.source_fetcher import SourceFetcher
from newscrawl.crawler.source_group import SourceGroup
from newscrawl.crawler.sources import Source
from newscrawl.urls import Addresses

MAX_GAP_AGE = timedelta(days=30)
"""A source that has been failing for so long is not waited for."""


class SiteDiscovery:
    """One run's look at a site's sources.

    ``download`` sends a request; :class:`DiscoveryContext` describes the rest.
    """

    def __init__(
        self,
        *,
        addresses: Addresses,
        arguments: Arguments,
        memory: CrawlState,
        pages: int,
        download: Callable[[Request], Awaitable[Response]],
        wait: Callable[[bool], Awaitable[None]],
        report: Callable[[Problem], None],
        count: Callable[[str, int], None],
    ) -> None:
        cutoff = _cutoff(arguments, memory)
        self._report = report
        self._ground = DiscoveryContext(
            addresses=addresses,
            arguments=arguments,
            memory=memory,
            fetcher=SourceFetcher(addresses, download, report),
            pages=pages,
            cutoff=cutoff,
            asked_for=cutoff is not None and cutoff == arguments.since,
            now=now(),
            wait=wait,
            count=count,
        )

    async def new_links(self, sources: Sequence[Source]) -> AsyncIterator[list[Link]]:
        """Yield the links that are new to the memory and lie in the asked span, a page at a time."""
        channels = [
            SourceGroup(list(group), self._ground) for _, group in groupby(sources, key=lambda source: source.section)
        ]
        try:
            for channel in channels:
                async for links in channel.new_links():
                    yield links
        finally:
            served = tuple(dict.fromkeys(kind for channel in channels for kind in channel.served()))
            for kind in served:
                self._ground.count(f"served/{kind}", 1)
            self._ground.fetcher.report_failures(served)
        self._update_coverage(channels)

    def _update_coverage(self, channels: Sequence[SourceGroup]) -> None:
        """Tell the memory how far back this run saw everything; nothing when a walk was cut short of that."""
        ground = self._ground
        cutoff, narrowed = ground.cutoff, ground.arguments.narrowed
        # A listing that only a browser opens is asked where nothing else reached the bound: without it there is a gap.
        walks = [
            walk
            for channel in channels
            for walk in channel.walks
            if walk.answered or (cutoff and walk.source.needs_browser)
        ]
        if cutoff and channels and all(channel.reached_cutoff for channel in channels):
            if not narrowed:
                ground.memory.cover(cutoff)
        elif (cutoff and self._is_open(channels, cutoff)) or not walks or not all(walk.complete for walk in walks):
            if ground.asked_for and (walks or any(channel.interrupted for channel in channels)):
                text = f"did not get back to {cutoff:%Y-%m-%d %H:%M} UTC: run it again with the same since"
                self._report(Problem(ExitStatus.UNREACHABLE, text))
        elif depths := [walk.median_date for walk in walks if walk.median_date]:
            # The shallowest: a home page with hand-picked old stories proves nothing about what lies between.
            seen = max(depths)
            if not narrowed:
                ground.memory.cover(seen, exhausted=True)
            if cutoff and seen > cutoff:
                text = (
                    f"the site lists articles back to {seen:%Y-%m-%d %H:%M} UTC only, not to {cutoff:%Y-%m-%d %H:%M}"
                    ": some between may be missing; crawl it more often"
                )
                self._report(Problem(ExitStatus.OK, text))

    def _is_open(self, channels: Sequence[SourceGroup], cutoff: datetime) -> bool:
        """Whether a gap is to be closed by a later run, since a source that may close it has a bad hour."""
        is_worth_it = self._ground.asked_for or cutoff > self._ground.now - MAX_GAP_AGE
        return is_worth_it and any(channel.interrupted for channel in channels)


def _cutoff(arguments: Arguments, memory: CrawlState) -> datetime | None:
    """How far back the run has to go: to what was asked, or to where the site is complete; None: nobody said."""
    since = arguments.since
    complete = None if arguments.narrowed else memory.coverage()
    if complete and (since is None or since >= complete.start):
        return max(since, complete.through) if since else complete.through
    return since
