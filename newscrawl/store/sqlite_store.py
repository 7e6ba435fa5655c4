"""The store of all sites in one SQLite file."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from newscrawl.core.clock import now
from newscrawl.core.failpoints import Act, Maintenance
from newscrawl.store import near_duplicates, retention, runs, status
from newscrawl.store.articles import deletions
from newscrawl.store.db.connection import FILE_NAME, Database
from newscrawl.store.db.replacement import replacement
from newscrawl.store.db.types import get_or_create_site, publisher_group_of
from newscrawl.store.recheck import revisions
from newscrawl.store.records import (
    ArticleNames,
    History,
    JobRow,
    KnownFiles,
    LinkStory,
    Pruned,
    SiteStatus,
    StoryMember,
    Tombstone,
)
from newscrawl.store.settings import DEFAULT, StoreSettings
from newscrawl.store.settled import explain
from newscrawl.store.site_store import SqliteSiteStore


def open_store(
    folder: Path | None,
    *,
    settings: StoreSettings = DEFAULT,
    clock: Callable[[], datetime] = now,
    patience: float = 30.0,
) -> "SqliteStore":
    """Open the store in a folder; it is made where there is none.

    One of an older newscrawl is brought up to date, after a backup beside it. ``None`` is a store that is gone with the
    process. ``patience``: seconds to wait for another process's lock. Raises
    :class:`~newscrawl.core.errors.StorageProblem` where the file is locked, read-only, damaged, not ours, or of a newer
    newscrawl.
    """
    opened = Database.in_memory() if folder is None else Database.open(folder / FILE_NAME, patience=patience)
    return SqliteStore(opened, settings, clock)


@dataclass(slots=True)
class RebuiltStore:
    """A new store beside the one of a folder. ``kept`` is where the old one's file went, once it was replaced."""

    store: "SqliteStore"
    kept: Path | None = None


@contextmanager
def rebuild_store(root: Path, *, clock: Callable[[], datetime] = now) -> Iterator[RebuiltStore]:
    """Fill a new store, which takes the place of the folder's old one at the end of the ``with`` block.

    Where the block raises, the old one is as it was. Nobody else may be using it. May be killed anywhere and called
    again. Raises StorageProblem, OSError.
    """
    with replacement(root, clock()) as made:
        rebuilt = RebuiltStore(SqliteStore(made.database, DEFAULT, clock))
        yield rebuilt
    rebuilt.kept = made.kept


class SqliteStore:
    """Implements :class:`newscrawl.store.contract.Store`, which says what each method does."""

    def __init__(self, database: Database, settings: StoreSettings, clock: Callable[[], datetime]) -> None:
        self.path = database.path
        self._database = database
        self._settings = settings
        self._clock = clock

    def site(self, name: str, publisher_group: str, identify: Callable[[str], str] | None = None) -> SqliteSiteStore:
        """The store of one site, which is written where it is new."""
        with self._database.write(Act.SITE_ENROL) as connection:
            row = get_or_create_site(connection, name, publisher_group)
        return SqliteSiteStore(self._database, row, identify, settings=self._settings, clock=self._clock)

    def close(self) -> None:
        """Close it."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def publisher_group_of(self, site: str) -> str | None:
        """The group of a site, or None when the site is not known."""
        with self._database.read() as connection:
            return publisher_group_of(connection, site)

    def site_status(self, site: str) -> SiteStatus:
        """How a site is; all zero for one that was never crawled."""
        with self._database.read() as connection:
            return status.site_state(connection, site, self._clock())

    def known_files(self, site: str) -> KnownFiles:
        """The finished files of a site whose lines the store knows."""
        with self._database.read() as connection:
            return runs.known_files(connection, site)

    def promised_end(self, run_id: str) -> int:
        """How long the file of an unfinished run is when all promised lines are in it; 0 when none are."""
        with self._database.read() as connection:
            return runs.promised_end(connection, run_id)

    def find_articles(self, name: str) -> list[ArticleNames]:
        """The articles that go by this name (32 hex digits), on any site, with all their names."""
        with self._database.read() as connection:
            return deletions.articles_by_name(connection, name)

    def explain(self, name: str) -> list[LinkStory]:
        """What became of the link of this name (32 hex digits), on each site that knows it."""
        with self._database.read() as connection:
            return explain(connection, bytes.fromhex(name))

    def histories(self, prefix: str, *, limit: int) -> list[History]:
        """The articles with a name that begins so (hex digits), with their revisions; at most ``limit``."""
        with self._database.read() as connection:
            return revisions.histories(connection, prefix, limit=limit)

    def stories(
        self, *, since: datetime, until: datetime, site: str | None = None, at_least: int = 2
    ) -> list[list[StoryMember]]:
        """Articles of a time span that tell the same story, earliest first; the largest stories come first."""
        with self._database.read() as connection:
            return near_duplicates.clusters(connection, since=since, until=until, site=site, at_least=at_least)

    def with_texts(self, tombstones: Sequence[Tombstone]) -> list[Tombstone]:
        """The tombstones with the hashes of all texts that the articles are known to have had."""
        with self._database.read() as connection:
            return [deletions.with_texts(connection, stone) for stone in tombstones]

    def deletions_known(self) -> int:
        """The size of the list of deleted articles when it was taken in last."""
        with self._database.read() as connection:
            return retention.maintenance_mark(connection, retention.FORGOTTEN)

    def record_deletions(self, tombstones: Sequence[Tombstone], size: int) -> None:
        """Take everything of these articles out of the store but their names; ``size`` is that of their list."""
        with self._database.write(Maintenance.FORGET_STATE) as connection:
            deletions.record_deletions(connection, tombstones, self._clock())
            retention.set_maintenance_mark(connection, retention.FORGOTTEN, size)

    def scrub(self) -> None:
        """From here on nothing that is deleted can be found in the file."""
        self._database.scrub()

    def add_job(self, job: JobRow, *, keep_since: datetime) -> bool:
        """Note a job before it is posted, and forget those scheduled before ``keep_since``."""
        with self._database.write(Act.RUN_BEGIN) as connection:
            runs.forget_jobs(connection, keep_since)
            return runs.add_job(connection, job)

    def accept_job(self, job: str) -> None:
        """The scheduler has taken the job."""
        with self._database.write(Act.RUN_BEGIN) as connection:
            runs.accept_job(connection, job)

    def cancel_job(self, job: str) -> bool:
        """A person wants the job to end, wherever it is; False for one that nobody noted."""
        with self._database.write(Act.RUN_BEGIN) as connection:
            return runs.cancel_job(connection, job)

    def drop_job(self, job: str) -> None:
        """Forget a job that the scheduler refused."""
        with self._database.write(Act.RUN_BEGIN) as connection:
            runs.drop_job(connection, job)

    def end_job(self, job: JobRow) -> None:
        """The job ended, with its status and reason, before it came to a run."""
        with self._database.write(Act.RUN_BEGIN) as connection:
            runs.end_job(connection, job)

    def jobs_since(self, instant: datetime) -> list[JobRow]:
        """The jobs scheduled from then on, oldest first."""
        with self._database.read() as connection:
            return runs.jobs_since(connection, instant)

    def prune(self) -> Pruned:
        """Delete everything that was kept long enough."""
        return retention.prune_all(self._database, self._settings, self._clock())

    def check(self) -> None:
        """Read every page; StorageProblem where the file is damaged."""
        self._database.check()

    def size(self) -> int:
        """How many bytes the file has, unused pages included."""
        return self._database.size()

    def shrink(self) -> None:
        """Write the file again without unused pages."""
        self._database.vacuum()
