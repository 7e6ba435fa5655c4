"""Which articles are there? Ask a site's sources in order, as far back as this run has to.

The survey knows four bounds, each a promise:

* a run that was told ``since`` looks back to that instant;
* else a run of a site that is complete through some instant looks back to that mark, however far it is;
* else (the first run) it takes the first page of a feed and a setting's number of listing pages;
* once one kind of source has reached the bound, only the first listing page is asked as well.

In which order, :mod:`newscrawl.families.channel` says.

A source's validators (``ETag``, ``Last-Modified``) are saved only when its walk was whole and nothing it listed was
left aside, so that a later 304 can't hide an article.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from scrapy.http import Request, Response

from newscrawl.arguments import Arguments
from newscrawl.clock import now
from newscrawl.errors import ExitStatus, Trouble
from newscrawl.families.channel import Channel
from newscrawl.families.ground import Ground
from newscrawl.families.inquiry import Inquiry
from newscrawl.families.sources import Source
from newscrawl.links import Link
from newscrawl.memory import Memory
from newscrawl.urls import Addresses

HELD_OPEN = timedelta(days=30)
"""A source that has been failing for so long is not waited for."""


class Survey:
    """One run's look at a site's sources. ``download`` sends a request; the rest is told at :class:`Ground`."""

    def __init__(
        self,
        *,
        addresses: Addresses,
        arguments: Arguments,
        memory: Memory,
        pages: int,
        download: Callable[[Request], Awaitable[Response]],
        wait: Callable[[bool], Awaitable[None]],
        report: Callable[[Trouble], None],
        count: Callable[[str, int], None],
    ) -> None:
        bound = _bound(arguments, memory)
        self._report = report
        self._ground = Ground(
            addresses=addresses,
            arguments=arguments,
            memory=memory,
            inquiry=Inquiry(addresses, download, report),
            pages=pages,
            bound=bound,
            asked_for=bound is not None and bound == arguments.since,
            now=now(),
            wait=wait,
            count=count,
        )

    async def new_links(self, sources: Sequence[Source]) -> AsyncIterator[list[Link]]:
        """Yield the links that are new to the memory and lie in the asked span, a page at a time."""
        channels = [
            Channel(list(group), self._ground) for _, group in groupby(sources, key=lambda source: source.section)
        ]
        try:
            for channel in channels:
                async for links in channel.new_links():
                    yield links
        finally:
            served = tuple(dict.fromkeys(kind for channel in channels for kind in channel.served()))
            for kind in served:
                self._ground.count(f"served/{kind}", 1)
            self._ground.inquiry.sum_up(served)
        self._vouch(channels)

    def _vouch(self, channels: Sequence[Channel]) -> None:
        """Tell the memory how far back this run saw everything; nothing when a walk was cut short of that."""
        ground = self._ground
        bound, narrowed = ground.bound, ground.arguments.narrowed
        # A listing that only a browser opens is asked where nothing else reached the bound: without it there is a gap.
        walks = [
            walk for channel in channels for walk in channel.walks if walk.answered or (bound and walk.source.costly)
        ]
        if bound and channels and all(channel.at_bound for channel in channels):
            if not narrowed:
                ground.memory.cover(bound)
        elif (bound and self._is_open(channels, bound)) or not walks or not all(walk.whole for walk in walks):
            if ground.asked_for and (walks or any(channel.interrupted for channel in channels)):
                text = f"did not get back to {bound:%Y-%m-%d %H:%M} UTC: run it again with the same since"
                self._report(Trouble(ExitStatus.UNREACHABLE, text))
        elif depths := [walk.depth for walk in walks if walk.depth]:
            # The shallowest: a home page with hand-picked old stories proves nothing about what lies between.
            seen = max(depths)
            if not narrowed:
                ground.memory.cover(seen, exhausted=True)
            if bound and seen > bound:
                text = (
                    f"the site lists articles back to {seen:%Y-%m-%d %H:%M} UTC only, not to {bound:%Y-%m-%d %H:%M}"
                    ": some between may be missing; crawl it more often"
                )
                self._report(Trouble(ExitStatus.OK, text))

    def _is_open(self, channels: Sequence[Channel], bound: datetime) -> bool:
        """Whether a gap is to be closed by a later run, since a source that may close it has a bad hour."""
        is_worth_it = self._ground.asked_for or bound > self._ground.now - HELD_OPEN
        return is_worth_it and any(channel.interrupted for channel in channels)


def _bound(arguments: Arguments, memory: Memory) -> datetime | None:
    """How far back the run has to go: to what was asked, or to where the site is complete; None: nobody said."""
    since = arguments.since
    complete = None if arguments.narrowed else memory.coverage()
    if complete and (since is None or since >= complete.start):
        return max(since, complete.through) if since else complete.through
    return since
