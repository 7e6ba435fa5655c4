"""The state file: made, checked, shared; each thing that can be wrong with it is one line that says what to do."""

import os
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from pathlib import Path

import pytest

from newscrawl.core.errors import ExitStatus, StorageProblem
from newscrawl.core.failpoints import Act
from newscrawl.store.db.connection import Database
from newscrawl.store.db.schema import APPLICATION_ID, MIGRATIONS
from newscrawl.store.db.types import get_or_create_site

PROJECT = Path(__file__).parent.parent


@pytest.fixture
def path(tmp_path):
    return tmp_path / "newscrawl.sqlite"


def problem(path, match, **options):
    with pytest.raises(StorageProblem, match=match) as caught:
        Database.open(path, **options)
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)
    assert caught.value.status is ExitStatus.STORAGE


def pragma(path, name):
    connection = sqlite3.connect(path)
    try:
        return connection.execute(f"PRAGMA {name}").fetchone()[0]
    finally:
        connection.close()


def test_a_new_file_says_whose_it_is(path):
    Database.open(path).close()
    assert pragma(path, "application_id") == APPLICATION_ID
    assert pragma(path, "user_version") == len(MIGRATIONS)
    assert pragma(path, "journal_mode") == "wal"
    Database.open(path).close()


def test_an_older_sqlite_is_named_in_one_line(path, monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 37, 2))
    monkeypatch.setattr(sqlite3, "sqlite_version", "3.37.2")
    problem(path, r"SQLite 3\.37\.2, older than 3\.39")
    assert not path.exists()


def test_commits_wait_for_the_disk_unless_told_otherwise(path):
    database = Database.open(path)
    for durable, expected in ((True, 2), (False, 1), (True, 2)):
        with database.write(Act.MEMORY_SETTLE, durable=durable) as connection:
            assert connection.execute("PRAGMA synchronous").fetchone() == (expected,)
            assert connection.execute("PRAGMA fullfsync").fetchone() == (1,)
    database.close()


def test_a_transaction_is_all_or_nothing(path):
    database = Database.open(path)

    def enrol_and_fail():
        with database.write(Act.MEMORY_SETTLE) as connection:
            get_or_create_site(connection, "a", "a")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        enrol_and_fail()
    with database.read() as connection:
        assert connection.execute("SELECT count(*) FROM sites").fetchone() == (0,)
    database.close()


def test_after_the_end_it_says_so(path):
    database = Database.open(path)
    database.close()
    for durable in (True, False):
        with pytest.raises(StorageProblem, match="ended"), database.write(Act.MEMORY_SETTLE, durable=durable):
            pass
    with pytest.raises(StorageProblem, match="ended"), database.read():
        pass


def test_no_sqlite_file(path):
    path.write_text("This is a letter, not a database. " * 50)
    problem(path, "is not an SQLite file")


def test_an_empty_file_becomes_ours(path):
    path.touch()
    Database.open(path).close()
    assert pragma(path, "application_id") == APPLICATION_ID


def test_somebody_elses_file_stays_as_it_is(path):
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    before = path.read_bytes()
    problem(path, "not newscrawl's state file")
    assert path.read_bytes() == before


