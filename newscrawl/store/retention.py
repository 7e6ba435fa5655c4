"""What is kept long enough goes: texts of revisions, sketches, links without an article, runs and jobs.

Each run prunes for a moment, once a day, so that nothing grows without bound and no run is slow for it. Articles' rows
and names stay for ever: they are what makes sure that nothing is published twice.
"""

import sqlite3
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from time import monotonic

from newscrawl.core.failpoints import Maintenance
from newscrawl.store.db.connection import Database
from newscrawl.store.db.types import SiteRow, to_number
from newscrawl.store.near_duplicates import prune_sketches
from newscrawl.store.recheck.revisions import prune_texts
from newscrawl.store.records import Pruned
from newscrawl.store.settings import StoreSettings

FORGOTTEN = "forgotten"
"""Bytes of the list of forgotten articles that are taken in."""
PRUNED = "pruned"
"""When the last pruning was done with everything, as an instant."""
EVERY = timedelta(days=1)
"""How often a run looks for what may go."""
MOMENT = 0.05
"""Seconds that a run prunes for, at most (and the batch under way)."""
SEEN_EVERY = timedelta(days=10)
"""How often it is noted that a link is listed still: well below the least that a setting allows, with few writes."""
BATCH = 500
"""Rows of one transaction."""
_Pruner = Callable[[sqlite3.Connection, datetime], int]
_OF_A_MONTH = (
    "EXISTS (SELECT 1 FROM months JOIN sites ON number = months.site WHERE months.site = runs.site "
    "AND replace(month, '-', '') = substr(stem, length(name) + 2, 6))"
)
"""The lines of such a run are in a merged file. Its month is in its stem: ``<site>-20261122T080000Z-<run>``."""
_OLD_RUNS = "SELECT id FROM runs WHERE filed AND started_at < ? "


def maintenance_mark(connection: sqlite3.Connection, name: str) -> int:
    """The number, 0 where there is none yet."""
    row = connection.execute("SELECT value FROM chores WHERE name = ?", (name,)).fetchone()
    return row[0] if row else 0


def set_maintenance_mark(connection: sqlite3.Connection, name: str, value: int) -> None:
    """Keep a number."""
    connection.execute(
        "INSERT INTO chores (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )


def prune_some(database: Database, settings: StoreSettings, now: datetime) -> Pruned:
    """Prune for a moment, unless that was done within the last day; what is left is for the next run."""
    with database.read() as connection:
        last = maintenance_mark(connection, PRUNED)
    if to_number(now - EVERY) < last <= to_number(now):
        return Pruned()
    return _prune(database, settings, now, monotonic() + MOMENT)


def prune_all(database: Database, settings: StoreSettings, now: datetime) -> Pruned:
    """Prune everything that may go."""
    return _prune(database, settings, now, None)


def _prune(database: Database, settings: StoreSettings, now: datetime, end: float | None) -> Pruned:
    pruned = Pruned()
    for kind, keep, prune in (
        ("texts of revisions", settings.keep_texts, prune_texts),
        ("sketches", settings.story_window, prune_sketches),
        ("links without an article", settings.keep_links, _prune_settled),
        ("released links", settings.keep_links, _prune_released),
        ("runs", settings.keep_runs, _prune_runs),
        ("accounts of runs", settings.keep_runs, _shrink_runs),
        ("jobs", settings.keep_runs, _prune_jobs),
    ):
        gone = 1
        while gone:
            if end is not None and monotonic() > end:
                pruned.all = False
                return pruned
            # Not durable: what a power cut brings back is pruned again.
            with database.write(Maintenance.STATE_PRUNE, durable=False) as connection:
                gone = prune(connection, now - keep)
            pruned.rows[kind] = pruned.rows.get(kind, 0) + gone
    with database.write(Maintenance.STATE_PRUNE, durable=False) as connection:
        set_maintenance_mark(connection, PRUNED, to_number(now))
    return pruned


def _prune_settled(connection: sqlite3.Connection, before: datetime) -> int:
    """Links that are settled without an article. While a source lists one, it is seen to be young (touch_settled)."""
    rows = connection.execute(
        "SELECT key, site FROM settled WHERE article IS NULL AND settled_at < ? LIMIT ?", (to_number(before), BATCH)
    ).fetchall()
    connection.executemany("DELETE FROM settled WHERE key = ? AND site = ? AND article IS NULL", rows)
    return len(rows)


def _prune_released(connection: sqlite3.Connection, before: datetime) -> int:
    rows = connection.execute(
        "SELECT key, site FROM released WHERE released_at < ? LIMIT ?", (to_number(before), BATCH)
    ).fetchall()
    connection.executemany("DELETE FROM released WHERE key = ? AND site = ?", rows)
    return len(rows)


def _prune_runs(connection: sqlite3.Connection, before: datetime) -> int:
    """Runs whose lines, if they wrote any, lie in the file of their month."""
    rows = connection.execute(
        _OLD_RUNS + f"AND (bytes = 0 OR {_OF_A_MONTH}) LIMIT ?",
        (to_number(before), BATCH),
    ).fetchall()
    connection.executemany("DELETE FROM runs WHERE id = ?", rows)
    return len(rows)


def _shrink_runs(connection: sqlite3.Connection, before: datetime) -> int:
    """Of a run that has a file still, the row tells that its lines are known; its account is in its manifest."""
    rows = connection.execute(
        _OLD_RUNS + "AND bytes > 0 AND CAST(account AS TEXT) <> '{}' LIMIT ?", (to_number(before), BATCH)
    ).fetchall()
    connection.executemany("UPDATE runs SET account = '{}' WHERE id = ?", rows)
    return len(rows)


def _prune_jobs(connection: sqlite3.Connection, before: datetime) -> int:
    rows = connection.execute(
        "SELECT id FROM jobs WHERE scheduled_at < ? LIMIT ?", (to_number(before), BATCH)
    ).fetchall()
    connection.executemany("DELETE FROM jobs WHERE id = ?", rows)
    return len(rows)


def stale_settled(connection: sqlite3.Connection, site: SiteRow, keys: Iterable[bytes], now: datetime) -> list[bytes]:
    """Which of these listed links are settled without an article, and were not seen for a while."""
    before = to_number(now - SEEN_EVERY)
    return [
        key
        for key in keys
        if connection.execute(
            "SELECT 1 FROM settled WHERE key = ? AND site = ? AND article IS NULL AND settled_at < ?",
            (key, site.number, before),
        ).fetchone()
    ]


def touch_settled(connection: sqlite3.Connection, site: SiteRow, keys: Iterable[bytes], now: datetime) -> None:
    """These links without an article are listed still: they are known for another while."""
    connection.executemany(
        "UPDATE settled SET settled_at = ? WHERE key = ? AND site = ? AND article IS NULL",
        [(to_number(now), key, site.number) for key in keys],
    )
