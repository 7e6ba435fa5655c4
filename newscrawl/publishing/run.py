"""A run of one site: begun under its lock, remembered, written, finished whatever happens."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from newscrawl.core.clock import now
from newscrawl.core.crawl_state import Coverage, Outcome
from newscrawl.core.errors import ExitStatus, Problem, ProblemKind, StorageProblem
from newscrawl.core.failpoints import Act
from newscrawl.core.site import Site
from newscrawl.items import Article
from newscrawl.publishing.files import RunFiles, make_folder, new_stem
from newscrawl.publishing.finalize import put_in_place, record_filed
from newscrawl.publishing.group_sites import read_back_sisters
from newscrawl.publishing.lock import SiteLock
from newscrawl.publishing.manifest import ending, opening, outcome
from newscrawl.publishing.os_errors import storage_errors
from newscrawl.publishing.publisher import Publisher
from newscrawl.publishing.recovery import Recovered, recover
from newscrawl.store.db.database import FILE_NAME, Database
from newscrawl.store.jobs import begin_job
from newscrawl.store.retention import prune_some
from newscrawl.store.runs import RunRow, add_run, close_run, note_run
from newscrawl.store.site_status import week_of, weekly_volume_message
from newscrawl.store.site_store import SiteStore
from newscrawl.store.sites import SiteRow, get_or_create_site
from newscrawl.store.store_settings import DEFAULT, StoreSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """What a run left behind, for a person's screen. ``path`` is None when it wrote no line."""

    run_id: str
    path: Path | None
    written: int
    bytes: int
    pending: int
    complete: Coverage | None
    started: datetime
    finished: datetime
    revisions: int = 0
    """How many of the written lines are later revisions."""
    given_up: int = 0
    """Links that failed for the last time."""
    canonical_rejected: int = 0
    """Articles published under their own address, since their canonical one names another article."""