def test_a_file_of_a_newer_newscrawl(path):
    Database.open(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    problem(path, "newer newscrawl")


def test_an_older_file_is_migrated(path, monkeypatch):
    Database.open(path).close()
    database = Database.open(path)
    with database.write(Act.SITE_ENROL) as connection:
        get_or_create_site(connection, "gazette", "gazette")
    database.close()
    later = (*MIGRATIONS, ("ALTER TABLE sites ADD COLUMN mood TEXT DEFAULT 'good'",))
    monkeypatch.setattr("newscrawl.store.db.connection.MIGRATIONS", later)
    database = Database.open(path)
    with database.read() as connection:
        assert connection.execute("SELECT name, mood FROM sites").fetchall() == [("gazette", "good")]
    database.close()
    assert pragma(path, "user_version") == len(later)


def test_a_damaged_file(path):
    database = Database.open(path)
    with database.write(Act.SITE_ENROL) as connection:
        for number in range(3000):
            get_or_create_site(connection, f"site-{number}", "house")
    database.close()
    content = bytearray(path.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    path.write_bytes(content)

    def use():
        with closing(Database.open(path)) as damaged, damaged.write(Act.SITE_ENROL) as connection:
            get_or_create_site(connection, "a", "a")

    with pytest.raises(StorageProblem, match="damaged"):
        use()


def test_a_folder_in_its_place(path):
    path.mkdir()
    problem(path, "can't be opened")


def test_no_folder_to_put_it_in(tmp_path):
    problem(tmp_path / "missing" / "newscrawl.sqlite", "can't be opened")


def test_locked_too_long(path):
    Database.open(path).close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    database = Database.open(path, patience=0.05)
    with pytest.raises(StorageProblem, match="locked by another process"), database.write(Act.MEMORY_SETTLE):
        pass
    other.execute("ROLLBACK")
    with database.write(Act.MEMORY_SETTLE) as connection:
        get_or_create_site(connection, "a", "a")
    other.close()
    database.close()


def busy_timeout(database):
    return database._connection.execute("PRAGMA busy_timeout").fetchone()[0]


def test_a_crawl_waits_for_a_lock_shortly_and_once(path):
    """While it waits no page is read and no signal is heard. The first wait that was for nothing ends the run."""
    database = Database.open(path)
    assert busy_timeout(database) == 5000
    database.close()
    database = Database.open(path, patience=0.05)
    assert busy_timeout(database) == 50
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for _ in range(2):
        with pytest.raises(StorageProblem, match="locked by another process"), database.write(Act.MEMORY_SETTLE):
            pass
        assert busy_timeout(database) == 0
    other.execute("ROLLBACK")
    with database.write(Act.MEMORY_SETTLE) as connection:
        get_or_create_site(connection, "a", "a")
    assert busy_timeout(database) == 50, "who could write again may wait again"
    other.close()
    database.close()


def test_locked_before_it_could_be_opened(path):
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    problem(path, "locked by another process", patience=0.05)
    other.close()


def test_read_only(path):
    Database.open(path).close()
    database = Database.open(path)
    database._connection.execute("PRAGMA query_only = ON")  # tests may run as root, who may write everything
    with pytest.raises(StorageProblem, match="can't be written"), database.write(Act.SITE_ENROL) as connection:
        get_or_create_site(connection, "a", "a")
    database.close()


def test_full(path):
    database = Database.open(path)
    pages = database._connection.execute("PRAGMA page_count").fetchone()[0]
    database._connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StorageProblem, match="disk is full"), database.write(Act.SITE_ENROL) as connection:
        connection.execute("INSERT INTO sites (name, house) VALUES (?, ?)", ("x" * 100_000, "x"))
    with database.write(Act.SITE_ENROL) as connection:
        get_or_create_site(connection, "small", "small")
    database.close()


def test_our_own_mistakes_are_no_storage_problem(path):
    database = Database.open(path)
    with pytest.raises(sqlite3.OperationalError, match="syntax"), database.read() as connection:
        connection.execute("SELEKT")
    database.close()


def test_many_processes_make_and_share_one_file(path):
    script = textwrap.dedent(
        """
        import pathlib, sys
        sys.path.insert(0, sys.argv[3])
        from newscrawl.core.failpoints import Act
        from newscrawl.store.db.connection import Database
        from newscrawl.store.db.types import get_or_create_site
        database = Database.open(pathlib.Path(sys.argv[1]))
        for number in range(20):
            with database.write(Act.SITE_ENROL, durable=number % 2 == 0) as connection:
                get_or_create_site(connection, f"{sys.argv[2]}-{number}", "house")
        database.close()
        """
    )
    started = [
        subprocess.Popen([sys.executable, "-W", "error", "-c", script, path, str(one), str(PROJECT)])
        for one in range(4)
    ]
    assert [process.wait() for process in started] == [0, 0, 0, 0]
    database = Database.open(path)
    with database.read() as connection:
        assert connection.execute("SELECT count(*) FROM sites").fetchone() == (80,)
    database.close()
