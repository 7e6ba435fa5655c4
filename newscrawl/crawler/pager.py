"""The walk through a source that lists the newest first, page after page, back to the bound of the run."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from scrapy.http import Response

from newscrawl.core.block_pages import blocked_by
from newscrawl.core.crawl_state import Validators
from newscrawl.core.date_ranges import Checkpoint, PendingPage
from newscrawl.core.errors import ExitStatus, Problem
from newscrawl.core.links import Link
from newscrawl.crawler.conditional_requests import validators_of
from newscrawl.crawler.discovery_context import MOST_PAGES, DiscoveryContext
from newscrawl.crawler.page_bisection import PageBisection
from newscrawl.crawler.reach import OVERLAP, median_date, reaches_back_to
from newscrawl.crawler.sources import ListingSource, Source
from newscrawl.discovery.formats import NotAFeed, is_blank

EMPTY_PAGES = 3
"""So many pages in a row without an article of the site's own (imports only, say) end a walk."""


class Pager:
    """One source's walk, and how it went. It may pause, and go on when other sources did not serve."""

    def __init__(self, source: Source, ground: DiscoveryContext) -> None:
        self.source = source
        self.answered = False
        self.listed = 0
        """How many links it gave."""
        self.ended = False
        self.complete = False
        """It came to the bound, to its allowance, or to the source's end."""
        self.reached_cutoff = False
        """It saw all that this run has to see."""
        self.median_date: datetime | None = None
        """The instant down to which it saw what was listed."""
        self._ground = ground
        self._number = self._empty = 0
        self._next = source.page_url(1)
        self._seen: set[str] = set()
        self._fresh: list[Link] = []
        self._validators: Validators | None = None
        self._leap: PageBisection | None = None

    async def leap(self) -> None:
        """Before the first page: go to where the asked span ends, or to where a killed run had come."""
        progress = self._ground.memory.progress(self.source.url, self._ground.span)
        if progress is not None:
            self.answered = True
            if not progress.steps:
                self.ended = self.complete = self.reached_cutoff = True
                return
            self._number, self._next = progress.steps[0].page - 1, progress.steps[0].url
        elif self._ground.arguments.until is not None:
            self._leap = PageBisection(self.source, self._ground)
            self._number = await self._leap.page_before(self._ground.arguments.until) - 1
            self._next = self.source.page_url(self._number + 1)
            self.answered = self._number > 0

    async def pages(self, *, most: int = MOST_PAGES) -> AsyncIterator[list[Link]]:
        """Yield each page's links that are new to the memory and lie in the asked span, of ``most`` pages."""
        last = self._number + most
        while not self.ended and self._number < min(last, MOST_PAGES) and self._empty < EMPTY_PAGES:
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
            new = self._ground.add_discovered(links, progress=self._progress())
            yield new
            self.median_date = median_date(self._fresh) or self.median_date
            if self._enough(self._number, self._fresh, any_new=bool(new)):
                self.ended = self.complete = True
            self.reached_cutoff = reaches_back_to(self._fresh, self._ground.cutoff)
        if self._number >= MOST_PAGES or self._empty >= EMPTY_PAGES:
            self.ended = True
        if self.complete and self.reached_cutoff and self._remembers:
            self._ground.memory.add_discovered((), progress=self._progress(done=True))

    def remember_validators(self) -> None:
        """Save what the source is to be asked with next time, if a 304 could then hide nothing.

        Not in a run that leaves articles aside; and not where the walk ended short of the bound: should this run be
        killed, a 304 would pass for having reached it.
        """
        arguments, cutoff = self._ground.arguments, self._ground.cutoff
        takes_all = arguments.since is None and not arguments.narrowed
        if takes_all and self.complete and self._validators and (self.reached_cutoff or cutoff is None):
            self._ground.memory.add_discovered((), source_url=self.source.url, validators=self._validators)

    async def _page(self, number: int) -> list[Link] | None:
        """The links of the N-th page, None where the walk ends."""
        if self._leap is not None and number in self._leap.found:
            self._next = self.source.page_url(number + 1)
            return [self._ground.dated(link) for link in self._leap.found[number]]
        if await self._has_seen_enough(number):
            return None
        url = self._next
        if url is None:
            self.complete = True
            return None
        conditions = self._conditions(number)
        response = await self._ground.fetcher.ask(self.source, url, conditions)
        if response is None:
            return None
        if response.status == 304:
            self.answered = self.complete = True
            self.reached_cutoff = self._ground.cutoff is not None
            self._ground.count("sources_unchanged", 1)
            self._ground.count("bytes_saved", (conditions and conditions.size) or 0)
            return None
        links = self._read(response, number)
        self.answered = self.answered or links is not None
        return links

    async def _has_seen_enough(self, number: int) -> bool:
        """Whether the page before was the last that is needed, now that its links are on their way."""
        if not self._fresh or self._next is None:
            return False
        await self._ground.wait(median_date(self._fresh) is None)
        # Undated links get their dates by being read.
        self._fresh = [self._ground.dated(link) for link in self._fresh]
        if not self._enough(number - 1, self._fresh, any_new=True):
            return False
        self.complete, self.reached_cutoff = True, reaches_back_to(self._fresh, self._ground.cutoff)
        return True

    def _read(self, response: Response, number: int) -> list[Link] | None:
        """The links of a source's page; None where it ends, or when it makes no sense, which is reported."""
        fetcher, url = self._ground.fetcher, response.url
        if number == 1:
            self._validators = validators_of(response)
        elif response.status in (400, 404, 410):
            self.complete = True  # past the last page
            # A listing that did page has shown all there is; a feed may end anywhere, or not page at all.
            self.reached_cutoff = isinstance(self.source, ListingSource) and number > 2
            return None
        if response.status != 200:
            fetcher.tell(
                self.source, Problem(ExitStatus.UNREACHABLE, f"{url} answers {response.status}: has it moved?")
            )
            return None
        try:
            page = self.source.read(response.body, url, self._ground.addresses)
        except NotAFeed as error:
            fetcher.tell(self.source, unreadable(self.source, url, response.body, error))
            return None
        offsite = self._ground.report_offsite(self.source, url, page) if number == 1 else None
        if offsite:
            fetcher.tell(self.source, offsite)
        if not page.links and number == 1:
            if offsite is None:
                fetcher.tell(self.source, unreadable(self.source, url, response.body, None))
            return None
        if number > 1 and is_blank(response.body):
            self.complete = True  # past the last page, as a load-more endpoint says it
            self.reached_cutoff = number > 2
            return None
        self._next = page.next or self.source.page_url(number + 1)
        return [self._ground.dated(link) for link in page.links]

    def _enough(self, number: int, fresh: Sequence[Link], *, any_new: bool) -> bool:
        """Whether the walk may end after this page."""
        cutoff = self._ground.cutoff
        if cutoff is None:
            return number >= (self._ground.pages if isinstance(self.source, ListingSource) else 1)
        if not reaches_back_to(fresh, cutoff):
            return False
        return self._ground.asked_for or not any_new or reaches_back_to(fresh, cutoff, by=OVERLAP)

    def _conditions(self, number: int) -> Validators | None:
        """What to ask a page with; nothing when the run wants more than what is new since the last one."""
        if number > 1 or self._ground.asked_for or self._ground.arguments.narrowed:
            return None
        return self._ground.memory.validators(self.source.url)

    @property
    def _remembers(self) -> bool:
        """Whether its progress is kept: pages of a span that is past stay where they are, more or less."""
        until = self._ground.arguments.until
        return until is not None and until < self._ground.now

    def _progress(self, *, done: bool = False) -> Checkpoint | None:
        if not self._remembers or (self._next is None and not done):
            return None
        steps = () if done or self._next is None else (PendingPage(url=self._next, page=self._number + 1),)
        return Checkpoint(source=self.source.url, span=self._ground.span, began=self._ground.now, steps=steps)


def unreadable(source: Source, url: str, body: bytes, error: NotAFeed | None) -> Problem:
    """What is to be said of an answer that holds no links: a page that refuses us, or one that makes no sense."""
    if mark := blocked_by(body):
        return Problem(ExitStatus.BLOCKED, f"{url} refuses us (a page that says {mark!r})")
    if error is None:
        return Problem(ExitStatus.LAYOUT_CHANGED, f"{url} lists no article: has the site changed?")
    return Problem(ExitStatus.LAYOUT_CHANGED, f"{url} is no {source.kind} any more: {error}")
