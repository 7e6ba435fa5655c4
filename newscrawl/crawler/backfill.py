"""The walk through a source that can be asked for a span of time; it goes on where a killed run stopped."""

from collections.abc import AsyncIterator

from scrapy.http import Response

from newscrawl.core.date_ranges import Checkpoint, PendingPage, Span
from newscrawl.core.errors import ExitStatus, Problem
from newscrawl.core.links import Link
from newscrawl.crawler.date_range_sources import Archive, DateRangeSource, SourceResponse
from newscrawl.crawler.discovery_context import MOST_PAGES, DiscoveryContext
from newscrawl.crawler.pager import unreadable
from newscrawl.crawler.reach import OVERLAP, reaches_back_to
from newscrawl.crawler.sources import SourcePage
from newscrawl.discovery.formats import NotAFeed


class DateRangeCrawl:
    """One source's walk through a span, and how it went."""

    def __init__(self, source: DateRangeSource, ground: DiscoveryContext, span: Span) -> None:
        self.source = source
        self.listed = 0
        """How many links it gave."""
        self.complete = False
        """Every step was answered, and the source goes back to the beginning of the span."""
        self.interrupted = False
        """A fault that may pass has left something unseen."""
        self._ground = ground
        self._span = span
        self._asked: set[str] = set()
        self._seen: set[str] = set()
        self._reaches = self._serves = False
        self._before: Checkpoint | None = None
        """Where an earlier run stopped."""
        self._later: set[str] = set()
        """Addresses that are asked for what has appeared since then, and not for all of the span."""
        self._holes: tuple[PendingPage, ...] = ()
        """Steps whose answers made no sense, though others did: the next run asks them again."""

    @property
    def served(self) -> bool:
        """It has shown all of the span, and that there was something."""
        return self.complete and self.listed > 0

    async def pages(self) -> AsyncIterator[list[Link]]:
        """Yield each answer's links that are new to the memory and lie in the asked span."""
        steps, asked = self._begin(), 0
        if not steps:
            return
        while steps and asked < MOST_PAGES:
            step, rest = steps[0], steps[1:]
            if step.url in self._asked:  # an index that names itself
                steps = rest
                continue
            self._asked.add(step.url)
            if asked:
                await self._ground.wait(False)  # noqa: FBT003 - the spider's callback
            asked += 1
            response = await self._ground.fetcher.ask(self.source, step.url)
            if response is None:
                self.interrupted = self._ground.fetcher.is_transient(step.url)
                return
            part = self._part(step, response)
            if part is None and not self._serves:
                if self._before is None:
                    self._ground.memory.add_discovered((), progress=self._progress(()))
                return
            if part is None:
                self._holes += (step,)
                steps = rest
                self._ground.memory.add_discovered((), progress=self._progress(steps))
                continue
            self._serves = True
            steps = self._following(step, part) + rest
            links = [self._ground.dated(link) for link in part.page.links]
            self.listed += len(links)
            yield self._ground.add_discovered(links, progress=self._progress(steps))
        self.interrupted = bool(steps or self._holes)
        self.complete = not self.interrupted and self._reaches

    def _begin(self) -> tuple[PendingPage, ...]:
        """What to ask: all of the span, or what a killed run has left; nothing where that run came to nothing here."""
        self._before = before = self._ground.memory.progress(self.source.url, self._span)
        if before is None:
            return self.source.begin(self._span, now=self._ground.now)
        self._reaches, self._serves = before.reaches, bool(before.steps)
        self.listed = int(before.reaches or bool(before.steps))
        later: tuple[PendingPage, ...] = ()
        if self._span.until is None or self._span.until > before.began:
            later = self.source.begin(self._since(before), now=self._ground.now)
            self._later = {step.url for step in later} - {step.url for step in before.steps}
        self.complete = not (later + before.steps) and before.reaches
        return later + before.steps

    def _since(self, before: Checkpoint) -> Span:
        """The part of the span that an earlier run can't have seen."""
        since = before.began - OVERLAP
        return Span(since=max(since, self._span.since) if self._span.since else since, until=self._span.until)

    def _span_of(self, step: PendingPage) -> Span:
        """The span that a step is asked for."""
        return self._since(self._before) if self._before and step.url in self._later else self._span

    def _part(self, step: PendingPage, response: Response) -> SourceResponse | None:
        """What an answer held; None where it makes no sense, which is told."""
        fetcher, source = self._ground.fetcher, self.source
        if response.status in (400, 404, 410) and (self._serves or "{" in source.url):
            # A month without articles, past the last page, or a sitemap that an index still names.
            return SourceResponse(SourcePage([]), reaches=False)
        if response.status != 200:
            text = f"{response.url} answers {response.status}: has it moved?"
            fetcher.tell(source, Problem(ExitStatus.UNREACHABLE, text))
            return None
        headers = {str(name).lower(): str(value) for name, value in response.headers.to_unicode_dict().items()}
        try:
            part = source.part(step, response.body, response.url, headers, self._ground.addresses, self._span_of(step))
        except NotAFeed as error:
            fetcher.tell(source, unreadable(source, response.url, response.body, error))
            return None
        if offsite := self._ground.report_offsite(source, response.url, part.page):
            fetcher.tell(source, offsite)
        return part

    def _following(self, step: PendingPage, part: SourceResponse) -> tuple[PendingPage, ...]:
        """The further steps that an answer names, as far as they bring anything."""
        links = part.page.links
        if self._before and step.url in self._later:
            self._later |= {found.url for found in part.steps} - {left.url for left in self._before.steps}
        else:
            self._reaches = self._reaches or part.reaches
        fresh = [link for link in links if link.url not in self._seen]
        self._seen.update(link.url for link in fresh)
        if links and (
            not fresh or (isinstance(self.source, Archive) and reaches_back_to(fresh, self._span_of(step).since))
        ):
            return ()
        return part.steps

    def _progress(self, steps: tuple[PendingPage, ...]) -> Checkpoint:
        left = steps + self._holes
        reaches_back = self._reaches and (bool(left) or self.listed > 0)
        return Checkpoint(
            source=self.source.url, span=self._span, began=self._ground.now, steps=left, reaches=reaches_back
        )
