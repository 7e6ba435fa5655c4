"""The walk through one source, page after page, back to the bound of the run."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from statistics import median_high

from scrapy.http import Response

from newscrawl.arguments import Arguments, span_of
from newscrawl.discovery.not_a_feed import NotAFeed
from newscrawl.errors import ExitStatus, Trouble
from newscrawl.families.inquiry import Inquiry
from newscrawl.families.sources import Source
from newscrawl.links import Link
from newscrawl.memory import Memory, Validators
from newscrawl.urls import Addresses

MOST_PAGES = 5_000
"""A site whose numbered pages never end must not keep a run for ever."""

OVERLAP = timedelta(days=1)
"""Articles may appear with a date some hours old; a page that still brings unknown links within it is not the last."""

_EXACT = len("2026-11-22T08:00:00Z")
"""A date at least so long names an instant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What all walks of a run share.

    ``bound`` is the instant to go back to, None where there is none; ``asked_for`` says that the user named it.
    ``pages`` is how many listing pages are taken without a bound. ``wait`` returns when there is room for more links
    (given True: when all found so far are on their way). ``count`` takes figures for the account of the run.
    """

    addresses: Addresses
    arguments: Arguments
    memory: Memory
    inquiry: Inquiry
    pages: int
    bound: datetime | None
    asked_for: bool
    dates: dict[str, str] = field(default_factory=dict)
    """The most precise date seen of each article, by its id."""
    wait: Callable[[bool], Awaitable[None]]
    report: Callable[[Trouble], None]
    count: Callable[[str, int], None]


class Walk:
    """One source's walk, and how it went."""

    def __init__(self, source: Source, ground: Ground) -> None:
        self.source = source
        self.answered = False
        self.whole = False
        """It came to the bound, to its allowance, or to the source's end."""
        self.at_bound = False
        """Nothing that this run has to see lies further back."""
        self.depth: datetime | None = None
        """The instant down to which it saw what was listed."""
        self._ground = ground
        self._next = source.page_url(1)
        self._validators: Validators | None = None
        self._left_aside = 0

    async def pages(self, *, first_only: bool) -> AsyncIterator[list[Link]]:
        """Yield each page's links that are new to the memory and lie in the asked span."""
        seen: set[str] = set()
        fresh: list[Link] = []
        number = 0
        while number < MOST_PAGES and not (number and first_only):
            number += 1
            links = await self._page(number, fresh)
            if not links:
                return
            fresh = [link for link in links if link.url not in seen]
            if not fresh:
                self.whole = True  # the same page again: the source does not page
                return
            seen.update(link.url for link in links)
            new = self._admit(links)
            yield new
            self.depth = self._depth(fresh) or self.depth
            if self._enough(number, fresh, any_new=bool(new)):
                break
        self.whole = number < MOST_PAGES
        self.at_bound = self._past_bound(fresh)

    def remember_validators(self) -> None:
        """Save what the source is to be asked with next time, if a 304 could then hide nothing.

        Not where the walk ended short of the bound: should this run be killed, a 304 would pass for having reached it.
        """
        safe = self.whole and not self._left_aside and (self.at_bound or self._ground.bound is None)
        if safe and self._validators:
            self._ground.memory.admit((), source_url=self.source.url, validators=self._validators)

    async def _page(self, number: int, before: Sequence[Link]) -> list[Link] | None:
        """The links of the N-th page, None where the walk ends. ``before``: the fresh links of the page before."""
        url = self._next
        if url is None:
            self.whole = True
            return None
        if number > 1:
            # Undated links get their dates by being read.
            await self._ground.wait(self._depth(before) is None)
            if self._enough(number - 1, before, any_new=True):
                self.whole, self.at_bound = True, self._past_bound(before)
                return None
        response = await self._ground.inquiry.ask(url, self._conditions(number))
        if response is None:
            return None
        if response.status == 304:
            self.answered = self.whole = True
            self.at_bound = self._ground.bound is not None
            self._ground.count("sources_unchanged", 1)
            return None
        if number > 1 and response.status in (400, 404, 410):
            self.whole = self.at_bound = True  # past the last page: there is nothing further back
            return None
        if number == 1:
            self._validators = _validators(response)
        links = self._read(response, number)
        self.answered = self.answered or links is not None
        return links

    def _read(self, response: Response, number: int) -> list[Link] | None:
        """The links of a source's page; None when it makes no sense, which is reported."""
        report = self._ground.report
        if response.status != 200:
            report(Trouble(ExitStatus.UNREACHABLE, f"{response.url} answers {response.status}: has it moved?"))
            return None
        try:
            page = self.source.read(response.body, response.url, self._ground.addresses)
        except NotAFeed as error:
            report(Trouble(ExitStatus.SENSELESS, f"{response.url} is no feed any more: {error}"))
            return None
        if not page.links and number == 1:
            report(Trouble(ExitStatus.SENSELESS, f"{response.url} lists no article: has the site changed?"))
            return None
        self._next = page.next or self.source.page_url(number + 1)
        return [self._dated(link) for link in page.links]

    def _dated(self, link: Link) -> Link:
        """The link with the most precise date known: listings often print days, other sources and runs know more."""
        dates, identity = self._ground.dates, self._ground.addresses.identify(link.url) or link.url
        known = dates.get(identity, "")
        if len(known) < _EXACT and len(link.date or "") < _EXACT:
            known = max(known, self._ground.memory.date_of(link) or "", key=len)
        best = dates[identity] = max(known, link.date or "", key=len)
        return link if best == (link.date or "") else replace(link, date=best)

    def _admit(self, links: Sequence[Link]) -> list[Link]:
        """Hand a page's links to the memory; returns those to be read."""
        ground = self._ground
        wanted = [link for link in links if ground.arguments.covers(link.date)]
        new = ground.memory.admit(wanted)
        self._left_aside += len(links) - len(wanted)
        ground.count("found", len(links))
        ground.count("outside_span", len(links) - len(wanted))
        ground.count("known", len(wanted) - len(new))
        return new

    def _enough(self, number: int, fresh: Sequence[Link], *, any_new: bool) -> bool:
        """Whether the walk may end after this page."""
        if self._ground.bound is None:
            return number >= (self._ground.pages if self.source.listing else 1)
        if not self._past_bound(fresh):
            return False
        return self._ground.asked_for or not any_new or self._past_bound(fresh, by=OVERLAP)

    def _past_bound(self, fresh: Sequence[Link], by: timedelta = timedelta()) -> bool:
        depth, bound = self._depth(fresh), self._ground.bound
        return bound is not None and depth is not None and depth < bound - by

    def _depth(self, fresh: Sequence[Link]) -> datetime | None:
        """How far back a page reaches: the median date of the links that no earlier page had.

        Not the oldest: a "most read" box with one old story would end the walk too early. None when no date is known.
        """
        instants = [bounds[1] for link in fresh if (bounds := span_of(self._dated(link).date))]
        return median_high(instants) if instants else None

    def _conditions(self, number: int) -> Validators | None:
        """What to ask a page with; nothing when the run wants more than what is new since the last one."""
        if number > 1 or self._ground.asked_for or self._ground.arguments.narrowed:
            return None
        return self._ground.memory.validators(self.source.url)


def _validators(response: Response) -> Validators | None:
    etag = response.headers.get("ETag")
    modified = response.headers.get("Last-Modified")
    if not etag and not modified:
        return None
    return Validators(
        etag=etag.decode("latin-1") if etag else None, last_modified=modified.decode("latin-1") if modified else None
    )
