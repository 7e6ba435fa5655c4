"""The last readings of published articles, which the next readings are compared with."""

import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from newscrawl.core.arguments import span_of
from newscrawl.core.crawl_state import FetchRecord, Validators
from newscrawl.core.links import Link
from newscrawl.store.db.types import SiteRow, storable, to_instant, to_number
from newscrawl.store.link_codec import pack
from newscrawl.store.recheck.queue import feed_mark, hint_instant, next_recheck
from newscrawl.store.recheck.signature import ContentSignature, split

RECENT = 300
"""Articles of the site that are looked through for a line that the site repeats, the newest."""


def record_reading(
    connection: sqlite3.Connection,
    site: SiteRow,
    number: int,
    signature: ContentSignature,
    fetch: FetchRecord,
    *,
    url: str,
    modified: str | None,
    within: timedelta,
) -> None:
    """Note an article's reading in the place of what was noted before. ``url`` is where its page is."""
    at, link = to_number(fetch.at), fetch.link
    row = connection.execute("SELECT first_read_at FROM readings WHERE article = ?", (number,)).fetchone()
    first_read = min(row[0], at) if row else at
    from_feed = read_in_feed(signature, link)
    due = None if from_feed else _due(signature, to_instant(first_read), fetch.at, within)
    seen = fetch.validators or Validators()
    if row:  # what the new row does not name is not to be taken over
        connection.execute("DELETE FROM readings WHERE article = ?", (number,))
    connection.execute(
        "INSERT INTO readings (article, site, url, facts, marks, first_read_at, read_at, hinted_at, modified_at, "
        "feed_mark, etag, last_modified, size, next_visit, hints, young_until) "
        "VALUES (:article, :site, nullif(:url, (SELECT url FROM articles WHERE number = :article)), :facts, :marks, "
        ":first_read_at, :read_at, :hinted_at, :modified_at, :feed_mark, :etag, :last_modified, :size, :next_visit, "
        ":hints, :young_until)",
        {
            "article": number,
            "site": site.number,
            "url": storable(url),
            "facts": signature.pack(),
            "marks": signature.marks,
            "first_read_at": first_read,
            "read_at": at,
            "hinted_at": hint_instant(link.modified, fetch.at),
            "modified_at": hint_instant(modified, fetch.at),
            "feed_mark": feed_mark(link.html) if from_feed and link.html else None,
            "etag": storable(seen.etag),
            "last_modified": storable(seen.last_modified),
            "size": seen.size,
            "next_visit": due,
            "hints": _hints(link) if due else None,
            "young_until": to_number(_young_until(signature, to_instant(first_read), within)),
        },
    )


def read_in_feed(signature: ContentSignature, link: Link) -> bool:
    """Whether the text was made of the feed's full text that the link brought."""
    return bool(link.html) and signature.provenance.get("body") == link.source


def last_signature(connection: sqlite3.Connection, number: int) -> ContentSignature | None:
    """What the article's next reading is compared with; None where it was published before readings were kept."""
    row = connection.execute("SELECT facts, marks FROM readings WHERE article = ?", (number,)).fetchone()
    return ContentSignature.unpack(*row) if row and row[0] is not None else None


def record_recheck(
    connection: sqlite3.Connection,
    number: int,
    base: ContentSignature,
    fetch: FetchRecord,
    *,
    url: str,
    modified: str | None,
    changed: bool,
    within: timedelta,
) -> None:
    """Note that the article was read again: ``base`` is what its next reading is compared with."""
    seen, link = fetch.validators or Validators(), fetch.link
    at_page = fetch.recheck is None or not fetch.recheck.from_feed
    mark = feed_mark(link.html) if not at_page and link.html else None
    connection.execute(
        "UPDATE readings SET url = CASE WHEN ? THEN nullif(?, (SELECT url FROM articles WHERE number = article)) "
        "ELSE url END, facts = ?, marks = ?, etag = ?, last_modified = ?, size = ?, "
        "modified_at = coalesce(?, modified_at), feed_mark = ? WHERE article = ?",
        (
            *(at_page, storable(url), base.pack(), base.marks, storable(seen.etag), storable(seen.last_modified)),
            *(seen.size, hint_instant(modified, fetch.at), mark, number),
        ),
    )
    _record_reading(connection, number, fetch.at, base, within, changed=changed)


