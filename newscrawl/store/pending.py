"""Links of a site in the tables: pending until settled, or released to be found again."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from newscrawl.core.arguments import span_of
from newscrawl.core.crawl_state import Outcome
from newscrawl.core.links import Link
from newscrawl.store.db.sqlite_text import storable
from newscrawl.store.db.timestamps import to_number
from newscrawl.store.link_codec import pack, unpack
from newscrawl.store.retries import LONGEST_WAIT
from newscrawl.store.sites import SiteRow


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
    connection: sqlite3.Connection, site: SiteRow, key: bytes, tries: int, next_try: datetime, reason: str
) -> None:
    """Note a failed try of a pending link and when the next may come."""
    connection.execute(
        "UPDATE pending SET tries = ?, next_try = ?, reason = ? WHERE site = ? AND key = ?",
        (tries, to_number(next_try), storable(reason), site.number, key),
    )


def resolve_link(
    connection: sqlite3.Connection,
    site: SiteRow,
    key: bytes,
    link: Link,
    outcome: Outcome,
    *,
    reason: str,
    now: datetime,
) -> None:
    """Be done with a link that has no article; one that has keeps it."""
    connection.execute(
        "INSERT INTO settled (key, site, outcome, settled_at, url, reason) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (key, site) DO UPDATE SET "
        "outcome = excluded.outcome, settled_at = excluded.settled_at, url = excluded.url, "
        "reason = excluded.reason WHERE settled.article IS NULL",
        (key, site.number, outcome, to_number(now), storable(link.url), storable(reason) or None),
    )
    forget_links(connection, site, [key])


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
