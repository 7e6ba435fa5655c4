"""How published articles stood when they were read last, and when each is to be visited again."""

import hashlib
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from newscrawl.arguments import span_of
from newscrawl.links import Link
from newscrawl.memory import Validators, Visit
from newscrawl.state.hints import fuller, pack, unpack
from newscrawl.state.instants import to_instant, to_number
from newscrawl.state.sites import SiteRow
from newscrawl.state.substance import Substance, split
from newscrawl.state.texts import storable
from newscrawl.state.visits import LATEST, next_visit, wait_for_hint

RECENT = 300
"""Articles of the site that are looked through for a house line, the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What is known of a page that was read, beside the article itself. ``at`` is when."""

    link: Link
    at: datetime
    validators: Validators | None = None
    visit: Visit | None = None
    way: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What tells whether a source knows of a change: instants in microseconds, see the table."""

    article: int
    read_at: int
    hinted_at: int | None
    modified_at: int | None
    feed_mark: bytes | None
    next_visit: int | None
    idle: int


def known(connection: sqlite3.Connection, site: SiteRow, key: bytes) -> Known | None:
    """The article of this site that goes by this name; None also for a sister's, which its own site revises."""
    row = connection.execute(
        "SELECT articles.number, coalesce(read_at, settled_at), hinted_at, modified_at, feed_mark, next_visit, "
        "coalesce(idle, 0) FROM settled JOIN articles ON articles.number = settled.article "
        "LEFT JOIN readings ON readings.article = articles.number "
        "WHERE key = ? AND settled.site = ? AND articles.site = settled.site AND forgotten_at IS NULL",
        (key, site.number),
    ).fetchone()
    if row is None:
        return None
    number, read_at, hinted_at, modified_at, feed_mark, visit, idle = row
    return Known(
        article=number,
        read_at=read_at,
        hinted_at=hinted_at,
        modified_at=modified_at,
        feed_mark=feed_mark,
        next_visit=visit,
        idle=idle,
    )


def tells_news(link: Link, of: Known) -> bool:
    """Whether the link says that the article was changed since it was read.

    A source is held against what sources said before, where they did: clocks and time zones of one site differ from
    ours, and from those of its own pages.
    """
    if link.html and of.feed_mark is not None and feed_mark(link.html) != of.feed_mark:
        return True
    hinted = hint_of(link)
    seen = next(at for at in (of.hinted_at, of.modified_at, of.read_at) if at is not None)
    return hinted is not None and hinted > seen


def hint_of(link: Link) -> int | None:
    """When the source says that the article was changed last, or None."""
    bounds = span_of(link.modified)
    return to_number(bounds[0]) if bounds else None


