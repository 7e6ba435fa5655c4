"""The walk through one source, page after page, back to the bound of the run."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from scrapy.http import Response

from newscrawl.arguments import Arguments
from newscrawl.discovery.not_a_feed import NotAFeed
from newscrawl.errors import ExitStatus, Trouble
from newscrawl.families.depth import EXACT, OVERLAP, depth, reaches
from newscrawl.families.inquiry import Inquiry
from newscrawl.families.sources import Pages, Source
from newscrawl.links import Link
from newscrawl.memory import Memory, Validators
from newscrawl.urls import Addresses

MOST_PAGES = 5_000
"""A site whose numbered pages never end must not keep a run for ever."""

EMPTY_PAGES = 3
"""So many pages in a row without an article of the site's own (imports only, say) end a walk."""


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
        """It saw all that this run has to see."""
        self.depth: datetime | None = None
        """The instant down to which it saw what was listed."""
        self._ground = ground
        self._next = source.page_url(1)
        self._validators: Validators | None = None

    async def pages(self, *, first_only: bool) -> AsyncIterator[list[Link]]:
        """Yield each page's links that are new to the memory and lie in the asked span."""
        seen: set[str] = set()
        fresh: list[Link] = []
        empty = number = 0
        while number < MOST_PAGES and empty < EMPTY_PAGES and not (number and first_only):
            number += 1
            links = await self._page(number, fresh)
            if links is None:
                return
            empty = 0 if links else empty + 1
            if not links:
                continue
            fresh = [link for link in links if link.url not in seen]
            if not fresh:
                self.whole = True  # the same page again: the source does not page
                return
            seen.update(link.url for link in links)
            new = self._admit(links)
            yield new
            self.depth = depth(fresh) or self.depth
            if self._enough(number, fresh, any_new=bool(new)):
                break
        self.whole = number < MOST_PAGES and empty < EMPTY_PAGES
        self.at_bound = reaches(fresh, self._ground.bound)

    def remember_validators(self) -> None:
        """Save what the source is to be asked with next time, if a 304 could then hide nothing.

        Not in a run that leaves articles aside; and not where the walk ended short of the bound: should this run be
        killed, a 304 would pass for having reached it.
        """
        arguments, bound = self._ground.arguments, self._ground.bound
        takes_all = arguments.since is None and not arguments.narrowed
        if takes_all and self.whole and self._validators and (self.at_bound or bound is None):
            self._ground.memory.admit((), source_url=self.source.url, validators=self._validators)

    async def _page(self, number: int, before: list[Link]) -> list[Link] | None:
        """The links of the N-th page, None where the walk ends. ``before``: the fresh links of the page before."""
        url = self._next
        if url is None:
            self.whole = True
            return None
        if number > 1:
            await self._ground.wait(depth(before) is None)
            # Undated links get their dates by being read.
            before[:] = map(self._dated, before)
            if self._enough(number - 1, before, any_new=True):
                self.whole, self.at_bound = True, reaches(before, self._ground.bound)
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
            self.whole = True  # past the last page
            # A listing that did page has shown all there is; a feed may end anywhere, or not page at all.
            self.at_bound = isinstance(self.source, Pages) and number > 2
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
        if len(known) < EXACT and len(link.date or "") < EXACT:
            known = max(known, self._ground.memory.date_of(link) or "", key=len)
        best = dates[identity] = max(known, link.date or "", key=len)
        return link if best == (link.date or "") else replace(link, date=best)

    def _admit(self, links: Sequence[Link]) -> list[Link]:
        """Hand a page's links to the memory; returns those to be read."""
        ground = self._ground
        wanted = [link for link in links if ground.arguments.covers(link.date)]
        new = ground.memory.admit(wanted)
        ground.count("found", len(links))
        ground.count("outside_span", len(links) - len(wanted))
        ground.count("known", len(wanted) - len(new))
        return new

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


def _validators(response: Response) -> Validators | None:
    etag = response.headers.get("ETag")
    modified = response.headers.get("Last-Modified")
    if not etag and not modified:
        return None
    return Validators(
        etag=etag.decode("latin-1") if etag else None, last_modified=modified.decode("latin-1") if modified else None
    )
