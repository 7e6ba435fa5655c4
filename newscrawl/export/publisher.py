"""Publishing: an article is remembered and made durable in one transaction, many articles at a time."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from newscrawl.errors import StorageProblem
from newscrawl.export.line import serialise
from newscrawl.export.part import Part
from newscrawl.export.problems import telling
from newscrawl.export.tally import Tally
from newscrawl.failpoints import Act
from newscrawl.items import Article
from newscrawl.memory import Outcome
from newscrawl.state import ledger
from newscrawl.state.database import Database
from newscrawl.state.memory import SiteMemory
from newscrawl.state.runs import promise_lines
from newscrawl.state.sites import SiteRow
from newscrawl.text.fingerprint import content_hash

GROUP = 32
"""Articles of one transaction, at most."""
WAIT = 0.2
"""Seconds that an article waits for others, at most. More would make Scrapy stop reading (5 MB of responses)."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An article whose line is finished and not yet durable."""

    entry: ledger.Entry
    line: bytes
    future: asyncio.Future[Outcome]


class Publisher:
    """Publishes the articles of one run.

    A group of articles is one transaction: it rechecks that neither one of their names nor their text was published in
    the house, writes them, settles the links that were claimed for them, and keeps their finished lines with their
    offsets (the outbox). Then the lines are appended to ``part`` and synced. The outbox rows of a group go with the
    next group's transaction, when the lines are known to be in the file. Without a ``part`` (a trial) only the state is
    written, each article at once.
    """

    def __init__(
        self,
        database: Database,
        site: SiteRow,
        memory: SiteMemory,
        identify: Callable[[str], str],
        *,
        run_id: str,
        part: Path | None,
        clock: Callable[[], datetime],
    ) -> None:
        self.tally = Tally()
        self.problem: str | None = None
        """Why nothing can be published any more."""
        self._database = database
        self._site = site
        self._memory = memory
        self._identify = identify
        self._run_id = run_id
        self._part = Part(part) if part else None
        self._clock = clock
        self._group: list[_Waiting] = []
        self._timer: asyncio.TimerHandle | None = None
        self._committing = False

    async def publish(self, article: Article) -> Outcome:
        """Publish an article; returns when it is durable, or known to be a duplicate.

        Fills ``word_count``, ``content_hash`` and ``run_id``. Raises StorageProblem when it can't be kept (then no
        later article can), TypeError when a field holds what JSON can't.
        """
        if self.problem is not None:
            raise StorageProblem(self.problem)
        article.word_count = len((article.body or "").split())
        article.content_hash = content_hash(article.body)
        article.run_id = self._run_id
        loop = asyncio.get_running_loop()
        waiting = _Waiting(self._entry(article), serialise(article), loop.create_future())
        self._group.append(waiting)
        if self._part is None or len(self._group) >= GROUP:
            self.flush()
        elif self._timer is None:
            self._timer = loop.call_later(WAIT, self.flush)
        return await waiting.future

    def flush(self) -> None:
        """Make durable what waits. May be called at any time, with or without a running loop.

        Every waiting ``publish`` gets its outcome or the problem (kept in ``problem``): a failing disk raises nothing.
        """
        if self._committing:  # a signal came in the middle of a commit; recovery would complete it
            return
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        group, self._group = self._group, []
        if not group:
            return
        self._committing = True
        try:
            outcomes = self._commit(group)
        except StorageProblem as problem:
            self.problem = str(problem)
            for waiting in group:
                _tell(waiting.future, StorageProblem(self.problem))
        except BaseException as error:
            self.problem = f"publishing failed: {error!r}"
            for waiting in group:
                _tell(waiting.future, error)
            raise
        else:
            for waiting, outcome in zip(group, outcomes, strict=True):
                _tell(waiting.future, outcome)
        finally:
            self._committing = False

    def close(self) -> None:
        """Let go of the file; what still waits is not published."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._part:
            self._part.close()
        self.problem = self.problem or "the run has ended: nothing more can be published"

    def _entry(self, article: Article) -> ledger.Entry:
        names = {article.id, self._identify(article.url), self._identify(article.canonical_url)}
        keys = {bytes.fromhex(name) for name in names} | self._memory.claimed(article.id)
        return ledger.Entry(
            id=article.id,
            keys=tuple(keys),
            url=article.canonical_url,
            date_published=None if article.date_published is None else str(article.date_published),
            content_hash=article.content_hash,
            revision=article.revision,
            run=self._run_id,
        )

    def _commit(self, group: Sequence[_Waiting]) -> list[Outcome]:
        """Remember the group, then append its lines. What is remembered is durable, whatever becomes of the file."""
        if self.problem is not None:
            raise StorageProblem(self.problem)
        outcomes: list[Outcome] = []
        promised: list[tuple[int, bytes]] = []
        offset = self.tally.bytes
        now = self._clock()
        with self._database.write(Act.PUBLISH_COMMIT) as connection:
            for waiting in group:
                former = ledger.find(connection, self._site, waiting.entry)
                outcome = Outcome.PUBLISHED if former is None else Outcome.DUPLICATE
                if former is None:
                    number = ledger.enter(connection, self._site, waiting.entry)
                    promised.append((offset, waiting.line))
                    offset += len(waiting.line)
                else:
                    number = former
                ledger.settle_names(connection, self._site, waiting.entry.keys, number, outcome, now)
                outcomes.append(outcome)
            if self._part:
                promise_lines(connection, self._run_id, promised)
        if self._part and promised:
            with telling(self._part.path):
                self._part.append(b"".join(line for _, line in promised))
        for waiting, outcome in zip(group, outcomes, strict=True):
            if outcome is Outcome.PUBLISHED:
                self.tally.add(waiting.line, waiting.entry.date_published, waiting.entry.url)
        self._memory.unclaim(waiting.entry.id for waiting in group)
        return outcomes


def _tell(future: asyncio.Future[Outcome], result: Outcome | BaseException) -> None:
    """Wake the waiter, if there is still one: it may have been cancelled, or its loop may have ended."""
    if future.done() or future.get_loop().is_closed():
        return
    if isinstance(result, Outcome):
        future.set_result(result)
    else:
        future.set_exception(result)
        future.exception()  # marks it as seen: after a forced stop there may be no waiter left to see it