def feed_mark(html: str) -> bytes:
    """Tells whether the feed's full text is as it was."""
    return hashlib.blake2b(html.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def plan_hinted(connection: sqlite3.Connection, site: SiteRow, of: Known, link: Link, now: datetime) -> None:
    """A source says that the article was changed: visit it soon, with what the source says of it."""
    due = max(to_number(now), of.read_at + to_number_of(wait_for_hint(of.idle)))
    held = connection.execute(
        "SELECT coalesce(readings.url, articles.url), hints, html FROM readings "
        "JOIN articles ON articles.number = article WHERE article = ?",
        (of.article,),
    ).fetchone()
    if of.feed_mark is None:
        link = replace(link, html=None)  # its page is asked for
    if held and held[1]:
        link = fuller(unpack(*held), link)
    hints, html = pack(link)
    connection.execute(
        "INSERT INTO readings (article, site, first_read_at, read_at, hinted_at, next_visit, hints, html, "
        "asked) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT (article) DO UPDATE SET "
        "hinted_at = max(coalesce(hinted_at, excluded.hinted_at), coalesce(excluded.hinted_at, hinted_at)), "
        "next_visit = min(coalesce(next_visit, excluded.next_visit), excluded.next_visit), "
        "hints = excluded.hints, html = excluded.html, tries = 0, asked = 1",
        (of.article, site.number, of.read_at, of.read_at, hint_of(link), due, hints, html),
    )


def due_visits(connection: sqlite3.Connection, site: SiteRow, now: datetime) -> list[int]:
    """Numbers of the articles that are to be visited, newest first."""
    rows = connection.execute(
        "SELECT article FROM readings WHERE site = ? AND next_visit IS NOT NULL AND NOT next_visit BETWEEN ? AND ? "
        "AND (asked OR tries OR young_until >= ?) ORDER BY article DESC",
        (site.number, to_number(now) + 1, to_number(now + LATEST), to_number(now)),
    )
    return [number for (number,) in rows]


def let_age(connection: sqlite3.Connection, site: SiteRow, now: datetime) -> None:
    """Plan no visit any more to articles that have grown too old for it meanwhile: the site was not crawled."""
    connection.execute(
        "UPDATE readings SET next_visit = NULL, hints = NULL WHERE site = ? AND next_visit <= ? "
        "AND NOT asked AND NOT tries AND young_until < ?",
        (site.number, to_number(now), to_number(now)),
    )


def visit_of(connection: sqlite3.Connection, number: int) -> Visit | None:
    """The visit to an article, or None where none is planned any more."""
    row = connection.execute(
        "SELECT coalesce(readings.url, articles.url), hints, html, etag, last_modified, feed_mark, date_published "
        "FROM readings JOIN articles ON articles.number = article WHERE article = ? AND next_visit IS NOT NULL",
        (number,),
    ).fetchone()
    if row is None:
        return None
    url, hints, html, etag, last_modified, mark, date = row
    link = unpack(url, hints, html) if hints else Link(url=url, source="memory", date=date)
    if len(date or "") > len(link.date or ""):
        link = replace(link, date=date, date_raw=None)
    validators = Validators(etag=etag, last_modified=last_modified) if etag or last_modified else None
    return Visit(article=number, link=link, validators=validators, from_feed=bool(html) and mark is not None)


def enter_reading(
    connection: sqlite3.Connection,
    site: SiteRow,
    number: int,
    substance: Substance,
    sighting: Sighting,
    *,
    url: str,
    modified: str | None,
    within: timedelta,
) -> None:
    """Note an article's reading in the place of what was noted before. ``url`` is where its page is."""
    at, link = to_number(sighting.at), sighting.link
    row = connection.execute("SELECT first_read_at FROM readings WHERE article = ?", (number,)).fetchone()
    first_read = min(row[0], at) if row else at
    from_feed = substance.ways.get("body", "").split(" ")[0] == link.source and bool(link.html)
    due = None if from_feed else _due(substance, to_instant(first_read), sighting.at, within)
    seen = sighting.validators or Validators()
    connection.execute(
        "INSERT OR REPLACE INTO readings (article, site, url, facts, marks, first_read_at, read_at, hinted_at, "
        "modified_at, feed_mark, etag, last_modified, next_visit, hints, young_until) "
        "VALUES (?1, ?2, nullif(?3, (SELECT url FROM articles WHERE number = ?1)), "
        "?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        (
            *(number, site.number, storable(url), substance.pack(), substance.marks, first_read, at),
            *(hint_of(link), _instant(modified), feed_mark(link.html) if from_feed and link.html else None),
            *(storable(seen.etag), storable(seen.last_modified), due, _hints(link) if due else None),
            to_number(_young_until(substance, to_instant(first_read), within)),
        ),
    )


def base_of(connection: sqlite3.Connection, number: int) -> Substance | None:
    """What the article's next reading is compared with; None where it was published before readings were kept."""
    row = connection.execute("SELECT facts, marks FROM readings WHERE article = ?", (number,)).fetchone()
    return Substance.unpack(*row) if row and row[0] is not None else None


