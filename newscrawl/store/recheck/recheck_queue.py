"""Which published articles a run is to visit, and visits that came to nothing."""

import sqlite3
from dataclasses import replace
from datetime import datetime

from newscrawl.core.crawl_state import Recheck, Validators
from newscrawl.core.links import Link
from newscrawl.store.db.sqlite_text import storable
from newscrawl.store.db.timestamps import to_number
from newscrawl.store.link_codec import unpack
from newscrawl.store.recheck.recheck_schedule import LATEST
from newscrawl.store.sites import SiteRow

DOUBTED = "hardly the article any more"
"""Why a visit is put off that found too little of the article to believe it."""
VISITS = 300
"""Visits of one run, at most, the newest articles first. Where a site calls thousands changed at one moment, the run
still ends, and the next one finds what is new."""


def due_visits(connection: sqlite3.Connection, site: SiteRow, now: datetime) -> list[int]:
    """Numbers of the articles that this run is to visit, newest first; :data:`VISITS` at most."""
    rows = connection.execute(
        "SELECT article FROM readings WHERE site = ? AND next_visit IS NOT NULL AND NOT next_visit BETWEEN ? AND ? "
        "AND (asked OR tries > 0 OR young_until >= ?) ORDER BY article DESC LIMIT ?",
        (site.number, to_number(now) + 1, to_number(now + LATEST), to_number(now), VISITS),
    )
    return [number for (number,) in rows]


def let_age(connection: sqlite3.Connection, site: SiteRow, now: datetime) -> None:
    """Plan no visit any more to articles that have grown too old for it meanwhile: the site was not crawled."""
    connection.execute(
        "UPDATE readings SET next_visit = NULL, hints = NULL WHERE site = ? AND next_visit <= ? "
        "AND NOT asked AND tries = 0 AND young_until < ?",
        (site.number, to_number(now), to_number(now)),
    )


def visit_of(connection: sqlite3.Connection, number: int) -> Recheck | None:
    """The visit to an article, or None where none is planned any more."""
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


def doubts(connection: sqlite3.Connection, number: int) -> int:
    """How many visits in a row found too little of the article to believe it."""
    row = connection.execute(
        "SELECT tries FROM readings WHERE article = ? AND reason = ?", (number, DOUBTED)
    ).fetchone()
    return row[0] if row else 0
