"""The sources of one section, or of the whole site, and the order in which a run asks them.

What lists the newest first is asked first. Where that does not reach back to the bound, sources that can be asked for a
span of time are; and where none of these serves, the others page back. A span that is past has nothing to do with the
newest, and begins with the second. Sources of one kind complete one another, kinds stand in for one another.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import timedelta
from itertools import groupby

from newscrawl.core.date_ranges import Span
from newscrawl.core.links import Link
from newscrawl.crawler.backfill import DateRangeCrawl
from newscrawl.crawler.date_range_sources import DateRangeSource
from newscrawl.crawler.discovery_context import MOST_PAGES, DiscoveryContext
from newscrawl.crawler.pager import Pager
from newscrawl.crawler.sources import ListingSource, Source

PAST = timedelta(days=14)
"""A span that ended so long ago is hardly in a feed's first page."""
LAST_RESORT = timedelta(days=7)
"""How far back a first run asks for a span when neither feed nor listing gives anything."""


class SourceGroup:
    """One run's look at the sources of a section, or of the whole site."""

    def __init__(self, sources: Sequence[Source], ground: DiscoveryContext) -> None:
        self.walks: list[Pager] = []
        self.reached_cutoff = False
        """One kind of source has shown all back to the bound."""
        self._ground = ground
        self._excursions: list[DateRangeCrawl] = []
        kinds = [list(group) for _, group in groupby(sources, key=type)]
        self._spanning = [[source for source in kind if isinstance(source, DateRangeSource)] for kind in kinds]
        self._listings = [kind for kind in kinds if isinstance(kind[0], ListingSource)]
        self._feeds = [kind for kind in kinds if not isinstance(kind[0], ListingSource | DateRangeSource)]
        until, cutoff = ground.arguments.until, ground.cutoff
        self._past = cutoff is not None and until is not None and until < ground.now - PAST

    def served(self) -> Iterator[str]:
        """The kinds of sources that listed articles, or said that nothing has changed."""
        yield from (walk.source.kind for walk in self.walks if walk.listed or (walk.answered and walk.complete))
        yield from (excursion.source.kind for excursion in self._excursions if excursion.listed)

    @property
    def interrupted(self) -> bool:
        """Whether a fault that may pass has kept a source from showing what it lists."""
        silent = [walk for walk in self.walks if not walk.answered]
        return any(excursion.interrupted for excursion in self._excursions) or any(
            self._ground.fetcher.is_transient(walk.source.url) for walk in silent
        )

    async def new_links(self) -> AsyncIterator[list[Link]]:
        """Yield the links that are new to the memory and lie in the asked span, a page at a time."""
        feeds = [[Pager(source, self._ground) for source in kind] for kind in self._feeds]
        if not self._past:
            async for links in self._newest(feeds):
                yield links
        if self._ground.cutoff is not None and not self.reached_cutoff:
            async for links in self._excurse(self._ground.span):
                yield links
        async for links in self._list():
            yield links
        async for links in self._page_back(feeds):
            yield links
        if self._ground.cutoff is None and not any(self.served()):
            since = self._ground.now - LAST_RESORT
            async for links in self._excurse(Span(since=since, until=self._ground.arguments.until)):
                yield links

    async def _newest(self, feeds: Sequence[list[Pager]]) -> AsyncIterator[list[Link]]:
        """The first pages of the feeds; all pages that are needed where no source can be asked for a span."""
        most = MOST_PAGES
        if any(self._spanning):
            most = 1 if self._ground.asked_for else self._ground.pages
        for walks in feeds:
            if not self.reached_cutoff:
                async for links in self._take(walks, most=most):
                    yield links

    async def _list(self) -> AsyncIterator[list[Link]]:
        """The listings; where others have served, one page only, for what these may have left out."""
        for kind in self._listings:
            safety_check = self.reached_cutoff
            if safety_check and (self._past or kind[0].needs_browser):
                return
            walks = [Pager(source, self._ground) for source in (kind[:1] if safety_check else kind)]
            async for links in self._take(
                walks, most=1 if safety_check else MOST_PAGES, leap=self._past, safety_check=safety_check
            ):
                yield links

    async def _page_back(self, feeds: Sequence[list[Pager]]) -> AsyncIterator[list[Link]]:
        """The feeds' further pages, where nothing else has served."""
        for walks in feeds:
            if not self.reached_cutoff and self._ground.cutoff is not None:
                async for links in self._take([walk for walk in walks if not walk.ended], leap=self._past):
                    yield links

    async def _take(
        self, walks: Sequence[Pager], *, most: int = MOST_PAGES, leap: bool = False, safety_check: bool = False
    ) -> AsyncIterator[list[Link]]:
        """Walk sources of one kind."""
        for walk in walks:
            if walk not in self.walks:
                self.walks.append(walk)
                if leap:
                    await walk.leap()
            async for links in walk.pages(most=most):
                yield links
            walk.complete = walk.complete or (safety_check and walk.answered)
            walk.remember_validators()
        if walks and not safety_check:
            self.reached_cutoff = self.reached_cutoff or all(walk.reached_cutoff and walk.complete for walk in walks)

    async def _excurse(self, span: Span) -> AsyncIterator[list[Link]]:
        """Ask for the span, one kind after the other until one has shown all of it."""
        for kind in self._spanning:
            excursions = [DateRangeCrawl(source, self._ground, span) for source in kind]
            for excursion in excursions:
                self._excursions.append(excursion)
                async for links in excursion.pages():
                    yield links
            if excursions and all(excursion.served for excursion in excursions):
                self.reached_cutoff = True
                return