def record_unchanged(connection: sqlite3.Connection, number: int, now: datetime, within: timedelta) -> None:
    """Note that the site says the page is as it was."""
    _record_reading(connection, number, now, last_signature(connection, number), within, changed=False)


def record_gone(connection: sqlite3.Connection, number: int, url: str, now: datetime) -> bool:
    """Note that the page is gone. False where another address is fetched instead."""
    row = connection.execute("SELECT other_url FROM readings WHERE article = ?", (number,)).fetchone()
    if row and row[0] and row[0] != url:
        connection.execute(
            "UPDATE readings SET url = other_url, other_url = NULL, etag = NULL, last_modified = NULL, next_visit = ? "
            "WHERE article = ?",
            (to_number(now), number),
        )
        return False
    connection.execute(
        "UPDATE readings SET gone_at = coalesce(gone_at, ?), next_visit = NULL, hints = NULL, html = NULL "
        "WHERE article = ?",
        (to_number(now), number),
    )
    return True


def record_other_address(connection: sqlite3.Connection, site: SiteRow, number: int, url: str) -> None:
    """The site has the same text at this address, too: perhaps it has moved there."""
    connection.execute(
        "UPDATE readings SET other_url = ? WHERE article = ? AND site = ? AND url IS DISTINCT FROM ?",
        (storable(url), number, site.number, storable(url)),
    )


def repeated_paragraphs(
    connection: sqlite3.Connection, site: SiteRow, number: int, wanted: Collection[bytes]
) -> Mapping[bytes, int]:
    """In how many of the site's newest articles, this one aside, each of these marks is found (as a headline, too)."""
    rows = connection.execute(
        "SELECT marks FROM readings WHERE site = ? AND article <> ? AND marks IS NOT NULL "
        "ORDER BY article DESC LIMIT ?",
        (site.number, number, RECENT),
    )
    counts = dict.fromkeys(wanted, 0)
    for (marks,) in rows:
        for found in counts.keys() & set(split(marks)):
            counts[found] += 1
    return counts


def _record_reading(
    connection: sqlite3.Connection,
    number: int,
    now: datetime,
    base: ContentSignature | None,
    within: timedelta,
    *,
    changed: bool,
) -> None:
    row = connection.execute(
        "SELECT first_read_at, hints, feed_mark FROM readings WHERE article = ?", (number,)
    ).fetchone()
    if row is None:
        return
    first_read, hints, mark = row
    due = None if base is None or mark is not None else _due(base, to_instant(first_read), now, within)
    connection.execute(
        "UPDATE readings SET read_at = ?, next_visit = ?, hints = ?, html = NULL, asked = FALSE, tries = 0, "
        "reason = NULL, gone_at = NULL, idle = CASE WHEN ? THEN 0 WHEN asked THEN idle + 1 ELSE idle END "
        "WHERE article = ?",
        (to_number(now), due, hints if due else None, changed, number),
    )


def _young_until(signature: ContentSignature, first_read: datetime, within: timedelta) -> datetime:
    bounds = span_of(signature.date_published)
    return min(bounds[1] if bounds else first_read, first_read) + within


def _due(signature: ContentSignature, first_read: datetime, now: datetime, within: timedelta) -> int | None:
    bounds = span_of(signature.date_published)
    due = next_recheck(first_read, bounds[1] if bounds else None, now, within)
    return None if due is None else to_number(due)


def _hints(link: Link) -> str:
    return pack(replace(link, html=None))[0]
