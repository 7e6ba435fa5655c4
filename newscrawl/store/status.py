"""The status of each site: what is known of it, how its last run ended, how much it published of late."""

import json
import sqlite3
from datetime import datetime, timedelta

from newscrawl.core.crawl_state import Outcome
from newscrawl.core.values import plural
from newscrawl.store.db.types import to_instant, to_number
from newscrawl.store.frontier import complete_span, read_span
from newscrawl.store.records import LastRun, SiteStatus

WEEK = timedelta(days=7)


def site_state(connection: sqlite3.Connection, name: str, now: datetime) -> SiteStatus:
    """The status of a site; all zero for one that was never crawled."""
    row = connection.execute("SELECT number FROM sites WHERE name = ?", (name,)).fetchone()
    if row is None:
        return SiteStatus()
    site = row[0]
    (articles,) = connection.execute(
        "SELECT count(*) FROM articles WHERE site = ? AND forgotten_at IS NULL", (site,)
    ).fetchone()
    # Dates sort as text to the day; one in the future is an error of the site.
    (newest,) = connection.execute(
        "SELECT max(date_published) FROM articles WHERE site = ? AND date_published < ?", (site, _day(now, 2))
    ).fetchone()
    (pending,) = connection.execute("SELECT count(*) FROM pending WHERE site = ?", (site,)).fetchone()
    (given_up,) = connection.execute(
        # An instant that all are later than lets the index of links without an article be used.
        "SELECT count(*) FROM settled WHERE article IS NULL AND settled_at > 0 AND site = ? AND outcome = ?",
        (site, Outcome.GIVEN_UP),
    ).fetchone()
    return SiteStatus(
        articles=articles,
        pending=pending,
        given_up=given_up,
        newest=newest,
        complete=complete_span(connection, site, read_span(connection, site, now)),
        last_run=_last_run(connection, site),
        week=week_of(connection, site, now),
    )


def week_of(connection: sqlite3.Connection, site: int, now: datetime, *, writing: int = 0) -> int | None:
    """How many articles the site published in the last seven days, or had written for it where they bear no date.

    ``writing`` are those of the run under way. Revisions don't count, nor dates that lie ahead. None where the site has
    not been crawled for more than a week: nothing can be said yet.
    """
    start = to_number(now - WEEK)
    (first,) = connection.execute("SELECT min(started_at) FROM runs WHERE site = ?", (site,)).fetchone()
    if first is None or first >= start:
        return None
    (dated,) = connection.execute(
        "SELECT count(*) FROM articles WHERE site = ? AND date_published >= ? AND date_published < ?",
        (site, _day(now, -7), _day(now, 2)),
    ).fetchone()
    (written,) = connection.execute(
        "SELECT coalesce(sum(CAST(account ->> 'written' AS INTEGER) "
        "- coalesce(CAST(account ->> 'revisions' AS INTEGER), 0)), 0) FROM runs WHERE site = ? AND started_at >= ?",
        (site, start),
    ).fetchone()
    return max(int(dated), int(written) + writing)


def weekly_volume_message(week: int, min_weekly_articles: int) -> str:
    """Return the message for a site that published too little in a week."""
    return f"{plural(week, 'article')} in 7 days (expected at least {min_weekly_articles})"


def _last_run(connection: sqlite3.Connection, site: int) -> LastRun | None:
    row = connection.execute(
        "SELECT started_at, account, closed FROM runs WHERE site = ? ORDER BY started_at DESC LIMIT 1", (site,)
    ).fetchone()
    return LastRun(started=to_instant(row[0]), account=json.loads(row[1]), closed=bool(row[2])) if row else None


def _day(now: datetime, days: int) -> str:
    return f"{now + timedelta(days=days):%Y-%m-%d}"
