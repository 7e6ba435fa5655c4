"""Publishing: an article is remembered and made durable in one transaction, many articles at a time."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from newscrawl.errors import StorageProblem
from newscrawl.export.line import serialise
from newscrawl.export.naming import Named, check, name_by_address, named
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

    article: Article
    named: Named
    line: bytes
    future: asyncio.Future[Outcome]


class Publisher:
    """Publishes the articles of one run.

    A group of articles is one transaction: it rechecks that neither one of their names nor their text was published in
    the house (a canonical address that names another article is not believed), writes them, settles the links that
    were claimed for them, and keeps their finished lines with their offsets (the outbox). Then the lines are appended
    to ``part`` and synced. The outbox rows of a group go with the next group's transaction, when the lines are known
    to be in the file. Without a ``part`` (a trial) only the state is written, each article at once.
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
        self.canonical_disbelieved = 0
        """Articles that were published under their own address, since their canonical one is another article's."""
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

        Fills ``word_count``, ``content_hash`` and ``run_id``; ``id`` and ``canonical_url`` become those of its own
        address where its canonical one is not believed. Raises StorageProblem when it can't be kept (then no later
        article can), TypeError when a field holds what JSON or the ledger can't.
        """
        if self.problem is not None:
            raise StorageProblem(self.problem)
        check(article)
        article.word_count = len((article.body or "").split())
        article.content_hash = content_hash(article.body)
        article.run_id = self._run_id
        loop = asyncio.get_running_loop()
        names = named(article, self._identify, self._memory, self._run_id)
        waiting = _Waiting(article, names, serialise(article), loop.create_future())
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

    def _commit(self, group: Sequence[_Waiting]) -> list[Outcome]:
        """Remember the group, then append its lines. What is remembered is durable, whatever becomes of the file."""
        if self.problem is not None:
            raise StorageProblem(self.problem)
        outcomes: list[Outcome] = []
        written: list[tuple[ledger.Entry, bytes]] = []
        promised: list[tuple[int, bytes]] = []
        offset = self.tally.bytes
        disbelieved = 0
        now = self._clock()
        with self._database.write(Act.PUBLISH_COMMIT) as connection:
            for waiting in group:
                entry, line = waiting.named.entry, waiting.line
                believed = all(
                    ledger.may_share(connection, self._site, key, entry.content_hash) for key in waiting.named.claimed
                )
                if believed:
                    entry = waiting.named.believed()
                number = ledger.find(connection, self._site, entry)
                outcomes.append(Outcome.PUBLISHED if number is None else Outcome.DUPLICATE)
                if number is None:
                    if not believed:
                        disbelieved += 1
                        name_by_address(waiting.article, self._identify)
                        entry = replace(entry, id=waiting.article.id, url=waiting.article.canonical_url)
                        line = serialise(waiting.article)
                    number = ledger.enter(connection, self._site, entry)
                    written.append((entry, line))
                    promised.append((offset, line))
                    offset += len(line)
                ledger.settle_names(connection, self._site, entry.keys, number, outcomes[-1], now)
            if self._part:
                promise_lines(connection, self._run_id, promised)
        if self._part and promised:
            with telling(self._part.path):
                self._part.append(b"".join(line for _, line in promised))
        for entry, line in written:
            self.tally.add(line, entry.date_published, entry.url)
        self.canonical_disbelieved += disbelieved
        self._memory.unclaim((waiting.named.entry.id, frozenset(waiting.named.entry.keys)) for waiting in group)
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
