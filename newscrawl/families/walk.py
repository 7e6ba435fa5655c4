"""The walk through a source that lists the newest first, page after page, back to the bound of the run."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from scrapy.http import Response

from newscrawl.discovery.not_a_feed import NotAFeed, looks_blocked
from newscrawl.discovery.wrapped import is_blank
from newscrawl.errors import ExitStatus, Trouble
from newscrawl.families.conditions import validators_of
from newscrawl.families.depth import OVERLAP, depth, reaches
from newscrawl.families.ground import MOST_PAGES, Ground
from newscrawl.families.leap import Leap
from newscrawl.families.sources import Pages, Source
from newscrawl.links import Link
from newscrawl.memory import Validators
from newscrawl.spans import Progress, Step

EMPTY_PAGES = 3
"""So many pages in a row without an article of the site's own (imports only, say) end a walk."""


class Walk:
    """One source's walk, and how it went. It may pause, and go on when other sources did not serve."""

    def __init__(self, source: Source, ground: Ground) -> None:
        self.source = source
        self.answered = False
        self.listed = 0
        """How many links it gave."""
        self.ended = False
        self.whole = False
        """It came to the bound, to its allowance, or to the source's end."""
        self.at_bound = False
        """It saw all that this run has to see."""
        self.depth: datetime | None = None
        """The instant down to which it saw what was listed."""
        self._ground = ground
        self._number = self._empty = 0
        self._next = source.page_url(1)
        self._seen: set[str] = set()
        self._fresh: list[Link] = []
        self._validators: Validators | None = None
        self._leap: Leap | None = None

    async def leap(self) -> None:
        """Before the first page: go to where the asked span ends, or to where a killed run had come."""
        progress = self._ground.memory.progress(self.source.url, self._ground.span)
        if progress is not None:
            self.answered = True
            if not progress.steps:
                self.ended = self.whole = self.at_bound = True
                return
            self._number, self._next = progress.steps[0].page - 1, progress.steps[0].url
        elif self._ground.arguments.until is not None:
            self._leap = Leap(self.source, self._ground)
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
                self.ended = self.whole = True  # the same page again: the source does not page
                break
            self._seen.update(link.url for link in links)
            self.listed += len(self._fresh)
            new = self._ground.admit(links, progress=self._progress())
            yield new
            self.depth = depth(self._fresh) or self.depth
            if self._enough(self._number, self._fresh, any_new=bool(new)):
                self.ended = self.whole = True
            self.at_bound = reaches(self._fresh, self._ground.bound)
        if self._number >= MOST_PAGES or self._empty >= EMPTY_PAGES:
            self.ended = True
        if self.whole and self.at_bound and self._remembers:
            self._ground.memory.admit((), progress=self._progress(done=True))

    def remember_validators(self) -> None:
        """Save what the source is to be asked with next time, if a 304 could then hide nothing.

        Not in a run that leaves articles aside; and not where the walk ended short of the bound: should this run be
        killed, a 304 would pass for having reached it.
        """
        arguments, bound = self._ground.arguments, self._ground.bound
        takes_all = arguments.since is None and not arguments.narrowed
        if takes_all and self.whole and self._validators and (self.at_bound or bound is None):
            self._ground.memory.admit((), source_url=self.source.url, validators=self._validators)

    async def _page(self, number: int) -> list[Link] | None:
        """The links of the N-th page, None where the walk ends."""
        if self._leap is not None and number in self._leap.found:
            self._next = self.source.page_url(number + 1)
            return [self._ground.dated(link) for link in self._leap.found[number]]
        if await self._has_seen_enough(number):
            return None
        url = self._next
        if url is None:
            self.whole = True
            return None
        conditions = self._conditions(number)
        response = await self._ground.inquiry.ask(self.source, url, conditions)
        if response is None:
            return None
        if response.status == 304:
            self.answered = self.whole = True
            self.at_bound = self._ground.bound is not None
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
        await self._ground.wait(depth(self._fresh) is None)
        # Undated links get their dates by being read.
        self._fresh = [self._ground.dated(link) for link in self._fresh]
        if not self._enough(number - 1, self._fresh, any_new=True):
            return False
        self.whole, self.at_bound = True, reaches(self._fresh, self._ground.bound)
        return True

    def _read(self, response: Response, number: int) -> list[Link] | None:
        """The links of a source's page; None where it ends, or when it makes no sense, which is reported."""
        inquiry, url = self._ground.inquiry, response.url
        if number == 1:
            self._validators = validators_of(response)
        elif response.status in (400, 404, 410):
            self.whole = True  # past the last page
            # A listing that did page has shown all there is; a feed may end anywhere, or not page at all.
            self.at_bound = isinstance(self.source, Pages) and number > 2
            return None
        if response.status != 200:
            inquiry.tell(
                self.source, Trouble(ExitStatus.UNREACHABLE, f"{url} answers {response.status}: has it moved?")
            )
            return None
        try:
            page = self.source.read(response.body, url, self._ground.addresses)
        except NotAFeed as error:
            inquiry.tell(self.source, unreadable(self.source, url, response.body, error))
            return None
        foreign = self._ground.refuse_foreign(self.source, url, page) if number == 1 else None
        if foreign:
            inquiry.tell(self.source, foreign)
        if not page.links and number == 1:
            if foreign is None:
                inquiry.tell(self.source, unreadable(self.source, url, response.body, None))
            return None
        if number > 1 and is_blank(response.body):
            self.whole = True  # past the last page, as a load-more endpoint says it
            self.at_bound = number > 2
            return None
        self._next = page.next or self.source.page_url(number + 1)
        return [self._ground.dated(link) for link in page.links]

    def _enough(self, number: int, fresh: Sequence[Link], *, any_new: bool) -> bool:
        """Whether the walk may end after this page."""
        bound = self._ground.bound
        if bound is None:
            return number >= (self._ground.pages if isinstance(self.source, Pages) else 1)
        if not reaches(fresh, bound):
            return False
        return self._ground.asked_for or not any_new or reaches(fresh, bound, by=OVERLAP)

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

    def _progress(self, *, done: bool = False) -> Progress | None:
        if not self._remembers or (self._next is None and not done):
            return None
        steps = () if done or self._next is None else (Step(url=self._next, page=self._number + 1),)
        return Progress(source=self.source.url, span=self._ground.span, began=self._ground.now, steps=steps)


def unreadable(source: Source, url: str, body: bytes, error: NotAFeed | None) -> Trouble:
    """What is to be said of an answer that holds no links: a page that refuses us, or one that makes no sense."""
    if mark := looks_blocked(body):
        return Trouble(ExitStatus.BLOCKED, f"{url} refuses us (a page that says {mark!r})")
    if error is None:
        return Trouble(ExitStatus.SENSELESS, f"{url} lists no article: has the site changed?")
    return Trouble(ExitStatus.SENSELESS, f"{url} is no {source.kind} any more: {error}")
