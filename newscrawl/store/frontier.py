"""The frontier of a site: links that wait to be read, what its sources said last, how far back all is read.

A link is pending until it is settled. One that failed is tried again later; one outside the dates of a run is released,
to be found again. Beside the links are kept the validators of sources, how far an interrupted back-fill has come, and
the span through which the site is complete.
"""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from newscrawl.core.arguments import span_of
from newscrawl.core.crawl_state import Coverage, Validators
from newscrawl.core.date_ranges import Checkpoint, PendingPage, Span
from newscrawl.core.links import Link
from newscrawl.core.reasons import Reason
from newscrawl.store.db.types import SiteRow, storable, to_instant, to_number
from newscrawl.store.link_codec import pack, unpack

FIRST_WAIT = timedelta(hours=1)
LONGEST_WAIT = timedelta(hours=24)
SPREAD = 0.1
"""Waits are up to so much shorter than the full one, so that links that failed together don't all come back together.
Never longer: an hourly run must find a link that failed in the one before."""


def wait_after(tries: int, key: bytes) -> timedelta:
    """How long to wait after the ``tries``-th failed try (counted from 1) of the link with this key.

    One hour, then twice as long each time, a day at most. The spread follows from the key, so it can be tested.
    """
    full: timedelta = min(FIRST_WAIT * 2 ** min(tries - 1, 10), LONGEST_WAIT)
    return full * (1 - SPREAD * key[(tries - 1) % len(key)] / 255)


def add_pending(
    connection: sqlite3.Connection, site: SiteRow, links: Iterable[tuple[bytes, Link]], now: datetime
) -> None:
    """Links that were found and are to be read."""
    found_at = to_number(now)
    connection.executemany(
        "INSERT INTO pending (site, key, url, hints, html, dated_at, found_at) VALUES (?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT DO NOTHING",
        [
            (site.number, key, storable(link.url), *pack(link), _dated_at(link, found_at), found_at)
            for key, link in links
        ],
    )


def pending_link(connection: sqlite3.Connection, site: SiteRow, key: bytes) -> Link | None:
    """The link with what is known of it, or None when it is not pending."""
    row = connection.execute("SELECT url, hints, html FROM pending WHERE site = ? AND key = ?", (site.number, key))
    found = row.fetchone()
    return unpack(*found) if found else None


def enrich(connection: sqlite3.Connection, site: SiteRow, links: Iterable[tuple[bytes, Link]]) -> None:
    """Keep fuller hints of pending links."""
    for key, link in links:
        of_link = (site.number, key)
        row = connection.execute("SELECT found_at FROM pending WHERE site = ? AND key = ?", of_link).fetchone()
        if row:
            connection.execute(
                "UPDATE pending SET hints = ?, html = ?, dated_at = ? WHERE site = ? AND key = ?",
                (*pack(link), _dated_at(link, row[0]), *of_link),
            )


def due_numbers(connection: sqlite3.Connection, site: SiteRow, now: datetime) -> list[int]:
    """Rows of pending links that may be tried, newest first; of one date, as they were found."""
    rows = connection.execute(
        "SELECT number FROM pending WHERE site = ? AND NOT next_try BETWEEN ? AND ? ORDER BY dated_at DESC, number",
        (site.number, *_waiting(now)),
    )
    return [number for (number,) in rows]


def due_link(connection: sqlite3.Connection, site: SiteRow, number: int, now: datetime) -> tuple[bytes, Link] | None:
    """The link of a row with its key, if it is there and still may be tried."""
    row = connection.execute(
        "SELECT key, url, hints, html FROM pending WHERE number = ? AND site = ? AND NOT next_try BETWEEN ? AND ?",
        (number, site.number, *_waiting(now)),
    ).fetchone()
    return (row[0], unpack(*row[1:])) if row else None


def count_pending(connection: sqlite3.Connection, site: SiteRow) -> int:
    """How many links of the site are pending, due or not."""
    count: int = connection.execute("SELECT count(*) FROM pending WHERE site = ?", (site.number,)).fetchone()[0]
    return count


def is_pending(connection: sqlite3.Connection, site: SiteRow, key: bytes) -> bool:
    """Whether the link waits to be read."""
    return failed_tries(connection, site, key) is not None


def failed_tries(connection: sqlite3.Connection, site: SiteRow, key: bytes) -> int | None:
    """How often a pending link has failed; None when it is not pending."""
    row = connection.execute("SELECT tries FROM pending WHERE site = ? AND key = ?", (site.number, key)).fetchone()
    return row[0] if row else None


def put_off(
    connection: sqlite3.Connection, site: SiteRow, key: bytes, tries: int, next_try: datetime, reason: Reason
) -> None:
    """Note a failed try of a pending link and when the next may come."""
    connection.execute(
        "UPDATE pending SET tries = ?, next_try = ?, reason = ? WHERE site = ? AND key = ?",
        (tries, to_number(next_try), storable(str(reason)), site.number, key),
    )


def release_link(connection: sqlite3.Connection, site: SiteRow, key: bytes, date: str | None, now: datetime) -> None:
    """Forget that a link is pending; keep only the date that was read."""
    forget_links(connection, site, [key])
    if date:
        connection.execute(
            "INSERT INTO released (key, site, date, released_at) VALUES (?, ?, ?, ?)",
            (key, site.number, storable(date), to_number(now)),
        )


