"""Publishing: an article is remembered and made durable in one transaction, many articles at a time."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from newscrawl.core.crawl_state import Outcome
from newscrawl.core.errors import StorageProblem
from newscrawl.items import Article
from newscrawl.publishing.os_errors import storage_errors
from newscrawl.publishing.part_file import FileStats, PartFile
from newscrawl.store import Candidate, Published, SiteStore

GROUP = 32
"""Articles of one transaction, at most."""
WAIT = 0.2
"""Seconds that an article waits for others, at most. More would make Scrapy stop reading (5 MB of responses)."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An article that is not yet durable."""

    candidate: Candidate
    future: asyncio.Future[Outcome]


class Publisher:
    """Publishes the articles of one run.

    A group of articles is one transaction of the store (:meth:`newscrawl.store.SiteStore.publish`), which decides what
    becomes of each and keeps their finished lines with their offsets (the outbox). Then the lines are appended to
    ``part`` and synced. The outbox rows of a group go with the next group's transaction, when the lines are known to be
    in the file. Without a ``part`` (a trial) only the store is written, each article at once.
    """

    def __init__(self, store: SiteStore, *, run_id: str, part: Path | None) -> None:
        self.tally = FileStats()
        self.problem: str | None = None
        """Why nothing more can be published."""
        self.canonical_rejected = 0
        """Articles that were published under their own address, since their canonical one is another article's."""
        self._store = store
        self._run_id = run_id
        self._part = PartFile(part) if part else None
        self._group: list[_Waiting] = []
        self._timer: asyncio.TimerHandle | None = None
        self._committing = False

    async def publish(self, article: Article) -> Outcome:
        """Publish an article; returns when it is durable, or known to be a duplicate, or read again and unchanged.

        Fills ``word_count``, ``content_hash``, ``run_id`` and what only the store knows (``near_duplicate_of``,
        ``story_id``; of a revision its number and what has changed). ``id`` and ``canonical_url`` become those of its
        own address where its canonical one is not believed; a revision keeps the article's ``id``. Raises
        StorageProblem when it can't be kept (then no later article can), TypeError when a field holds what JSON or the
        store can't hold.
        """
        if self.problem is not None:
            raise StorageProblem(self.problem)
        loop = asyncio.get_running_loop()
        waiting = _Waiting(self._store.prepare(article, self._run_id), loop.create_future())
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
                _wake(waiting.future, StorageProblem(self.problem))
        except BaseException as error:
            self.problem = f"publishing failed: {error!r}"
            for waiting in group:
                _wake(waiting.future, error)
            raise
        else:
            for waiting, outcome in zip(group, outcomes, strict=True):
                _wake(waiting.future, outcome)
        finally:
            self._committing = False

    def close(self) -> None:
        """Close the file; what still waits is not published."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._part:
            self._part.close()
        self.problem = self.problem or "the run has ended: nothing more can be published"

    def _commit(self, group: Sequence[_Waiting]) -> list[Outcome | Exception]:
        """Remember the group, then append its lines. What is remembered is durable, whatever becomes of the file.

        Gives each article's outcome, or why it has no line.
        """
        if self.problem is not None:
            raise StorageProblem(self.problem)
        results = self._store.publish(
            [waiting.candidate for waiting in group],
            outbox=self._run_id if self._part else None,
            offset=self.tally.bytes,
        )
        done = [result for result in results if isinstance(result, Published)]
        lines = [one.line for one in done if one.line is not None]
        if self._part and lines:
            with storage_errors(self._part.path):
                self._part.append(b"".join(lines))
        for one in done:
            self.canonical_rejected += one.canonical_rejected
            if one.line is not None:
                self.tally.add(one.line, one.date_published, one.url, revision=one.revision)
        return [result.outcome if isinstance(result, Published) else result for result in results]


def _wake(future: asyncio.Future[Outcome], result: Outcome | BaseException) -> None:
    """Wake the waiter, if there is still one: it may have been cancelled, or its loop may have ended."""
    if future.done() or future.get_loop().is_closed():
        return
    if isinstance(result, Outcome):
        future.set_result(result)
    else:
        future.set_exception(result)
        future.exception()  # marks it as seen: after a forced stop there may be no waiter left to see it
