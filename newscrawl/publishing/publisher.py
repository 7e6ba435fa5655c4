"""Publishing: an article is remembered and made durable in one transaction, many articles at a time."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from newscrawl.core.crawl_state import FetchRecord, Outcome
from newscrawl.core.errors import StorageProblem
from newscrawl.core.failpoints import Act
from newscrawl.core.links import Link
from newscrawl.items import Article
from newscrawl.publishing.file_stats import FileStats
from newscrawl.publishing.os_errors import storage_errors
from newscrawl.publishing.part_file import PartFile
from newscrawl.store.articles.article_keys import check, keys_of
from newscrawl.store.articles.deduplicator import Candidate, Decision, Deduplicator
from newscrawl.store.db.database import Database
from newscrawl.store.recheck.revisions import pack_text
from newscrawl.store.runs import promise_lines
from newscrawl.store.sites import SiteRow
from newscrawl.store.store_settings import StoreSettings
from newscrawl.text.fingerprint import content_hash
from newscrawl.text.sketch import sketch

GROUP = 32
"""Articles of one transaction, at most."""
WAIT = 0.2
"""Seconds that an article waits for others, at most. More would make Scrapy stop reading (5 MB of responses)."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An article that is not yet durable."""

    given: Candidate
    future: asyncio.Future[Outcome]


class Publisher:
    """Publishes the articles of one run.

    A group of articles is one transaction: it rechecks that neither one of their names nor their text was published in
    the house (a canonical address that names another article is not believed), looks for articles of any site that they
    nearly repeat, holds those that were read again against what they were, writes them, settles the links that led
    to them, and keeps their finished lines with their offsets (the outbox). Then the lines are appended
    to ``part`` and synced. The outbox rows of a group go with the next group's transaction, when the lines are known
    to be in the file. Without a ``part`` (a trial) only the state is written, each article at once.
    """

    def __init__(
        self,
        database: Database,
        site: SiteRow,
        identify: Callable[[str], str],
        *,
        run_id: str,
        part: Path | None,
        policy: StoreSettings,
        clock: Callable[[], datetime],
    ) -> None:
        self.tally = FileStats()
        self.problem: str | None = None
        """Why nothing can be published any more."""
        self.canonical_rejected = 0
        """Articles that were published under their own address, since their canonical one is another article's."""
        self._database = database
        self._register = Deduplicator(site, identify, policy)
        self._keeps_texts = bool(policy.keep_texts)
        self._identify = identify
        self._run_id = run_id
        self._part = PartFile(part) if part else None
        self._clock = clock
        self._group: list[_Waiting] = []
        self._timer: asyncio.TimerHandle | None = None
        self._committing = False

    async def publish(self, article: Article) -> Outcome:
        """Publish an article; returns when it is durable, or known to be a duplicate, or read again and unchanged.

        Fills ``word_count``, ``content_hash``, ``run_id`` and what only the memory knows (``near_duplicate_of``,
        ``story_id``; of a revision its number and what has changed). ``id`` and ``canonical_url`` become those of its
        own address where its canonical one is not believed; a revision keeps the article's ``id``. Raises
        StorageProblem when it can't be kept (then no later article can), TypeError when a field holds what JSON or the
        ledger can't.
        """
        if self.problem is not None:
            raise StorageProblem(self.problem)
        check(article)
        article.word_count = len((article.body or "").split())
        article.content_hash = content_hash(article.body)
        article.run_id = self._run_id
        loop = asyncio.get_running_loop()
        given = Candidate(
            article=article,
            named=keys_of(article, self._identify, self._run_id),
            fetch=article.fetch or FetchRecord(link=Link(url=article.url, source="article"), at=self._clock()),
            sketch=sketch(article.body),
            content=pack_text(article) if self._keeps_texts else None,
        )
        waiting = _Waiting(given, loop.create_future())
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
        entered: list[Decision | Exception] = []
        promised: list[tuple[int, bytes]] = []
        offset = self.tally.bytes
        now = self._clock()
        with self._database.write(Act.PUBLISH_COMMIT) as connection:
            for waiting in group:
                try:
                    done = self._register.enter(connection, waiting.given, now)
                except (TypeError, ValueError, RecursionError) as error:  # its line is not JSON; the others' are
                    entered.append(error)
                    continue
                entered.append(done)
                if done.line is not None:
                    promised.append((offset, done.line))
                    offset += len(done.line)
            if self._part:
                promise_lines(connection, self._run_id, promised)
        if self._part and promised:
            with storage_errors(self._part.path):
                self._part.append(b"".join(line for _, line in promised))
        for each in entered:
            if isinstance(each, Decision):
                self.canonical_rejected += each.canonical_rejected
                if each.line is not None:
                    self.tally.add(each.line, each.entry.date_published, each.entry.url, revision=each.entry.revision)
        return [each.outcome if isinstance(each, Decision) else each for each in entered]


def _tell(future: asyncio.Future[Outcome], result: Outcome | BaseException) -> None:
    """Wake the waiter, if there is still one: it may have been cancelled, or its loop may have ended."""
    if future.done() or future.get_loop().is_closed():
        return
    if isinstance(result, Outcome):
        future.set_result(result)
    else:
        future.set_exception(result)
        future.exception()  # marks it as seen: after a forced stop there may be no waiter left to see it