def released_date(connection: sqlite3.Connection, site: SiteRow, key: bytes) -> str | None:
    """The date that was read when the link was released, or None."""
    of_link = (key, site.number)
    row = connection.execute("SELECT date FROM released WHERE key = ? AND site = ?", of_link).fetchone()
    return row[0] if row else None


def forget_links(connection: sqlite3.Connection, site: SiteRow, keys: Iterable[bytes]) -> None:
    """These links wait no longer, and what an earlier run noted of them is gone."""
    links = [(site.number, key) for key in keys]
    connection.executemany("DELETE FROM pending WHERE site = ? AND key = ?", links)
    connection.executemany("DELETE FROM released WHERE site = ? AND key = ?", links)


def _waiting(now: datetime) -> tuple[int, int]:
    """First and last ``next_try`` of links that are not due. Later ones were set while the clock was ahead."""
    return to_number(now) + 1, to_number(now + LONGEST_WAIT)


def _dated_at(link: Link, found_at: int) -> int:
    """The earliest instant that the link's date can mean; when it was found where it has none."""
    bounds = span_of(link.date)
    return to_number(bounds[0]) if bounds else found_at


def read_validators(connection: sqlite3.Connection, site: SiteRow, source_url: str) -> Validators | None:
    """What the source was last seen with, or None."""
    row = connection.execute(
        "SELECT etag, last_modified, size FROM validators WHERE site = ? AND source_url = ?",
        (site.number, storable(source_url)),
    ).fetchone()
    return Validators(etag=row[0], last_modified=row[1], size=row[2]) if row else None


def write_validators(connection: sqlite3.Connection, site: SiteRow, source_url: str, seen: Validators) -> None:
    """Keep what the source was seen with."""
    connection.execute(
        "INSERT INTO validators (site, source_url, etag, last_modified, size) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (site, source_url) DO UPDATE SET etag = excluded.etag, last_modified = excluded.last_modified, "
        "size = excluded.size",
        (site.number, storable(source_url), storable(seen.etag), storable(seen.last_modified), seen.size),
    )


def read_checkpoint(connection: sqlite3.Connection, site: SiteRow, source_url: str, span: Span) -> Checkpoint | None:
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


def write_checkpoint(connection: sqlite3.Connection, site: SiteRow, progress: Checkpoint) -> None:
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


def delete_finished_checkpoints(connection: sqlite3.Connection, site: SiteRow) -> None:
    """All links of the site are settled: forget the walks that have nothing left to ask."""
    connection.execute("DELETE FROM walks WHERE site = ? AND steps = '[]'", (site.number,))


def _bounds(span: Span) -> tuple[int | None, int | None]:
    return (to_number(span.since) if span.since else None, to_number(span.until) if span.until else None)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a run says of its discovery: back to ``start`` without a gap, or to the end of what the site lists."""

    start: datetime
    exhausted: bool = False

    def widened(self, start: datetime, *, exhausted: bool) -> "Claim":
        """Two claims of one run: the deeper one counts."""
        return Claim(min(self.start, start), self.exhausted or exhausted)


@dataclass(frozen=True, slots=True)
class StoredSpan:
    """What is stored, in microseconds: through which span discovery went without a gap."""

    start: int
    through: int


def read_span(connection: sqlite3.Connection, site: int, now: datetime) -> StoredSpan | None:
    """The stored span as far as it can be believed, or None.

    It is never after ``now``: the clock of the run that stored such a one was ahead. It ends at the newest article
    then, for nothing else tells when that run was.
    """
    row = connection.execute("SELECT start_at, through_at FROM coverage WHERE site = ?", (site,)).fetchone()
    if row is None:
        return None
    span, latest = StoredSpan(*row), to_number(now)
    if span.through <= latest:
        return span
    dates = connection.execute("SELECT date_published FROM articles WHERE site = ?", (site,))
    instants = [to_number(bounds[0]) for (date,) in dates if (bounds := span_of(date))]
    newest = max((instant for instant in instants if instant <= latest), default=None)
    return None if newest is None or newest < span.start else StoredSpan(span.start, newest)


def complete_span(connection: sqlite3.Connection, site: int, span: StoredSpan | None) -> Coverage | None:
    """The span in which every article that the site listed is settled, or None."""
    if span is None:
        return None
    (oldest,) = connection.execute(
        "SELECT min(dated_at) FROM pending WHERE site = ? AND dated_at BETWEEN ? AND ?",
        (site, span.start, span.through),
    ).fetchone()
    through = span.through if oldest is None else max(span.start, oldest - 1)
    return Coverage(start=to_instant(span.start), through=to_instant(through))


def grown(former: StoredSpan | None, claim: Claim | None, run_start: datetime) -> StoredSpan | None:
    """The span when a run ended by itself: that of its claim joined with the former one.

    They join where they touch; else the former one stays (there is a gap between), unless the site lists nothing older.
    """
    if claim is None:
        return former
    start, through = to_number(claim.start), to_number(run_start)
    if former is not None:
        if start <= former.through:
            start, through = min(start, former.start), max(through, former.through)
        elif not claim.exhausted:
            return former
    return StoredSpan(min(start, through), through)


def write_span(connection: sqlite3.Connection, site: int, span: StoredSpan) -> None:
    """Store a span in the place of the former one."""
    connection.execute(
        "INSERT INTO coverage (site, start_at, through_at) VALUES (?, ?, ?) ON CONFLICT (site) DO UPDATE SET "
        "start_at = excluded.start_at, through_at = excluded.through_at",
        (site, span.start, span.through),
    )
