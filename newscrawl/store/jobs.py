"""Jobs given to Scrapyd: noted before they are posted, so that one that came to nothing is missed."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from newscrawl.store.db.timestamps import to_instant, to_number

CANCELLED = "cancelled by hand"
"""Reason of a job that somebody wanted to end, noted before Scrapyd is told: of one that waits it keeps no trace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRun:
    """The run that a job came to. ``account`` is its manifest so far."""

    id: str
    started: datetime
    account: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRow:
    """A job as the state knows it; ``arguments`` and ``settings`` are those of its crawl."""

    id: str
    site: str
    arguments: Mapping[str, str]
    settings: Mapping[str, str] = field(default_factory=dict)
    scheduled: datetime
    accepted: bool = False
    """Scrapyd has said that it took it."""
    retry_of: str | None = None
    """The job that died, and that this one does again."""
    run: JobRun | None = None
    status: int | None = None
    """Exit status of a job that came to no run (another one was under way, the disk was full), and its reason."""
    reason: str | None = None
    """Also :data:`CANCELLED`, whatever the job came to."""


def add_job(connection: sqlite3.Connection, job: JobRow) -> bool:
    """Note a job; False when there is one of this id, or the died job was scheduled again before."""
    done = connection.execute(
        "INSERT INTO jobs (id, site, arguments, settings, scheduled_at, retry_of) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT DO NOTHING",
        (job.id, job.site, _json(job.arguments), _json(job.settings), to_number(job.scheduled), job.retry_of),
    )
    return bool(done.rowcount)


def accept_job(connection: sqlite3.Connection, job: str) -> None:
    """Scrapyd has it."""
    connection.execute("UPDATE jobs SET accepted = TRUE WHERE id = ?", (job,))


def cancel_job(connection: sqlite3.Connection, job: str) -> bool:
    """Somebody wants it to end, wherever it is; False for a job that nobody noted."""
    return bool(connection.execute("UPDATE jobs SET reason = ? WHERE id = ?", (CANCELLED, job)).rowcount)


def drop_job(connection: sqlite3.Connection, job: str) -> None:
    """Forget a job that Scrapyd refused."""
    connection.execute("DELETE FROM jobs WHERE id = ?", (job,))


def begin_job(
    connection: sqlite3.Connection, job: str, site: str, arguments: Mapping[str, str], started: datetime, run: str
) -> None:
    """The job came to a run. One that nobody noted, posted by other means, is noted now."""
    _know(connection, job, site, arguments, started)
    connection.execute("UPDATE jobs SET run = ?, accepted = TRUE WHERE id = ?", (run, job))


def end_job(
    connection: sqlite3.Connection,
    job: str,
    site: str,
    arguments: Mapping[str, str],
    at: datetime,
    status: int,
    reason: str,
) -> None:
    """The job ended before it came to a run."""
    _know(connection, job, site, arguments, at)
    connection.execute("UPDATE jobs SET status = ?, reason = ?, accepted = TRUE WHERE id = ?", (status, reason, job))


def jobs_since(connection: sqlite3.Connection, instant: datetime) -> list[JobRow]:
    """Jobs scheduled from then on, oldest first."""
    rows = connection.execute(
        "SELECT jobs.id, jobs.site, arguments, settings, scheduled_at, accepted, retry_of, status, reason, "
        "runs.id, started_at, account FROM jobs LEFT JOIN runs ON runs.id = run WHERE scheduled_at >= ? "
        "ORDER BY scheduled_at, jobs.id",
        (to_number(instant),),
    )
    return [_row(row) for row in rows]


def forget_jobs(connection: sqlite3.Connection, before: datetime) -> None:
    """Forget the jobs scheduled before then; their runs stay."""
    connection.execute("DELETE FROM jobs WHERE scheduled_at < ?", (to_number(before),))


def _know(connection: sqlite3.Connection, job: str, site: str, arguments: Mapping[str, str], at: datetime) -> None:
    connection.execute(
        "INSERT INTO jobs (id, site, arguments, settings, scheduled_at) VALUES (?, ?, ?, '{}', ?) "
        "ON CONFLICT DO NOTHING",
        (job, site, _json(arguments), to_number(at)),
    )


def _row(row: tuple[Any, ...]) -> JobRow:
    job, site, arguments, settings, scheduled, accepted, retry_of, status, reason, run, started, account = row
    return JobRow(
        id=job,
        site=site,
        arguments=json.loads(arguments),
        settings=json.loads(settings),
        scheduled=to_instant(scheduled),
        accepted=bool(accepted),
        retry_of=retry_of,
        status=status,
        reason=reason,
        run=JobRun(id=run, started=to_instant(started), account=json.loads(account)) if run else None,
    )


def _json(values: Mapping[str, str]) -> str:
    return json.dumps(dict(values), sort_keys=True)
