"""Runs and their outbox: which lines were promised, and whether they lie in a finished file."""

import json
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from newscrawl.store.db.timestamps import to_instant, to_number
from newscrawl.store.sites import SiteRow


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """A run as the state knows it. ``stem`` is its file name without ending, ``account`` its manifest so far."""

    id: str
    stem: str
    started: datetime
    account: dict[str, Any]
    closed: bool = False
    """It ended by itself and all its lines are in its file."""


def add_run(connection: sqlite3.Connection, site: SiteRow, run: RunRow) -> None:
    """Write the row of a new run, or of one that only its files told of; one that is there already is opened again."""
    connection.execute(
        "INSERT INTO runs (id, site, stem, started_at, account) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET filed = FALSE",
        (run.id, site.number, run.stem, to_number(run.started), _json(run.account)),
    )


def unfiled_runs(connection: sqlite3.Connection, site: SiteRow) -> list[RunRow]:
    """Runs of the site whose files are not known to be in place, oldest first."""
    rows = connection.execute(
        "SELECT id, stem, started_at, account, closed FROM runs WHERE site = ? AND NOT filed ORDER BY started_at, id",
        (site.number,),
    )
    return [
        RunRow(id=run, stem=stem, started=to_instant(started), account=json.loads(account), closed=bool(closed))
        for run, stem, started, account, closed in rows
    ]


def filed_sizes(connection: sqlite3.Connection, site: str) -> dict[str, int]:
    """Stem and size in bytes of every finished file of the site (its name) whose lines the state holds."""
    rows = connection.execute(
        "SELECT stem, bytes FROM runs JOIN sites ON sites.number = site WHERE name = ? AND filed AND bytes > 0", (site,)
    )
    return dict(rows.fetchall())


def promised_end(connection: sqlite3.Connection, run: str) -> int:
    """How many bytes the file of an unfinished run has when all promised lines are in it; 0 when none are promised."""
    row = connection.execute(
        'SELECT "offset" + length(line) FROM outbox WHERE run = ? ORDER BY "offset" DESC LIMIT 1', (run,)
    ).fetchone()
    return row[0] if row else 0


def note_run(connection: sqlite3.Connection, run: str, account: Mapping[str, Any]) -> None:
    """Keep what is known of a run that may not end properly."""
    connection.execute("UPDATE runs SET account = ? WHERE id = ?", (_json(account), run))


def close_run(connection: sqlite3.Connection, run: str, account: Mapping[str, Any]) -> None:
    """The run has ended and its lines are in its file: the outbox is empty from here."""
    connection.execute("UPDATE runs SET account = ?, closed = TRUE WHERE id = ?", (_json(account), run))
    connection.execute("DELETE FROM outbox WHERE run = ?", (run,))


def file_run(connection: sqlite3.Connection, run: str, account: Mapping[str, Any], size: int) -> None:
    """The run's files are in place; ``size`` 0 says that it wrote none."""
    close_run(connection, run, account)
    connection.execute("UPDATE runs SET filed = TRUE, bytes = ? WHERE id = ?", (size, run))


def resize_run(connection: sqlite3.Connection, stem: str, size: int, account: Mapping[str, Any]) -> None:
    """The finished file of this name has another size now, and its run another account."""
    connection.execute("UPDATE runs SET bytes = ?, account = ? WHERE stem = ?", (size, _json(account), stem))


def promise_lines(connection: sqlite3.Connection, run: str, lines: Collection[tuple[int, bytes]]) -> None:
    """Put lines and their offsets into the outbox; those that were there are in the file by now."""
    connection.execute("DELETE FROM outbox WHERE run = ?", (run,))
    connection.executemany(
        'INSERT INTO outbox (run, "offset", line) VALUES (?, ?, ?)', [(run, offset, line) for offset, line in lines]
    )


def promised_lines(connection: sqlite3.Connection, run: str) -> list[tuple[int, bytes]]:
    """Lines of the run that may not be in its file yet, with their offsets."""
    return connection.execute('SELECT "offset", line FROM outbox WHERE run = ? ORDER BY "offset"', (run,)).fetchall()


def _json(account: Mapping[str, Any]) -> str:
    return json.dumps(account, ensure_ascii=True, default=str)
