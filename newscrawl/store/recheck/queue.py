"""Which published articles are read again, and when: because they are young, or a source signals a change."""

import hashlib
import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from newscrawl.core.arguments import span_of
from newscrawl.core.crawl_state import Recheck, Validators
from newscrawl.core.links import Link
from newscrawl.core.reasons import Reason
from newscrawl.store.db.types import SiteRow, storable, to_number
from newscrawl.store.link_codec import fuller, pack, unpack

STEPS = tuple(timedelta(hours=hours) for hours in (1, 3, 8, 20, 44))
"""After its first reading. Most corrections come within hours, and each further one is rarer."""
_FACTOR = 2
"""Each step beyond is so many times the one before, for those who ask for more than two days."""
_EARLY = 0.1
"""Share of its step by which a recheck may be early: an hourly run is never exactly an hour after the one before, and a
recheck that just missed it would wait for the next."""
_PATIENT_AFTER = 3
_FIRST_WAIT = timedelta(hours=1)
_LONGEST_WAIT = timedelta(days=7)
LATEST = timedelta(days=366)
"""Limit for planning rechecks; a later one was set while the clock was ahead."""
MOST_RECHECKS = 300
"""Most rechecks of one run, the newest articles first. Where a site calls thousands changed at one moment, the run
still ends, and the next one finds what is new."""
AHEAD = timedelta(days=2)
"""A change that is further ahead is an error of the site: believed, it would hide every later one."""


def next_recheck(first_read: datetime, published: datetime | None, now: datetime, within: timedelta) -> datetime | None:
    """When an article that was first read then is read again because it is young; None: no more.

    Its age counts from ``published`` (from its first reading where that is unknown, or later): what an archive
    yields years after is not read twice.
    """
    born = min(published or first_read, first_read)
    for step in _steps(within):
        due = first_read + step * (1 - _EARLY)
        if first_read + step - born > within:
            return None
        if due > now:
            return due
    return None


def wait_for_signal(idle: int) -> timedelta:
    """How long after a reading the next hint is heeded, when so many before it led to nothing new.

    Sitemaps exist that call every article changed at every moment.
    """
    if idle < _PATIENT_AFTER:
        return timedelta()
    wait: timedelta = min(_FIRST_WAIT * 2 ** min(idle - _PATIENT_AFTER, 10), _LONGEST_WAIT)
    return wait * (1 - _EARLY)


def _steps(within: timedelta) -> list[timedelta]:
    steps = list(STEPS)
    while steps[-1] * _FACTOR <= within:
        steps.append(min(steps[-1] * _FACTOR, steps[-1] + LATEST))
    return [step for step in steps if step <= within]


class Doubt(StrEnum):
    """Why a recheck that found a page was postponed: it is hardly the article."""

    LOOKS_REPLACED = "looks_replaced"
    """Too little of the article is found there: a teaser, a notice that the site is under repair."""
    OTHER_ARTICLE = "other_article"


def due_rechecks(connection: sqlite3.Connection, site: SiteRow, now: datetime) -> list[int]:
    """Return the numbers of the articles that this run rechecks, newest first; :data:`MOST_RECHECKS` at most."""
    rows = connection.execute(
        "SELECT article FROM readings WHERE site = ? AND next_visit IS NOT NULL AND NOT next_visit BETWEEN ? AND ? "
        "AND (asked OR tries > 0 OR young_until >= ?) ORDER BY article DESC LIMIT ?",
        (site.number, to_number(now) + 1, to_number(now + LATEST), to_number(now), MOST_RECHECKS),
    )
    return [number for (number,) in rows]


def let_age(connection: sqlite3.Connection, site: SiteRow, now: datetime) -> None:
    """Plan no recheck of articles that have grown too old for it meanwhile: the site was not crawled."""
    connection.execute(
        "UPDATE readings SET next_visit = NULL, hints = NULL WHERE site = ? AND next_visit <= ? "
        "AND NOT asked AND tries = 0 AND young_until < ?",
        (site.number, to_number(now), to_number(now)),
    )


def recheck_of(connection: sqlite3.Connection, number: int) -> Recheck | None:
    """Return the planned recheck of an article, or None."""
    row = connection.execute(
        "SELECT coalesce(readings.url, articles.url), hints, html, etag, last_modified, size, feed_mark, "
        "date_published "
        "FROM readings JOIN articles ON articles.number = article WHERE article = ? AND next_visit IS NOT NULL",
        (number,),
    ).fetchone()
    if row is None:
        return None
    url, hints, html, etag, last_modified, size, mark, date = row
    link = unpack(url, hints, html) if hints else Link(url=url, source="memory", date=date)
    if len(date or "") > len(link.date or ""):
        link = replace(link, date=date, date_raw=None)
    seen = Validators(etag=etag, last_modified=last_modified, size=size)
    validators = seen if etag or last_modified else None
    return Recheck(article=number, link=link, validators=validators, from_feed=bool(html) and mark is not None)


