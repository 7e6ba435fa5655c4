"""Finds the articles of a site: which sources a run reads, in which order, and how far back.

A run goes back

* to ``since``, where that was requested;
* else to the end of the span in which the site is known to be complete, however far that is;
* else (the first run) through the first page of a feed and a setting's number of listing pages.

Sources that list the newest first are read first. Where these do not reach back to the cutoff, sources that can be
queried for a span of time follow; and where none of those serves, the others page back. A span that is past has
nothing to do with the newest, and begins with the second. Once one kind of source has reached the cutoff, only the
first listing page is read as well. Sources of one kind complete one another, kinds replace one another.

A source's validators (``ETag``, ``Last-Modified``) are saved only when it was read completely and nothing it listed was
left aside, so that a later 304 can't hide an article.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from datetime import timedelta
from itertools import groupby

from newscrawl.core.date_ranges import Span
from newscrawl.core.links import Link, SourceKind
from newscrawl.crawler import source_problems as problems
from newscrawl.crawler.backfill import DateRangeCrawl
from newscrawl.crawler.context import MAX_PAGES, CrawlContext
from newscrawl.crawler.coverage import CoverageDecision, DiscoveryOutcome, SourceOutcome
from newscrawl.crawler.date_range_sources import DateRangeSource
from newscrawl.crawler.pager import Pager
from newscrawl.crawler.sources import ListingSource, Source

PAST = timedelta(days=14)
"""A span that ended this long ago is hardly in a feed's first page."""
LAST_RESORT = timedelta(days=7)
"""The span that a first run requests when neither feed nor listing gives anything."""


class SiteDiscovery:
    """One run's discovery of a site's articles."""

    def __init__(self, context: CrawlContext) -> None:
        self._context = context

    async def new_links(self, sources: Sequence[Source]) -> AsyncGenerator[list[Link], None]:
        """Yield the links that are new and within the requested span, a page at a time."""
        sections = groupby(sources, key=lambda source: source.section)
        groups = [SourceGroup(list(group), self._context) for _, group in sections]
        try:
            for group in groups:
                # What the group reads next depends on how far the pages before went, so each is read to its end first.
                for pages in group.plan():
                    async for links in pages:
                        yield links
        finally:
            served = tuple(dict.fromkeys(kind for group in groups for kind in group.served()))
            for kind in served:
                self._context.crawl.count(f"served/{kind}", 1)
            self._context.fetcher.report_failures(served)
        self._update_coverage(groups)

    def _update_coverage(self, groups: Sequence["SourceGroup"]) -> None:
        """Save how far back this run saw everything, and report where that falls short of the cutoff."""
        context = self._context
        outcome = DiscoveryOutcome(
            now=context.now,
            cutoff=context.cutoff,
            since_requested=context.since_requested,
            groups=tuple(group.reached_cutoff for group in groups),
            sources=tuple(outcome for group in groups for outcome in group.outcomes()),
            interrupted=any(group.interrupted for group in groups),
        )
        decision = outcome.decide()
        if not context.arguments.narrowed:  # such a run left articles aside, so it proves nothing, whatever it saw
            self._extend_coverage(decision, outcome)
        if context.cutoff is None:
            return
        if decision is CoverageDecision.GAP_STAYS_OPEN and outcome.misses_since:
            context.crawl.report(problems.incomplete_backfill(context.cutoff))
        if decision is CoverageDecision.SOURCES_EXHAUSTED and outcome.has_gap and outcome.seen_back_to:
            context.crawl.report(problems.gap(outcome.seen_back_to, context.cutoff))

    def _extend_coverage(self, decision: CoverageDecision, outcome: DiscoveryOutcome) -> None:
        if decision is CoverageDecision.REACHED_CUTOFF and outcome.cutoff:
            self._context.state.extend_coverage(outcome.cutoff)
        elif decision is CoverageDecision.SOURCES_EXHAUSTED and outcome.seen_back_to:
            self._context.state.extend_coverage(outcome.seen_back_to, exhausted=True)


