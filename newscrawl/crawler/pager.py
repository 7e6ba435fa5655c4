"""Reads a source that lists the newest first, page after page, back to the cutoff of the run."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median_high

from scrapy.http import Response

from newscrawl.core.arguments import span_of
from newscrawl.core.crawl_state import Validators
from newscrawl.core.date_ranges import Checkpoint, PendingPage
from newscrawl.core.links import Link
from newscrawl.crawler import source_problems as problems
from newscrawl.crawler.context import MAX_PAGES, CrawlContext
from newscrawl.crawler.source_fetcher import validators_of
from newscrawl.crawler.sources import ListingSource, Source, SourcePage
from newscrawl.discovery.formats import NotAFeed, is_blank

OVERLAP = timedelta(days=1)
"""Articles may appear with a date some hours old; a page that still brings unknown links within it is not the last."""
MAX_EMPTY_PAGES = 3
"""This many pages in a row without an article of the site's own (imports only, say) end a source."""


def median_date(links: Sequence[Link]) -> datetime | None:
    """How far back these links reach: the median of their dates; None where no date is known.

    Not the oldest: a "most read" box with one old story would end the paging too early.
    """
    instants = [bounds[1] for link in links if (bounds := span_of(link.date))]
    return median_high(instants) if instants else None


def reaches_back_to(links: Sequence[Link], cutoff: datetime | None, by: timedelta = timedelta()) -> bool:
    """Whether these links reach further back than ``cutoff``, by at least ``by``."""
    reached = median_date(links)
    return cutoff is not None and reached is not None and reached < cutoff - by