def failed_rechecks(connection: sqlite3.Connection, number: int) -> tuple[int, int]:
    """How many rechecks in a row have failed, and how many of them because of a page that was hardly the article."""
    row = connection.execute("SELECT tries, reason FROM readings WHERE article = ?", (number,)).fetchone()
    if row is None:
        return 0, 0
    return row[0], row[0] if row[1] == Doubt.LOOKS_REPLACED else 0


def postpone_recheck(
    connection: sqlite3.Connection, number: int, tries: int, due: datetime | None, reason: Reason | Doubt
) -> None:
    """Note a failed recheck and when the next is due; None: not before a source reports a change."""
    connection.execute(
        "UPDATE readings SET tries = ?, next_visit = ?, reason = ? WHERE article = ?",
        (tries, None if due is None else to_number(due), storable(str(reason)), number),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LastSeen:
    """What tells whether a source knows of a change: instants in microseconds, see the table."""

    article: int
    read_at: int
    hinted_at: int | None
    modified_at: int | None
    feed_mark: bytes | None
    next_recheck: int | None
    idle: int


def last_seen(connection: sqlite3.Connection, site: SiteRow, key: bytes) -> LastSeen | None:
    """The article of this site that goes by this name; None also for another site's, which revises it itself."""
    row = connection.execute(
        "SELECT articles.number, coalesce(read_at, settled_at), hinted_at, modified_at, feed_mark, next_visit, "
        "coalesce(idle, 0) FROM settled JOIN articles ON articles.number = settled.article "
        "LEFT JOIN readings ON readings.article = articles.number "
        "WHERE key = ? AND settled.site = ? AND articles.site = settled.site AND forgotten_at IS NULL",
        (key, site.number),
    ).fetchone()
    if row is None:
        return None
    number, read_at, hinted_at, modified_at, feed_mark, due, idle = row
    return LastSeen(
        article=number,
        read_at=read_at,
        hinted_at=hinted_at,
        modified_at=modified_at,
        feed_mark=feed_mark,
        next_recheck=due,
        idle=idle,
    )


def signals_change(link: Link, of: LastSeen, now: datetime) -> bool:
    """Whether the link says that the article was changed since it was read.

    A source is held against what sources said before, where they did: clocks and time zones of one site differ from
    ours, and from those of its own pages.
    """
    if link.html and of.feed_mark is not None and feed_mark(link.html) != of.feed_mark:
        return True
    hinted, latest = hint_instant(link.modified, now), to_number(now + AHEAD)
    seen = next((at for at in (of.hinted_at, of.modified_at) if at is not None and at <= latest), of.read_at)
    return hinted is not None and hinted > seen


def hint_instant(date: str | None, now: datetime) -> int | None:
    """When an article was changed last, by the word of a source or of its page; None where that can't be."""
    bounds = span_of(date)
    return to_number(bounds[0]) if bounds and bounds[0] <= now + AHEAD else None


def feed_mark(html: str) -> bytes:
    """Tells whether the feed's full text is as it was."""
    return hashlib.blake2b(html.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def schedule_hinted(connection: sqlite3.Connection, site: SiteRow, of: LastSeen, link: Link, now: datetime) -> None:
    """Plan a recheck soon of an article that a source reports as changed, with the source's hints."""
    due = max(to_number(now), of.read_at + wait_for_signal(of.idle) // timedelta(microseconds=1))
    held = connection.execute(
        "SELECT coalesce(readings.url, articles.url), hints, html FROM readings "
        "JOIN articles ON articles.number = article WHERE article = ?",
        (of.article,),
    ).fetchone()
    if of.feed_mark is None:
        link = replace(link, html=None)  # its page is fetched
    if held and held[1]:
        link = fuller(unpack(*held), link)
    hints, html = pack(link)
    connection.execute(
        "INSERT INTO readings (article, site, first_read_at, read_at, hinted_at, next_visit, hints, html, "
        "asked) VALUES (?, ?, ?, ?, ?, ?, ?, ?, TRUE) ON CONFLICT (article) DO UPDATE SET "
        "hinted_at = CASE WHEN readings.hinted_at IS NULL OR readings.hinted_at < excluded.hinted_at "
        "THEN excluded.hinted_at ELSE readings.hinted_at END, "
        "next_visit = CASE WHEN readings.next_visit < excluded.next_visit "
        "THEN readings.next_visit ELSE excluded.next_visit END, "
        "hints = excluded.hints, html = excluded.html, asked = TRUE, "
        "tries = CASE WHEN readings.reason = ? THEN readings.tries ELSE 0 END",
        (
            *(of.article, site.number, of.read_at, of.read_at, hint_instant(link.modified, now), due, hints, html),
            Doubt.LOOKS_REPLACED,
        ),
    )