class SourceGroup:
    """The sources of one section, or of the whole site."""

    def __init__(self, sources: Sequence[Source], context: CrawlContext) -> None:
        self.reached_cutoff = False
        """One kind of source has shown everything back to the cutoff."""
        self._context = context
        self._pagers: list[Pager] = []
        """Those that were begun."""
        self._range_crawls: list[DateRangeCrawl] = []
        kinds = [list(group) for _, group in groupby(sources, key=type)]
        self._range_kinds = [[source for source in kind if isinstance(source, DateRangeSource)] for kind in kinds]
        self._listing_kinds = [kind for kind in kinds if isinstance(kind[0], ListingSource)]
        self._feed_kinds = [
            [Pager(source, context) for source in kind]
            for kind in kinds
            if not isinstance(kind[0], ListingSource | DateRangeSource)
        ]
        until, cutoff = context.arguments.until, context.cutoff
        self._is_past = cutoff is not None and until is not None and until < context.now - PAST

    def plan(self) -> Iterator[AsyncIterator[list[Link]]]:
        """Yield the pages to read, source by source; each is to be read to its end before the next is requested."""
        cutoff = self._context.cutoff
        if not self._is_past:
            yield from self._newest()
        if cutoff is not None and not self.reached_cutoff:
            yield from self._date_range(self._context.span)
        yield from self._listings()
        if cutoff is not None:
            yield from self._older_feed_pages()
        if cutoff is None and not any(self.served()):
            since = self._context.now - LAST_RESORT
            yield from self._date_range(Span(since=since, until=self._context.arguments.until))

    def served(self) -> Iterator[SourceKind]:
        """The kinds of sources that listed articles, or said that nothing has changed."""
        yield from (pager.source.kind for pager in self._pagers if pager.listed or (pager.answered and pager.complete))
        yield from (crawl.source.kind for crawl in self._range_crawls if crawl.listed)

    def outcomes(self) -> Iterator[SourceOutcome]:
        """How far the paged sources went that answered.

        Of those that only a browser opens also the silent ones: such a listing is read where nothing else reached the
        cutoff, so without it there is a gap.
        """
        for pager in self._pagers:
            if pager.answered or (self._context.cutoff and pager.source.needs_browser):
                yield SourceOutcome(pager.complete, pager.median_date)

    @property
    def interrupted(self) -> bool:
        """Whether a fault that may pass has kept a source from showing what it lists."""
        silent = [pager for pager in self._pagers if not pager.answered]
        return any(crawl.interrupted for crawl in self._range_crawls) or any(
            self._context.fetcher.is_transient(pager.source.url) for pager in silent
        )

    def _newest(self) -> Iterator[AsyncIterator[list[Link]]]:
        """The first pages of the feeds; all pages that are needed where no source can be queried for a span."""
        most = MAX_PAGES
        if any(self._range_kinds):
            most = 1 if self._context.since_requested else self._context.listing_pages
        for pagers in self._feed_kinds:
            if not self.reached_cutoff:
                yield from self._read(pagers, most=most)

    def _listings(self) -> Iterator[AsyncIterator[list[Link]]]:
        """The listings: all pages that are needed, or where others have served one page, for what they left out."""
        for sources in self._listing_kinds:
            if not self.reached_cutoff:
                yield from self._read([Pager(source, self._context) for source in sources])
                continue
            if self._is_past or sources[0].needs_browser:
                return
            pager = Pager(sources[0], self._context)
            self._pagers.append(pager)
            yield pager.pages(most=1)
            pager.complete = pager.complete or pager.answered  # one page is all that was wanted of it
            pager.save_validators()

    def _older_feed_pages(self) -> Iterator[AsyncIterator[list[Link]]]:
        """The feeds' further pages, where nothing else has served."""
        for pagers in self._feed_kinds:
            if not self.reached_cutoff:
                yield from self._read([pager for pager in pagers if not pager.ended])

    def _date_range(self, span: Span) -> Iterator[AsyncIterator[list[Link]]]:
        """The sources that can be queried for a span, one kind after the other until one has shown all of it."""
        for sources in self._range_kinds:
            crawls = [DateRangeCrawl(source, self._context, span) for source in sources]
            for crawl in crawls:
                self._range_crawls.append(crawl)
                yield crawl.pages()
            if crawls and all(crawl.served for crawl in crawls):
                self.reached_cutoff = True
                return

    def _read(self, pagers: Sequence[Pager], *, most: int = MAX_PAGES) -> Iterator[AsyncIterator[list[Link]]]:
        """The pages of sources of one kind, which have reached the cutoff once all of them have."""
        for pager in pagers:
            skip_to_span = self._is_past and pager not in self._pagers
            if pager not in self._pagers:
                self._pagers.append(pager)
            yield pager.pages(most=most, skip_to_span=skip_to_span)
            pager.save_validators()
        if pagers and all(pager.reached_cutoff and pager.complete for pager in pagers):
            self.reached_cutoff = True