def note_reading(
    connection: sqlite3.Connection,
    number: int,
    base: Substance,
    sighting: Sighting,
    *,
    url: str,
    modified: str | None,
    changed: bool,
    within: timedelta,
) -> None:
    """Note that the article was read again: ``base`` is what its next reading is compared with."""
    seen, link = sighting.validators or Validators(), sighting.link
    at_page = sighting.visit is None or not sighting.visit.from_feed
    mark = feed_mark(link.html) if not at_page and link.html else None
    connection.execute(
        "UPDATE readings SET url = CASE WHEN ? THEN nullif(?, (SELECT url FROM articles WHERE number = article)) "
        "ELSE url END, facts = ?, marks = ?, etag = ?, last_modified = ?, modified_at = coalesce(?, modified_at), "
        "feed_mark = ? WHERE article = ?",
        (
            *(at_page, storable(url), base.pack(), base.marks, storable(seen.etag), storable(seen.last_modified)),
            *(_instant(modified), mark, number),
        ),
    )
    _visited(connection, number, sighting.at, base, within, fruitful=changed)


def note_unchanged(connection: sqlite3.Connection, number: int, now: datetime, within: timedelta) -> None:
    """Note that the site says the page is as it was."""
    _visited(connection, number, now, base_of(connection, number), within, fruitful=False)


def note_gone(connection: sqlite3.Connection, number: int, url: str, now: datetime) -> bool:
    """Note that the page is no more. False where another address is visited instead."""
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


def failed_visits(connection: sqlite3.Connection, number: int) -> int:
    """How many visits in a row have failed."""
    row = connection.execute("SELECT tries FROM readings WHERE article = ?", (number,)).fetchone()
    return row[0] if row else 0


def put_visit_off(connection: sqlite3.Connection, number: int, tries: int, due: datetime | None, reason: str) -> None:
    """Note a failed visit and when the next comes; None: not before a source tells of a change."""
    connection.execute(
        "UPDATE readings SET tries = ?, next_visit = ?, reason = ? WHERE article = ?",
        (tries, None if due is None else to_number(due), storable(reason), number),
    )


def note_other_address(connection: sqlite3.Connection, site: SiteRow, number: int, url: str) -> None:
    """The site has the same text at this address, too: perhaps it has moved there."""
    connection.execute(
        "UPDATE readings SET other_url = ? WHERE article = ? AND site = ? AND url IS NOT ?",
        (storable(url), number, site.number, url),
    )


def house_lines(
    connection: sqlite3.Connection, site: SiteRow, number: int, wanted: Collection[bytes]
) -> Mapping[bytes, int]:
    """In how many of the site's newest articles, this one aside, each of these marks stands (as a headline, too)."""
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


def to_number_of(span: timedelta) -> int:
    """A span in microseconds."""
    return span // timedelta(microseconds=1)


def _visited(
    connection: sqlite3.Connection,
    number: int,
    now: datetime,
    base: Substance | None,
    within: timedelta,
    *,
    fruitful: bool,
) -> None:
    row = connection.execute(
        "SELECT first_read_at, hints, feed_mark FROM readings WHERE article = ?", (number,)
    ).fetchone()
    if row is None:
        return
    first_read, hints, mark = row
    due = None if base is None or mark is not None else _due(base, to_instant(first_read), now, within)
    connection.execute(
        "UPDATE readings SET read_at = ?, next_visit = ?, hints = ?, html = NULL, asked = 0, tries = 0, reason = NULL, "
        "gone_at = NULL, idle = CASE WHEN ? THEN 0 ELSE idle + asked END WHERE article = ?",
        (to_number(now), due, hints if due else None, fruitful, number),
    )


def _young_until(substance: Substance, first_read: datetime, within: timedelta) -> datetime:
    bounds = span_of(substance.date_published)
    return min(bounds[1] if bounds else first_read, first_read) + within


def _due(substance: Substance, first_read: datetime, now: datetime, within: timedelta) -> int | None:
    bounds = span_of(substance.date_published)
    due = next_visit(first_read, bounds[1] if bounds else None, now, within)
    return None if due is None else to_number(due)


def _hints(link: Link) -> str:
    return pack(replace(link, html=None))[0]


def _instant(date: str | None) -> int | None:
    bounds = span_of(date)
    return to_number(bounds[0]) if bounds else None
