"""A state file of an older newscrawl: brought up to date, whatever happens on the way, with a backup beside it."""

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from pathlib import Path

import pytest

from newscrawl.core import failpoints
from newscrawl.core.crawl_state import Outcome
from newscrawl.core.errors import StorageProblem
from newscrawl.core.failpoints import Act, Armed
from newscrawl.core.file_lock import FileLock
from newscrawl.core.reasons import Reason, ReasonKind
from newscrawl.store import FILE_NAME, DuplicateRule, LinkState, open_store
from newscrawl.store.db import backup
from newscrawl.store.db import connection as connection_module
from newscrawl.store.db.connection import Database
from newscrawl.store.db.schema import APPLICATION_ID, MIGRATIONS
from newscrawl.store.db.store_lock import StoreLock
from newscrawl.store.db.types import get_or_create_site
from newscrawl.store.recheck.queue import failed_rechecks
from newscrawl.store.recheck.readings import last_signature
from newscrawl.store.recheck.signature import ContentSignature

PROJECT = Path(__file__).parent.parent


@pytest.fixture
def path(tmp_path):
    """A state file of version 1, as the first newscrawl left it."""
    path = tmp_path / "newscrawl.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        for statement in MIGRATIONS[0]:
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 1")
        connection.execute("INSERT INTO sites VALUES (1, 'gazette', 'gazette')")
        connection.executemany(
            "INSERT INTO articles (id, site, url, date_published, content_hash, revision, run) "
            "VALUES (?, 1, ?, '2026-11-01', ?, 1, 'aaaaaaaaaaaa')",
            [(bytes([n]) * 16, f"https://gazette.test/{n}", bytes([n]) * 16) for n in range(50)],
        )
        connection.execute("INSERT INTO released VALUES (?, 1, '2020-01-01')", (b"r" * 16,))
    return path


def facts(path):
    """Version, and what the file holds."""
    with closing(sqlite3.connect(path)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = connection.execute("SELECT url FROM articles ORDER BY number").fetchall()
        assert connection.execute("SELECT date FROM released").fetchall() == [("2020-01-01",)]
        return version, [url for (url,) in rows]


ARTICLES = [f"https://gazette.test/{n}" for n in range(50)]
OLD, NEW = (1, ARTICLES), (len(MIGRATIONS), ARTICLES)


def kept(path):
    return path.with_name("newscrawl.sqlite.v1-backup")


def test_an_old_file_is_brought_up_to_date_and_its_backup_kept(path):
    Database.open(path).close()
    assert facts(path) == NEW
    assert facts(kept(path)) == OLD
    assert not kept(path).with_name(kept(path).name + "-wal").exists()
    written = kept(path).stat().st_mtime_ns
    Database.open(path).close()
    assert kept(path).stat().st_mtime_ns == written, "once"


def test_a_new_file_has_no_backup(tmp_path):
    Database.open(tmp_path / "newscrawl.sqlite").close()
    assert [file.name for file in sorted(tmp_path.iterdir())] == ["newscrawl.sqlite", "newscrawl.sqlite.lock"]


def test_what_an_old_process_writes_after_a_failed_try_is_in_the_backup(path):
    """The backup is made again: the one of the earlier try is older than the file."""
    kept(path).write_bytes(b"of an earlier try")
    Database.open(path).close()
    assert facts(kept(path)) == OLD


def test_what_lies_in_the_journal_is_backed_up(path):
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("UPDATE articles SET url = 'https://gazette.test/changed' WHERE number = 1")
        assert path.with_name(path.name + "-wal").stat().st_size > 0
        Database.open(path).close()
    assert facts(kept(path))[1][0] == "https://gazette.test/changed"
    assert facts(path)[1][0] == "https://gazette.test/changed"


@pytest.mark.parametrize(
    "place", ["state.backup.before", "state.backup.after", "state.schema.before", "state.schema.after"]
)
def test_killed_on_the_way(path, place):
    process = os.fork()
    if process == 0:
        try:
            failpoints._armed = Armed(place)
            Database.open(path)
        finally:
            os._exit(1)
    _, status = os.waitpid(process, 0)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGKILL
    if place != "state.schema.after":
        assert facts(path) == OLD
    Database.open(path).close()
    assert facts(path) == NEW
    assert facts(kept(path)) == OLD
    assert not list(path.parent.glob("*.tmp"))


def refused(path, match):
    with pytest.raises(StorageProblem, match=match) as caught:
        Database.open(path, patience=0.1)
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)
    assert facts(path) == OLD
    assert not kept(path).exists()
    assert not list(path.parent.glob("*.tmp*"))


def test_no_room_for_it(path, monkeypatch):
    monkeypatch.setattr(backup.shutil, "disk_usage", lambda folder: type("Usage", (), {"free": 10 << 20}))
    refused(path, r"takes 16 MB, but only 10 MB are free")


def test_the_backup_fails(path, monkeypatch):
    def full(path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "sync_path", full)
    refused(path, "can't be backed up .*No space left on device.* it is as it was")


def test_the_migration_fails(path, monkeypatch):
    broken = (*MIGRATIONS[1], "INSERT INTO sites VALUES (1, 'again', 'again')")
    monkeypatch.setattr("newscrawl.store.db.connection.MIGRATIONS", (MIGRATIONS[0], broken, *MIGRATIONS[2:]))
    with pytest.raises(sqlite3.IntegrityError):
        Database.open(path)
    assert facts(path) == OLD
    assert facts(kept(path)) == OLD


def test_the_old_newscrawl_is_writing(path):
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused(path, "locked by another process")
        other.execute("ROLLBACK")


