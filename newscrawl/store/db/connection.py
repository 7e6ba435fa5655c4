"""The state file: opened, checked, and changed in transactions; its errors in one line. Several processes share it."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from newscrawl.core.errors import StorageProblem
from newscrawl.core.failpoints import Act, Maintenance, after, before
from newscrawl.store.db.backup import back_up
from newscrawl.store.db.schema import APPLICATION_ID, MIGRATIONS
from newscrawl.store.db.store_lock import StoreLock

_ADVICE = {
    sqlite3.SQLITE_BUSY: "is locked by another process; wait for it to end, or see with `fuser` who holds it",
    sqlite3.SQLITE_LOCKED: "is locked by another process; wait for it to end, or see with `fuser` who holds it",
    sqlite3.SQLITE_READONLY: "can't be written; give this user the right to write the file and its folder",
    sqlite3.SQLITE_PERM: "can't be opened; give this user the right to write the file and its folder",
    sqlite3.SQLITE_AUTH: "can't be opened; give this user the right to write the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "can't be opened; check that its folder exists and that this user may write there",
    sqlite3.SQLITE_FULL: "can't grow: the disk is full; free some space and start again, nothing written is lost",
    sqlite3.SQLITE_IOERR: "can't be read or written: the disk reports an error or is full; check it and start again",
    sqlite3.SQLITE_CORRUPT: "is damaged; put a backup in its place, or rebuild it with `scrapy rebuild-state`",
    sqlite3.SQLITE_NOTADB: "is not an SQLite file; move it away, or point NEWSCRAWL_OUTPUT elsewhere",
    sqlite3.SQLITE_PROTOCOL: "can't be locked; put the output folder on a local disk",
    sqlite3.SQLITE_NOLFS: "is too large for this disk",
    sqlite3.SQLITE_TOOBIG: "can't take an article of this size",
    sqlite3.SQLITE_NOMEM: "can't be used: the machine is out of memory",
}
FILE_NAME = "newscrawl.sqlite"
OLDEST_SQLITE = (3, 39)
"""The first that takes ``IS DISTINCT FROM`` (June 2022)."""
PATIENCE = 5.0
"""Seconds that a transaction waits for another process's lock, at most: nothing else of the crawl goes on meanwhile."""
_READ, _WRITE = "BEGIN", "BEGIN IMMEDIATE"


