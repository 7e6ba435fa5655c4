"""What sources say of published articles: whether one was changed since it was read, and a visit to it then."""

import hashlib
import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from newscrawl.core.arguments import span_of
from newscrawl.core.links import Link
from newscrawl.store.db.timestamps import to_number
from newscrawl.store.link_codec import fuller, pack, unpack
from newscrawl.store.recheck.recheck_queue import DOUBTED
from newscrawl.store.recheck.recheck_schedule import wait_for_hint
from newscrawl.store.sites import SiteRow

AHEAD = timedelta(days=2)
"""A change that lies further ahead is a slip of the site's: believed, it would hide every later one."""


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


def signals_change(link: Link, of: Known, now: datetime) -> bool:
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


def schedule_hinted(connection: sqlite3.Connection, site: SiteRow, of: Known, link: Link, now: datetime) -> None:
    """A source says that the article was changed: visit it soon, with what the source says of it."""
    due = max(to_number(now), of.read_at + wait_for_hint(of.idle) // timedelta(microseconds=1))
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
        "asked) VALUES (?, ?, ?, ?, ?, ?, ?, ?, TRUE) ON CONFLICT (article) DO UPDATE SET "
        "hinted_at = CASE WHEN readings.hinted_at IS NULL OR readings.hinted_at < excluded.hinted_at "
        "THEN excluded.hinted_at ELSE readings.hinted_at END, "
        "next_visit = CASE WHEN readings.next_visit < excluded.next_visit "
        "THEN readings.next_visit ELSE excluded.next_visit END, "
        "hints = excluded.hints, html = excluded.html, asked = TRUE, "
        "tries = CASE WHEN readings.reason = ? THEN readings.tries ELSE 0 END",
        (of.article, site.number, of.read_at, of.read_at, hint_instant(link.modified, now), due, hints, html, DOUBTED),
    )