class Pager:
    """The pages of one source, and how far they went.

    A pager may be paused after some pages, and continued when the other sources did not serve.
    """

    def __init__(self, source: Source, context: CrawlContext) -> None:
        self.source = source
        self.answered = False
        """At least one answer could be read, or said that nothing has changed."""
        self.listed = 0
        """How many links it gave."""
        self.ended = False
        """There is nothing more to read."""
        self.complete = False
        """It came to the cutoff, to the number of pages it is allowed, or to the source's end."""
        self.reached_cutoff = False
        """It saw everything that this run has to see."""
        self.median_date: datetime | None = None
        """The instant down to which it saw what was listed."""
        self._context = context
        self._number = self._empty = 0
        self._next = source.page_url(1)
        self._seen: set[str] = set()
        self._fresh: list[Link] = []
        """Links of the last page that no page before it had."""
        self._validators: Validators | None = None
        self._fetched: dict[int, list[Link]] = {}
        """Pages that were read ahead of their turn, by their numbers."""

    async def pages(self, *, most: int = MAX_PAGES, skip_to_span: bool = False) -> AsyncIterator[list[Link]]:
        """Yield each page's links that are new and within the requested span, of ``most`` pages.

        ``skip_to_span`` begins where the span ends, or where a killed run stopped, and not at the newest.
        """
        if skip_to_span and not self._number:
            await self._skip_to_span()
        last = min(self._number + most, MAX_PAGES)
        while not self.ended and self._number < last and self._empty < MAX_EMPTY_PAGES:
            self._number += 1
            links = await self._page(self._number)
            if links is None:
                self.ended = True
                break
            self._empty = 0 if links else self._empty + 1
            if not links:
                continue
            self._fresh = [link for link in links if link.url not in self._seen]
            if not self._fresh:
                self.ended = self.complete = True  # the same page again: the source does not page
                break
            self._seen.update(link.url for link in links)
            self.listed += len(self._fresh)
            new = self._context.add_discovered(links, progress=self._progress())
            yield new
            self.median_date = median_date(self._fresh) or self.median_date
            if self._is_last(self._number, self._fresh, any_new=bool(new)):
                self.ended = self.complete = True
            self.reached_cutoff = reaches_back_to(self._fresh, self._context.cutoff)
        if self._number >= MAX_PAGES or self._empty >= MAX_EMPTY_PAGES:
            self.ended = True
        if self.complete and self.reached_cutoff and self._is_resumable:
            self._context.state.add_discovered((), progress=self._progress(done=True))

    def save_validators(self) -> None:
        """Save the validators for the next run's conditional request, if a 304 could then hide nothing.

        Not in a run that leaves articles aside; and not where the paging ended short of the cutoff: should this run be
        killed, a 304 would pass for having reached it.
        """
        arguments, cutoff = self._context.arguments, self._context.cutoff
        takes_all = arguments.since is None and not arguments.narrowed
        if takes_all and self.complete and self._validators and (self.reached_cutoff or cutoff is None):
            self._context.state.add_discovered((), source_url=self.source.url, validators=self._validators)

    async def _skip_to_span(self) -> None:
        """Before the first page: go to where a killed run stopped, else to the page where the span ends."""
        until = self._context.arguments.until
        progress = self._context.state.checkpoint(self.source.url, self._context.span)
        if progress is not None:
            self.answered = True
            if progress.steps:
                self._number, self._next = progress.steps[0].page - 1, progress.steps[0].url
            else:
                self.ended = self.complete = self.reached_cutoff = True
        elif until is not None:
            bisection = PageBisection(self.source, self._context)
            self._number = await bisection.page_before(until) - 1
            self._fetched = bisection.fetched
            self._next = self.source.page_url(self._number + 1)
            self.answered = self._number > 0

    async def _page(self, number: int) -> list[Link] | None:
        """The links of the N-th page; None where there is none, or none is needed."""
        if number in self._fetched:
            self._next = self.source.page_url(number + 1)
            return [self._context.dated(link) for link in self._fetched[number]]
        if await self._has_seen_enough(number):
            return None
        url = self._next
        if url is None:
            self.complete = True
            return None
        validators = self._saved_validators(number)
        response = await self._context.fetcher.fetch(self.source, url, validators)
        if response is None:
            return None
        if response.status == 304:
            self.answered = self.complete = True
            self.reached_cutoff = self._context.cutoff is not None
            self._context.crawl.count("sources_unchanged", 1)
            self._context.crawl.count("bytes_saved", (validators and validators.size) or 0)
            return None
        links = self._read(response, number)
        self.answered = self.answered or links is not None
        return links

    async def _has_seen_enough(self, number: int) -> bool:
        """Whether the page before was the last that is needed, now that its links are queued."""
        if not self._fresh or self._next is None:
            return False
        if median_date(self._fresh) is None:
            # Undated links get their dates by being read, so the page is judged once all of it was.
            await self._context.crawl.wait_until_drained()
        else:
            await self._context.crawl.wait_for_capacity()
        self._fresh = [self._context.dated(link) for link in self._fresh]
        if not self._is_last(number - 1, self._fresh, any_new=True):
            return False
        self.complete, self.reached_cutoff = True, reaches_back_to(self._fresh, self._context.cutoff)
        return True

    def _read(self, response: Response, number: int) -> list[Link] | None:
        """The links of a page; None past the last one, or where it can't be read, which is reported."""
        url = response.url
        if number == 1:
            self._validators = validators_of(response)
        elif response.status in (400, 404, 410):
            self.complete = True  # past the last page
            # A listing that did page has shown all there is; a feed may end anywhere, or not page at all.
            self.reached_cutoff = isinstance(self.source, ListingSource) and number > 2
            return None
        if response.status != 200:
            self._context.fetcher.report(self.source, problems.bad_status(url, response.status))
            return None
        try:
            page = self.source.read(response.body, url, self._context.addresses)
        except NotAFeed as error:
            self._context.fetcher.report(self.source, problems.unreadable(self.source, url, response.body, error))
            return None
        if number == 1 and not self._check_first_page(response, page):
            return None
        if number > 1 and is_blank(response.body):
            self.complete = True  # past the last page, as a load-more endpoint says it
            self.reached_cutoff = number > 2
            return None
        self._next = page.next or self.source.page_url(number + 1)
        return [self._context.dated(link) for link in page.links]

    def _check_first_page(self, response: Response, page: SourcePage) -> bool:
        """Whether a first page lists articles. None at all is never a quiet success: the site has changed."""
        problem = self._context.check_addresses(self.source, response.url, page)
        if problem is None and not page.links:
            problem = problems.unreadable(self.source, response.url, response.body, None)
        if problem is not None:
            self._context.fetcher.report(self.source, problem)
        return bool(page.links)

    def _is_last(self, number: int, fresh: Sequence[Link], *, any_new: bool) -> bool:
        """Whether no page after this one is needed."""
        cutoff = self._context.cutoff
        if cutoff is None:
            return number >= (self._context.listing_pages if isinstance(self.source, ListingSource) else 1)
        if not reaches_back_to(fresh, cutoff):
            return False
        return self._context.since_requested or not any_new or reaches_back_to(fresh, cutoff, by=OVERLAP)

    def _saved_validators(self, number: int) -> Validators | None:
        """Validators to request a page with; none when the run wants more than what is new since the last one."""
        if number > 1 or self._context.since_requested or self._context.arguments.narrowed:
            return None
        return self._context.state.validators(self.source.url)

    @property
    def _is_resumable(self) -> bool:
        """Whether its progress is kept: only pages of a past span stay where they are, more or less."""
        until = self._context.arguments.until
        return until is not None and until < self._context.now

    def _progress(self, *, done: bool = False) -> Checkpoint | None:
        if not self._is_resumable or (self._next is None and not done):
            return None
        steps = () if done or self._next is None else (PendingPage(url=self._next, page=self._number + 1),)
        return Checkpoint(source=self.source.url, span=self._context.span, began=self._context.now, steps=steps)


