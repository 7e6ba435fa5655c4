"""A run of one site: begun under its lock, remembered, written, finished whatever happens."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from newscrawl.core.clock import now
from newscrawl.core.crawl_state import Coverage, CrawlState, Outcome
from newscrawl.core.errors import ExitStatus, Problem, ProblemKind, StorageProblem
from newscrawl.core.site import Site
from newscrawl.items import Article
from newscrawl.publishing.files import RunFiles, make_folder, new_stem
from newscrawl.publishing.group_sites import read_back_group
from newscrawl.publishing.lock import SiteLock
from newscrawl.publishing.manifest import ending, opening, outcome, put_in_place
from newscrawl.publishing.os_errors import storage_errors
from newscrawl.publishing.publisher import Publisher
from newscrawl.publishing.recovery import Recovered, recover
from newscrawl.store import DEFAULT, RunEnd, RunRow, SiteStore, StoreSettings, open_store, weekly_volume_message


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

    ``memory`` is what a crawl may ask of the store; ``recovered`` are files of earlier runs that its start completed.
    """

    def __init__(
        self,
        store: SiteStore,
        run: RunRow,
        files: RunFiles | None,
        *,
        clock: Callable[[], datetime],
        min_weekly_articles: int = 0,
    ) -> None:
        self.id = run.id
        self.recovered: tuple[Recovered, ...] = ()
        self.memory: CrawlState = store
        self._store = store
        self._publisher = Publisher(store, run_id=run.id, part=files.part if files else None)
        self._min_weekly_articles = min_weekly_articles
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
        ``policy`` are the settings of the store. ``job`` is the id of the scheduler's job. Raises
        AlreadyRunning, StorageProblem.
        """
        folder = root / site.name
        with ExitStack() as undo:
            with storage_errors(folder):
                make_folder(root)
                make_folder(folder)
                lock = SiteLock.take(folder, clock())
            undo.callback(lock.release)
            store = undo.enter_context(open_store(root, settings=policy, clock=clock))
            own = store.site(site.name, site.publisher_group, identify)
            recovered = recover(store, own, folder, clock())
            read_back_group(store, own, root)
            run = _new_run(site, clock(), job=job, arguments=dict(arguments), versions=dict(versions))
            own.begin_run(run, job=job, arguments=arguments)
            begun = cls(
                own,
                run,
                RunFiles(folder, run.stem),
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
        """A trial: no lock, no files, a store that is gone with the process; publishing only finds duplicates."""
        with ExitStack() as undo:
            store = undo.enter_context(open_store(None, settings=policy, clock=clock))
            own = store.site(site.name, site.publisher_group, identify)
            run = _new_run(site, clock())
            own.begin_run(run)
            begun = cls(own, run, None, clock=clock)
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
        tally = self._publisher.tally
        week = self._store.weekly_articles(writing=tally.lines - tally.revisions)
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

        def describe(end: RunEnd) -> dict[str, Any]:
            return account | outcome(files.finished.name, tally, end) if files else account

        end = self._store.end_run(self.id, describe)
        if files:
            account = describe(end)
            if tally.lines:
                put_in_place(files, account)
            self._store.record_filed(self.id, account, tally.bytes)
            with suppress(StorageProblem):  # what is left is for the next run
                self._store.prune_some()
        return RunResult(
            run_id=self.id,
            path=files.finished if files and tally.lines else None,
            written=tally.lines,
            revisions=tally.revisions,
            bytes=tally.bytes,
            pending=end.pending,
            complete=end.complete,
            started=self._run.started,
            finished=self._clock(),
            given_up=len(end.given_up),
            canonical_rejected=canonical_rejected,
        )

    def _note(self, account: dict[str, Any]) -> None:
        """Keep why the run ended, if the state still takes it; the next run puts it into the manifest."""
        with suppress(StorageProblem):  # the publisher's problem is being raised
            self._store.note_run(self.id, account)


def _new_run(site: Site, started: datetime, **known: Any) -> RunRow:
    run_id = secrets.token_hex(6)
    account = opening(site.name, site.publisher_group, run_id, started) | known
    return RunRow(id=run_id, stem=new_stem(site.name, started, run_id), started=started, account=account)
