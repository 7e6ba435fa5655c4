"""Runs, their outbox and their files; the files of months; the jobs of a scheduler that runs come from."""

import json
import sqlite3
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from newscrawl.store.db.types import SiteRow, to_instant, to_number
from newscrawl.store.records import CANCELLED, JobRow, JobRun, KnownFiles, RunRow


def add_run(connection: sqlite3.Connection, site: SiteRow, run: RunRow) -> None:
    """Write the row of a new run, or of one that only its files show; one that is there already is opened again."""
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


def known_files(connection: sqlite3.Connection, site: str) -> KnownFiles:
    """The finished files of the site (its name) whose lines the store knows."""
    return KnownFiles(runs=filed_sizes(connection, site), months=month_sizes(connection, site))


def month_sizes(connection: sqlite3.Connection, site: str) -> dict[str, int]:
    """Month (``2026-10``) and size in bytes of every merged file of the site (its name) whose lines are known."""
    rows = connection.execute("SELECT month, bytes FROM months JOIN sites ON number = site WHERE name = ?", (site,))
    return dict(rows.fetchall())


def record_month(connection: sqlite3.Connection, site: SiteRow, month: str, size: int) -> None:
    """The lines of the site's merged file of this month are known."""
    connection.execute(
        "INSERT INTO months (site, month, bytes) VALUES (?, ?, ?) "
        "ON CONFLICT (site, month) DO UPDATE SET bytes = excluded.bytes",
        (site.number, month, size),
    )


def recall_run(connection: sqlite3.Connection, site: SiteRow, run: RunRow) -> None:
    """Note a run of which only the merged file tells, unless it is known."""
    connection.execute(
        "INSERT INTO runs (id, site, stem, started_at, account, closed, filed) VALUES (?, ?, ?, ?, ?, TRUE, TRUE) "
        "ON CONFLICT DO NOTHING",
        (run.id, site.number, run.stem, to_number(run.started), _json(run.account)),
    )


def add_job(connection: sqlite3.Connection, job: JobRow) -> bool:
    """Note a job; False when there is one of this id, or the died job was scheduled again before."""
    done = connection.execute(
        "INSERT INTO jobs (id, site, arguments, settings, scheduled_at, retry_of) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT DO NOTHING",
        (job.id, job.site, _arguments(job.arguments), _arguments(job.settings), to_number(job.scheduled), job.retry_of),
    )
    return bool(done.rowcount)


def accept_job(connection: sqlite3.Connection, job: str) -> None:
    """Scrapyd has it."""
    connection.execute("UPDATE jobs SET accepted = TRUE WHERE id = ?", (job,))


def cancel_job(connection: sqlite3.Connection, job: str) -> bool:
    """A person wants it to end, wherever it is; False for a job that nobody noted."""
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


def end_job(connection: sqlite3.Connection, job: JobRow) -> None:
    """The job ended before it came to a run. One that nobody noted is noted now."""
    _know(connection, job.id, job.site, job.arguments, job.scheduled)
    connection.execute(
        "UPDATE jobs SET status = ?, reason = ?, accepted = TRUE WHERE id = ?", (job.status, job.reason, job.id)
    )


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
        (job, site, _arguments(arguments), to_number(at)),
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


def _arguments(values: Mapping[str, str]) -> str:
    return json.dumps(dict(values), sort_keys=True)