def test_many_processes_start_at_once(path):
    script = textwrap.dedent(
        """
        import pathlib, sys
        sys.path.insert(0, sys.argv[2])
        from newscrawl.core.failpoints import Act
        from newscrawl.store.db.connection import Database
        from newscrawl.store.db.types import get_or_create_site
        database = Database.open(pathlib.Path(sys.argv[1]))
        with database.write(Act.SITE_ENROL) as connection:
            get_or_create_site(connection, sys.argv[3], "house")
        database.close()
        """
    )
    started = [
        subprocess.Popen([sys.executable, "-W", "error", "-c", script, path, str(PROJECT), f"site-{n}"])
        for n in range(4)
    ]
    assert [process.wait() for process in started] == [0, 0, 0, 0]
    assert facts(path) == NEW
    assert facts(kept(path)) == OLD
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM sites").fetchone() == (5,)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_file_that_was_cut_is_found_at_the_start(tmp_path, share):
    """Both ends of every table are looked at; a check of every page would take seconds at each start."""
    path = tmp_path / "newscrawl.sqlite"
    database = Database.open(path)
    with database.write(Act.SITE_ENROL) as connection:
        for number in range(3000):
            get_or_create_site(connection, f"site-{number}", "house")
    database.close()
    size = path.stat().st_size
    os.truncate(path, int(size * share))
    with pytest.raises(StorageProblem, match="damaged"):
        Database.open(path)


def test_nobody_opens_a_file_that_is_being_replaced(tmp_path):
    path = tmp_path / "newscrawl.sqlite"
    alone = StoreLock.alone(path)
    with pytest.raises(StorageProblem, match="rebuild-state"):
        Database.open(path)
    alone.end()
    first, second = Database.open(path), Database.open(path)
    with pytest.raises(StorageProblem, match="in use"):
        StoreLock.alone(path)
    first.close()
    second.close()
    StoreLock.alone(path).end()


def test_version_2_is_brought_up_to_date_with_all_that_it_knows(tmp_path):
    """Sentences become codes, the selector of a body stands by itself, what was not noted is unknown."""
    path = tmp_path / FILE_NAME
    first, near, gone, waits = (bytes([n]) * 16 for n in range(1, 5))
    at = 1_795_000_000_000_000
    facts = '[["Ann"],"2026-11-01",{"body":"site div.entry","headline":"title"},3,null,null]'
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        for statement in (*MIGRATIONS[0], *MIGRATIONS[1]):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 2")
        connection.execute("INSERT INTO sites VALUES (1, 'gazette', 'gazette')")
        connection.execute(
            "INSERT INTO articles (id, site, url, date_published, revision, run) VALUES (?, 1, 'https://a.test/', "
            "'2026-11-01', 1, 'aaaaaaaaaaaa')",
            (first,),
        )
        connection.executemany(
            "INSERT INTO settled VALUES (?, 1, ?, ?, ?, ?, ?)",
            [
                (first, "published", 1, at, None, None),
                (near, "duplicate", None, at, "https://b.test/", f"nearly repeats {first.hex()}"),
                (b"n" * 16, "duplicate", None, at, "https://n.test/", "nearly repeats nothing"),
                (b"o" * 16, "duplicate", None, at, "https://o.test/", "a rule of another release"),
                (gone, "gone", None, at, "https://c.test/", "HTTP 410"),
            ],
        )
        connection.execute(
            "INSERT INTO pending (site, key, url, hints, dated_at, found_at, tries, next_try, reason) "
            "VALUES (1, ?, 'https://d.test/', '{\"source\":\"rest\"}', ?, ?, 3, ?, 'timed out')",
            (waits, at, at, at),
        )
        connection.execute(
            "INSERT INTO readings (article, site, facts, marks, first_read_at, read_at, tries, reason) "
            "VALUES (1, 1, ?, x'', ?, ?, 2, 'hardly the article any more')",
            (facts, at, at),
        )
    with open_store(tmp_path) as store:
        (story,) = store.explain(first.hex())
        assert (story.outcome, story.url, story.found, story.run) == (Outcome.PUBLISHED, "https://a.test/", None, None)
        (story,) = store.explain(near.hex())
        assert (story.reason, story.article.id, story.url) == (
            DuplicateRule.NEARLY_REPEATS,
            first.hex(),
            "https://b.test/",
        )
        (story,) = store.explain((b"n" * 16).hex())
        assert (story.reason, story.article) == (DuplicateRule.NEARLY_REPEATS, None)
        (story,) = store.explain((b"o" * 16).hex())
        assert (story.outcome, story.reason) == (Outcome.DUPLICATE, None)
        (story,) = store.explain(gone.hex())
        assert (story.outcome, story.reason, story.tries) == (Outcome.GONE, Reason.http(410), None)
        (story,) = store.explain(waits.hex())
        assert (story.state, story.source, story.tries, story.last_answer) == (
            LinkState.PENDING,
            "rest",
            3,
            Reason(ReasonKind.TIMED_OUT),
        )
    with closing(Database.open(path)) as database, database.read() as connection:
        assert failed_rechecks(connection, 1) == (2, 2)
        base = last_signature(connection, 1)
        assert (base.provenance["body"], base.body_selector) == ("site", "div.entry")
        assert ContentSignature.unpack(base.pack(), b"") == base
    assert path.with_name(f"{FILE_NAME}.v2-backup").exists()


def test_an_old_file_waits_for_the_processes_that_use_it(path, monkeypatch):
    monkeypatch.setattr(connection_module, "PATIENCE", 0.1)
    of_an_old_crawl = FileLock.take(path.with_name(path.name + ".lock"), shared=True)
    with pytest.raises(StorageProblem, match=r"older newscrawl .* another process uses it, .*; try again"):
        Database.open(path)
    assert facts(path) == OLD
    of_an_old_crawl.release()
    with closing(Database.open(path)), closing(Database.open(path)):
        assert facts(path) == NEW