class Run:
    """One run of one site. Make it with :meth:`begin` or :meth:`ephemeral`; call :meth:`finish` in any case.

    ``memory`` is what the run remembers; ``recovered`` are the files of earlier runs that its start completed.
    """

    def __init__(
        self,
        database: Database,
        site: SiteRow,
        run: RunRow,
        files: RunFiles | None,
        identify: Callable[[str], str],
        *,
        policy: StoreSettings,
        clock: Callable[[], datetime],
        min_weekly_articles: int = 0,
    ) -> None:
        self.id = run.id
        self.recovered: tuple[Recovered, ...] = ()
        self.memory = SiteStore(database, site, identify, started=run.started, policy=policy, clock=clock)
        part = files.part if files else None
        self._publisher = Publisher(database, site, identify, run_id=run.id, part=part, policy=policy, clock=clock)
        self._database = database
        self._site = site
        self._min_weekly_articles = min_weekly_articles
        self._policy = policy
        self._run = run
        self._files = files
        self._clock = clock
        self._resources = ExitStack()
        self._summary: RunResult | None = None
        self._problem: str | None = None

    @classmethod
    def begin(
        cls,
        root: Path,
        site: Site,
        identify: Callable[[str], str],
        *,
        arguments: Mapping[str, Any],
        versions: Mapping[str, str],
        policy: StoreSettings = DEFAULT,
        job: str | None = None,
        clock: Callable[[], datetime] = now,
    ) -> Self:
        """Take the site's lock, complete what earlier runs left behind, and begin a new run.

        ``root`` is the output folder (made if its parent exists). ``arguments`` and ``versions`` go into the manifest.
        ``policy`` are the settings of the memory. ``job`` is the id of the scheduler's job. Raises
        AlreadyRunning, StorageProblem.
        """
        folder = root / site.name
        with ExitStack() as undo:
            with storage_errors(folder):
                make_folder(root)
                make_folder(folder)
                lock = SiteLock.take(folder, clock())
            undo.callback(lock.release)
            database = Database.open(root / FILE_NAME)
            undo.callback(database.close)
            with database.write(Act.SITE_ENROL) as connection:
                row = get_or_create_site(connection, site.name, site.publisher_group)
            recovered = recover(database, row, folder, identify, clock())
            read_back_sisters(database, row, root, clock())
            run = _new_run(row, clock(), job=job, arguments=dict(arguments), versions=dict(versions))
            with database.write(Act.RUN_BEGIN) as connection:
                add_run(connection, row, run)
                if job:
                    begin_job(connection, job, site.name, arguments, run.started, run.id)
            begun = cls(
                database,
                row,
                run,
                RunFiles(folder, run.stem),
                identify,
                policy=policy,
                clock=clock,
                min_weekly_articles=site.min_weekly_articles,
            )
            begun.recovered = tuple(recovered)
            undo.callback(begun._publisher.close)
            begun._resources = undo.pop_all()
            return begun

    @classmethod
    def ephemeral(
        cls,
        site: Site,
        identify: Callable[[str], str],
        *,
        policy: StoreSettings = DEFAULT,
        clock: Callable[[], datetime] = now,
    ) -> Self:
        """A trial: no lock, no files, a memory that is gone with the process; publishing only finds duplicates."""
        with ExitStack() as undo:
            database = Database.in_memory()
            undo.callback(database.close)
            with database.write(Act.SITE_ENROL) as connection:
                row = get_or_create_site(connection, site.name, site.publisher_group)
            run = _new_run(row, clock())
            begun = cls(database, row, run, None, identify, policy=policy, clock=clock)
            undo.callback(begun._publisher.close)
            begun._resources = undo.pop_all()
            return begun

    async def publish(self, article: Article) -> Outcome:
        """Publish an article; returns when it is durable, or known to be a duplicate (:meth:`Publisher.publish`)."""
        return await self._publisher.publish(article)

    def flush(self) -> None:
        """Make durable what waits to be published. Needs no running loop; raises nothing."""
        self._publisher.flush()

    def finish(
        self,
        reason: str,
        exit_status: ExitStatus | int,
        counters: Mapping[str, Any],
        problems: Sequence[Problem] = (),
    ) -> RunResult:
        """End the run: publish what waits, name the file, write the manifest, let the complete span grow.

        ``reason`` is the engine's finish reason, ``counters`` figures for the manifest. Called again it gives the same
        summary, or the same problem. Raises StorageProblem when it could not be ended; all that was published is safe
        then, and the site's next run completes the file.
        """
        if self._problem is not None:
            raise StorageProblem(self._problem)
        if self._summary is None:
            account = self._run.account | ending(reason, exit_status, self._clock(), counters, problems)
            with self._resources:
                try:
                    self._summary = self._close(account)
                except StorageProblem as problem:
                    self._problem = str(problem)
                    raise
        return self._summary

    def check_volume(self) -> Problem | None:
        """The problem of a site that published fewer articles than its :attr:`Site.min_weekly_articles`, else None."""
        self.flush()
        now, tally = self._clock(), self._publisher.tally
        with self._database.read() as connection:
            week = week_of(connection, self._site.number, now, writing=tally.lines - tally.revisions)
        if week is None or week >= self._min_weekly_articles:
            return None
        text = f"{weekly_volume_message(week, self._min_weekly_articles)}; the site may have changed"
        return Problem(ExitStatus.LAYOUT_CHANGED, text, ProblemKind.LOW_VOLUME)

    def _close(self, account: dict[str, Any]) -> RunResult:
        self._publisher.flush()
        if self._publisher.problem is not None:
            self._note(account)
            raise StorageProblem(self._publisher.problem)
        tally, files, canonical_rejected = self._publisher.tally, self._files, self._publisher.canonical_rejected
        if canonical_rejected:
            account["counters"] |= {"canonical_disbelieved": canonical_rejected}
        with self._database.write(Act.RUN_CLOSE) as connection:
            coverage, pending = self.memory.finish_run(connection)
            if files:
                account |= outcome(files.finished.name, tally, coverage, pending, self.memory.given_up)
                close_run(connection, self.id, account)
        if files:
            if tally.lines:
                put_in_place(files, account)
            record_filed(self._database, self.id, account, tally.bytes)
            with suppress(StorageProblem):  # what is left is for the next run
                prune_some(self._database, self._policy, self._clock())
        return RunResult(
            run_id=self.id,
            path=files.finished if files and tally.lines else None,
            written=tally.lines,
            revisions=tally.revisions,
            bytes=tally.bytes,
            pending=pending,
            complete=coverage,
            started=self._run.started,
            finished=self._clock(),
            given_up=len(self.memory.given_up),
            canonical_rejected=canonical_rejected,
        )

    def _note(self, account: dict[str, Any]) -> None:
        """Keep why the run ended, if the state still takes it; the next run puts it into the manifest."""
        try:
            with self._database.write(Act.RUN_CLOSE) as connection:
                note_run(connection, self.id, account)
        except StorageProblem:
            pass  # the publisher's problem is being raised


def _new_run(site: SiteRow, started: datetime, **asked: Any) -> RunRow:
    run_id = secrets.token_hex(6)
    account = opening(site.name, site.publisher_group, run_id, started) | asked
    return RunRow(id=run_id, stem=new_stem(site.name, started, run_id), started=started, account=account)