def storage_problem(error: sqlite3.Error, path: str) -> StorageProblem | None:
    """The problem behind SQLite's error, or None when it is a mistake of ours (a wrong statement, say)."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None or code & 0xFF not in _ADVICE:
        return None
    return StorageProblem(f"the state file {path} {_ADVICE[code & 0xFF]} ({error})")


class Database:
    """A connection to the state file, for one thread.

    Every method raises StorageProblem (one line) where the file is locked too long, read-only, full, damaged, not
    ours, or of a newer newscrawl. One of an older newscrawl is brought up to date, after a backup beside it.
    """

    def __init__(self, connection: sqlite3.Connection, path: str, lock: StoreLock | None = None) -> None:
        self._connection = connection
        self._lock = lock
        self._closed = False
        self._patience = PATIENCE
        self._gave_up_waiting = False
        self.path = path

    @classmethod
    def open(cls, path: Path, *, patience: float = 30.0) -> Self:
        """Open the file; it is created where there is none.

        ``patience``: seconds to wait for another process's lock here; a transaction waits :data:`PATIENCE` at most,
        and not at all after one that could not get the lock.
        """
        if sqlite3.sqlite_version_info < OLDEST_SQLITE:
            wanted = ".".join(map(str, OLDEST_SQLITE))
            raise StorageProblem(
                f"the state file {path} can't be used: this Python comes with SQLite {sqlite3.sqlite_version}, "
                f"older than {wanted}; run newscrawl with a Python that has a newer one"
            )
        lock = StoreLock.shared(path, patience=min(patience, PATIENCE))
        with _storage_errors(str(path)):
            connection = sqlite3.connect(path, timeout=patience, isolation_level=None)
            database = cls(connection, str(path), lock)
            try:
                database._check_ours()
                database._set_up(patience)
                database._upgrade(min(patience, PATIENCE))
                database._probe()
                database._patience = min(patience, PATIENCE)
                database._wait_at_most(database._patience)
            except BaseException:
                database.close()
                raise
        return database

    @classmethod
    def in_memory(cls) -> Self:
        """A state that is gone with the process."""
        database = cls(sqlite3.connect(":memory:", isolation_level=None), ":memory:")
        database._migrate()
        return database

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Several reads of one moment."""
        with self._transaction(_READ) as connection:
            yield connection

    @contextmanager
    def write(self, act: Act | Maintenance, *, durable: bool = True) -> Iterator[sqlite3.Connection]:
        """A transaction: all of it or nothing, even when the process is killed.

        With ``durable=False`` the commit does not wait for the disk: a power cut (not a kill) may undo the last such
        transactions. They are undone from the end, never out of order, and a later durable commit covers them.
        """
        if durable or self._closed:
            with self._transaction(_WRITE, act) as connection:
                yield connection
            return
        self._pragma("synchronous = NORMAL")
        try:
            with self._transaction(_WRITE, act) as connection:
                yield connection
        finally:
            self._pragma("synchronous = FULL")

    def scrub(self) -> None:
        """From here on nothing that is deleted can be found in the file; nor in its journal, from the next call on.

        What was deleted before may lie in unused pages until the file is vacuumed.
        """
        with _storage_errors(self.path):
            self._pragma("secure_delete = ON")
            self._pragma("wal_checkpoint(TRUNCATE)")

    def vacuum(self) -> None:
        """Write the file again without unused pages. Nobody else may be using it: StorageProblem after some waiting."""
        with _storage_errors(self.path):
            self._connection.execute("VACUUM")
            self._pragma("wal_checkpoint(TRUNCATE)")

    def check(self) -> None:
        """Read every page; StorageProblem where the file is damaged. Takes seconds on a large file."""
        with _storage_errors(self.path):
            result = self._pragma("quick_check(1)")
        if result != "ok":
            raise StorageProblem(
                f"the state file {self.path} is damaged ({' '.join(str(result).split())[:100]}); put a backup in its "
                "place, or rebuild it with `scrapy rebuild-state`"
            )

    def size(self) -> int:
        """Bytes of the file, unused pages included."""
        with _storage_errors(self.path):
            return int(self._pragma("page_count")) * int(self._pragma("page_size"))

    def close(self) -> None:
        """Close the file. What is not committed is gone."""
        self._closed = True
        self._connection.close()
        if self._lock:
            self._lock.end()

    @contextmanager
    def _transaction(self, begin: str, act: Act | Maintenance | None = None) -> Iterator[sqlite3.Connection]:
        connection = self._connection
        if self._closed:
            raise StorageProblem("the run has ended: nothing more can be remembered")
        with _storage_errors(self.path):
            self._begin(begin)
            try:
                yield connection
                if act:
                    before(act)
                connection.execute("COMMIT")
            except BaseException:
                # A full disk may have rolled back already.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            if act:
                after(act)

    def _begin(self, begin: str) -> None:
        """Begin a transaction. After waiting for a lock without success, do not wait again until it was free once."""
        try:
            self._connection.execute(begin)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY and not self._gave_up_waiting:
                self._gave_up_waiting = True
                self._wait_at_most(0)
            raise
        if self._gave_up_waiting and begin != _READ:  # reading needs no lock
            self._gave_up_waiting = False
            self._wait_at_most(self._patience)

    def _wait_at_most(self, seconds: float) -> None:
        self._pragma(f"busy_timeout = {round(seconds * 1000)}")

    def _check_ours(self) -> None:
        """Look before touching: anybody else's file stays as it is."""
        with self.read() as connection:  # one moment: another process may be making the tables
            version, owner = self._pragma("user_version"), self._pragma("application_id")
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if owner != APPLICATION_ID and (tables or version):
            raise StorageProblem(
                f"{self.path} is not newscrawl's state file; move it away, or point NEWSCRAWL_OUTPUT elsewhere"
            )
        if owner == APPLICATION_ID and version > len(MIGRATIONS):
            raise StorageProblem(
                f"the state file {self.path} was written by a newer newscrawl (version {version} of the file, known up "
                f"to {len(MIGRATIONS)}); update newscrawl"
            )

    def _set_up(self, patience: float) -> None:
        self._pragma("synchronous = FULL")
        self._pragma("fullfsync = ON")  # macOS: an fsync that reaches the disk; without effect elsewhere
        self._pragma("checkpoint_fullfsync = ON")
        self._pragma("cache_size = -16000")  # 16 MB
        self._pragma("secure_delete = FAST")  # what is deleted is wiped where that costs no further write
        self._pragma("journal_size_limit = 33554432")
        mode = self._switch_to_wal(patience)
        if mode != "wal":
            raise StorageProblem(
                f"the state file {self.path} is on a disk that can't be shared between processes (journal {mode}); "
                "put the output folder on a local disk"
            )

    def _switch_to_wal(self, patience: float) -> object:
        """SQLite does not wait for its lock here, and several first runs may begin at one moment."""
        deadline = time.monotonic() + patience
        while True:
            try:
                return self._pragma("journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)

    def _upgrade(self, patience: float) -> None:
        """Bring the file up to date. One of an older newscrawl only while nobody else uses it.

        A process of the older newscrawl that goes on meanwhile would send statements that no longer fit.
        """
        deadline = time.monotonic() + patience
        while self._lock and 0 < (version := self._pragma("user_version")) < len(MIGRATIONS):
            if self._lock.exclude():
                self._migrate()
                break
            if time.monotonic() > deadline:
                raise StorageProblem(
                    f"the state file {self.path} was written by an older newscrawl (version {version} of the file), "
                    "and another process uses it, probably a crawl that began before the upgrade; "
                    "try again when that has finished"
                )
            time.sleep(0.05)
        if self._lock:
            self._lock.share()
        self._migrate()

    def _migrate(self) -> None:
        if self._pragma("user_version") == len(MIGRATIONS):
            return
        with self.write(Act.STATE_SCHEMA) as connection:
            version = self._pragma("user_version")  # again: another process may have been first
            if 0 < version < len(MIGRATIONS):
                back_up(Path(self.path), version)  # nobody can write meanwhile
            connection.create_function("bytes_of_hex", 1, _bytes_of_hex, deterministic=True)
            for migration in MIGRATIONS[version:]:
                for statement in migration:
                    connection.execute(statement)
            self._pragma(f"application_id = {APPLICATION_ID}")
            self._pragma(f"user_version = {len(MIGRATIONS)}")

    def _probe(self) -> None:
        """Look at both ends of every table: finds a file that was cut or half overwritten, at the cost of a few reads.

        Damage elsewhere is reported when it is met. SQLite's own check of all pages takes seconds on a large file, too
        long for each start; :meth:`check` makes it.
        """
        with self.read() as connection:
            tables = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
            for name, sql in tables:
                last = "1" if "WITHOUT ROWID" in (sql or "") else "max(rowid)"
                connection.execute(f'SELECT {last} FROM "{name}" LIMIT 1').fetchone()  # noqa: S608 - a table's own name

    def _pragma(self, text: str) -> Any:
        row = self._connection.execute(f"PRAGMA {text}").fetchone()
        return row[0] if row else None


@contextmanager
def _storage_errors(path: str) -> Iterator[None]:
    """SQLite's errors as one line that says what to do; our own mistakes as they are."""
    try:
        yield
    except sqlite3.Error as error:
        problem = storage_problem(error, path)
        if problem is None:
            raise
        raise problem from error


def _bytes_of_hex(text: str) -> bytes | None:
    """For migrations: SQLite knows ``unhex`` since 3.41 only."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        return None
