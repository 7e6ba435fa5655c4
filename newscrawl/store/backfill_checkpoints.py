"""How far the walks of a site's sources through a span of time have come, so that a killed run asks nothing twice."""

import json
import sqlite3

from newscrawl.core.date_ranges import Checkpoint, PendingPage, Span
from newscrawl.store.db.sqlite_text import storable
from newscrawl.store.db.timestamps import to_instant, to_number
from newscrawl.store.sites import SiteRow


def read_walk(connection: sqlite3.Connection, site: SiteRow, source_url: str, span: Span) -> Checkpoint | None:
    """How far the walk of this source through this very span had come; None where there was none."""
    row = connection.execute(
        "SELECT began_at, steps, reaches FROM walks WHERE site = ? AND source_url = ? "
        "AND since_at IS NOT DISTINCT FROM ? AND until_at IS NOT DISTINCT FROM ?",
        (site.number, storable(source_url), *_bounds(span)),
    ).fetchone()
    if row is None:
        return None
    steps = tuple(PendingPage(url=url, form=form, page=page) for url, form, page in json.loads(row[1]))
    return Checkpoint(source=source_url, span=span, began=to_instant(row[0]), steps=steps, reaches=bool(row[2]))


def write_walk(connection: sqlite3.Connection, site: SiteRow, progress: Checkpoint) -> None:
    """Keep how far a walk has come; one through another span is forgotten."""
    steps = json.dumps([[step.url, step.form, step.page] for step in progress.steps], separators=(",", ":"))
    connection.execute(
        "INSERT INTO walks (site, source_url, since_at, until_at, began_at, steps, reaches) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (site, source_url) DO UPDATE SET since_at = excluded.since_at, "
        "until_at = excluded.until_at, began_at = excluded.began_at, steps = excluded.steps, "
        "reaches = excluded.reaches",
        (
            site.number,
            storable(progress.source),
            *_bounds(progress.span),
            to_number(progress.began),
            storable(steps),
            progress.reaches,
        ),
    )


def forget_walks(connection: sqlite3.Connection, site: SiteRow) -> None:
    """All links of the site are settled: forget the walks that have nothing left to ask."""
    connection.execute("DELETE FROM walks WHERE site = ? AND steps = '[]'", (site.number,))


def _bounds(span: Span) -> tuple[int | None, int | None]:
    return (to_number(span.since) if span.since else None, to_number(span.until) if span.until else None)
