"""Reads a source that can be queried for a span of time, and resumes where a killed run stopped."""

from collections.abc import AsyncIterator

from scrapy.http import Response

from newscrawl.core.date_ranges import Checkpoint, PendingPage, Span
from newscrawl.core.links import Link
from newscrawl.crawler import source_problems as problems
from newscrawl.crawler.context import MAX_PAGES, CrawlContext
from newscrawl.crawler.date_range_sources import Archive, DateRangeSource, Document, SourceResponse
from newscrawl.crawler.pager import OVERLAP, reaches_back_to
from newscrawl.crawler.sources import SourcePage
from newscrawl.discovery.formats import NotAFeed


class DateRangeCrawl:
    """The pages of one source that hold a span, and how far they went."""

    def __init__(self, source: DateRangeSource, context: CrawlContext, span: Span) -> None:
        self.source = source
        self.listed = 0
        """How many links it gave."""
        self.complete = False
        """Every request was answered, and the source goes back to the beginning of the span."""
        self.interrupted = False
        """A fault that may pass has left something unseen."""
        self._context = context
        self._span = span
        self._requested: set[str] = set()
        self._seen: set[str] = set()
        self._reaches_back = False
        """An answer has shown that the source goes back to the beginning of the span."""
        self._serves = False
        """At least one answer could be read."""
        self._earlier: Checkpoint | None = None
        """Where an earlier run stopped."""
        self._catch_up_urls: set[str] = set()
        """Addresses that are requested for what has appeared since the earlier run, and not for all of the span."""
        self._unread: tuple[PendingPage, ...] = ()
        """Pages whose answers could not be read, though others could: the next run requests them again."""

    @property
    def served(self) -> bool:
        """It has shown all of the span, and that there was something."""
        return self.complete and self.listed > 0

    async def pages(self) -> AsyncIterator[list[Link]]:
        """Yield each answer's links that are new and within the requested span."""
        pending = self._first_pages()
        if not pending:
            return
        while pending and len(self._requested) < MAX_PAGES:
            page, pending = pending[0], pending[1:]
            if page.url in self._requested:  # an index that names itself
                continue
            if self._requested:
                await self._context.crawl.wait_for_capacity()
            self._requested.add(page.url)
            response = await self._context.fetcher.fetch(self.source, page.url)
            if response is None:
                self.interrupted = self._context.fetcher.is_transient(page.url)
                return
            answer = self._read(page, response)
            if answer is None and not self._serves:
                # Not one answer could be read: the source does not serve. The checkpoint says so to a run that resumes
                # this span, unless an earlier run got somewhere.
                if self._earlier is None:
                    self._context.state.add_discovered((), progress=self._checkpoint(()))
                return
            if answer is None:
                self._unread += (page,)
                self._context.state.add_discovered((), progress=self._checkpoint(pending))
                continue
            self._serves = True
            pending = self._following(page, answer) + pending
            links = [self._context.dated(link) for link in answer.page.links]
            self.listed += len(links)
            # The checkpoint is saved in the transaction that saves the links: a kill loses neither without the other.
            yield self._context.add_discovered(links, progress=self._checkpoint(pending))
        self.interrupted = bool(pending or self._unread)
        self.complete = not self.interrupted and self._reaches_back

    def _first_pages(self) -> tuple[PendingPage, ...]:
        """What to request: all of the span, or what a killed run has left; nothing where that run could read nothing.

        A span without an end has grown since the earlier run. So its newest part, from a day before that run began,
        is requested first, then what that run had still pending.
        """
        self._earlier = earlier = self._context.state.checkpoint(self.source.url, self._span)
        if earlier is None:
            return self.source.begin(self._span, now=self._context.now)
        self._reaches_back, self._serves = earlier.reaches, bool(earlier.steps)
        self.listed = int(earlier.reaches or bool(earlier.steps))  # it listed something then, how much does not matter
        newest: tuple[PendingPage, ...] = ()
        if self._span.until is None or self._span.until > earlier.began:
            newest = self.source.begin(self._since_earlier(earlier), now=self._context.now)
            self._catch_up_urls = {page.url for page in newest} - {page.url for page in earlier.steps}
        pending = newest + earlier.steps
        self.complete = not pending and earlier.reaches
        return pending

    def _since_earlier(self, earlier: Checkpoint) -> Span:
        """The part of the span that an earlier run can't have seen."""
        since = earlier.began - OVERLAP
        return Span(since=max(since, self._span.since) if self._span.since else since, until=self._span.until)

    def _span_of(self, page: PendingPage) -> Span:
        """The span that a page is requested for."""
        is_catch_up = self._earlier and page.url in self._catch_up_urls
        return self._since_earlier(self._earlier) if self._earlier and is_catch_up else self._span

    def _read(self, page: PendingPage, response: Response) -> SourceResponse | None:
        """What an answer held; None where it can't be read, which is reported."""
        fetcher, source = self._context.fetcher, self.source
        if response.status in (400, 404, 410) and (self._serves or "{" in source.url):
            # A month without articles, past the last page, or a sitemap that an index still names.
            return SourceResponse(SourcePage([]), reaches=False)
        if response.status != 200:
            fetcher.report(source, problems.bad_status(response.url, response.status))
            return None
        headers = {str(name).lower(): str(value) for name, value in response.headers.to_unicode_dict().items()}
        document = Document(response.body, response.url, headers)
        try:
            answer = source.read_answer(page, document, self._context.addresses, self._span_of(page))
        except NotAFeed as error:
            fetcher.report(source, problems.unreadable(source, response.url, response.body, error))
            return None
        if problem := self._context.check_addresses(source, response.url, answer.page):
            fetcher.report(source, problem)
        return answer

    def _following(self, page: PendingPage, answer: SourceResponse) -> tuple[PendingPage, ...]:
        """The further pages that an answer names, as far as they hold anything new."""
        if self._earlier and page.url in self._catch_up_urls:
            self._catch_up_urls |= {found.url for found in answer.steps} - {left.url for left in self._earlier.steps}
        else:
            self._reaches_back = self._reaches_back or answer.reaches
        links = answer.page.links
        fresh = [link for link in links if link.url not in self._seen]
        self._seen.update(link.url for link in fresh)
        repeats_itself = bool(links) and not fresh
        # An archive's listing may go on into months before the one it was requested for.
        left_the_span = isinstance(self.source, Archive) and reaches_back_to(fresh, self._span_of(page).since)
        return () if repeats_itself or left_the_span else answer.steps

    def _checkpoint(self, pending: tuple[PendingPage, ...]) -> Checkpoint:
        left = pending + self._unread
        reaches_back = self._reaches_back and (bool(left) or self.listed > 0)
        return Checkpoint(
            source=self.source.url, span=self._span, began=self._context.now, steps=left, reaches=reaches_back
        )