class PageBisection:
    """Finds the page of a numbered listing, newest first, at which a span of time ends, by bisection.

    A span of years ago begins thousands of pages down; a dozen requests find it. Pages it requests are kept in
    ``fetched``, so that the pager need not request them again.
    """

    def __init__(self, source: Source, context: CrawlContext) -> None:
        self.fetched: dict[int, list[Link]] = {}
        self._source = source
        self._context = context

    async def page_before(self, until: datetime) -> int:
        """The number of the last page that is well before ``until`` in the listing; 1 where it can't be found.

        It can't where pages have no numbers or no dates, or where they are not in order of time.
        """
        if self._source.sequential or self._source.page_url(2) is None:
            return 1
        wanted = until + OVERLAP
        # Double the page number until a page is older than the span's end: `newer` is always newer, `older` is not.
        newer, older = 1, 2
        while (still_newer := await self._is_newer(older, wanted)) and older < MAX_PAGES:
            newer, older = older, older * 2
        if still_newer is None and newer == 1:
            return 1
        # Halve the interval between the two. A page that can't be dated counts as older: the pager then begins at a
        # page that is certainly newer than the span's end, and only reads a few pages too many.
        while older - newer > 1:
            middle = (newer + older) // 2
            if await self._is_newer(middle, wanted):
                newer = middle
            else:
                older = middle
        # The answers mean something only if the listing is sorted; else begin at the top and miss nothing.
        medians = [reached for _, links in sorted(self.fetched.items()) if (reached := median_date(links))]
        in_order = all(first >= second for first, second in pairwise(medians))
        return newer if in_order else 1

    async def _is_newer(self, number: int, wanted: datetime) -> bool | None:
        """Whether a page's articles are newer than the wanted instant; None where the page has no dates."""
        url = self._source.page_url(number)
        response = await self._context.fetcher.fetch(self._source, url) if url else None
        if response is None:
            return None
        links: list[Link] = []
        if response.status == 200:
            try:
                links = self._source.read(response.body, response.url, self._context.addresses).links
            except NotAFeed:
                return None
            if self.fetched and {link.url for link in links} == {link.url for link in self.fetched[max(self.fetched)]}:
                return None  # the same page, whatever number is requested
            self.fetched[number] = links
        if not links:
            return False  # past the last page
        reached = median_date(links)
        return None if reached is None else reached >= wanted
