"""What became of links: each is settled with what is known of it, for ``scrapy explain``."""

import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from newscrawl.core.crawl_state import Outcome
from newscrawl.core.links import Link
from newscrawl.core.reasons import Reason
from newscrawl.store.db.types import SiteRow, storable, to_instant, to_number
from newscrawl.store.records import ArticlePlace, DuplicateRule, LinkState, LinkStory


@dataclass(frozen=True, slots=True)
class _Found:
    """What was noted of a link while it was pending."""

    url: str | None = None
    source: str | None = None
    found_at: int | None = None
    tries: int | None = None
    answer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """How links are settled: when, in which run, and why."""

    outcome: Outcome
    at: datetime
    run: str
    reason: Reason | DuplicateRule | None = None


def settle_link(
    connection: sqlite3.Connection,
    site: SiteRow,
    key: bytes,
    link: Link,
    how: Settlement,
    *,
    repeats: int | None = None,
) -> None:
    """Settle a link that has no article; one that has keeps it. ``repeats``: the article that it nearly repeats."""
    found = _take_pending(connection, site, key)
    connection.execute(
        "INSERT INTO settled (key, site, outcome, settled_at, url, reason, found_at, source, tries, answer, run, "
        "repeats) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key, site) DO UPDATE SET "
        "outcome = excluded.outcome, settled_at = excluded.settled_at, url = excluded.url, reason = excluded.reason, "
        "found_at = coalesce(excluded.found_at, settled.found_at), source = coalesce(excluded.source, settled.source), "
        "tries = coalesce(excluded.tries, settled.tries), answer = coalesce(excluded.answer, settled.answer), "
        "run = excluded.run, repeats = excluded.repeats WHERE settled.article IS NULL",
        (
            key,
            site.number,
            how.outcome,
            to_number(how.at),
            storable(found.url or link.url),
            storable(str(how.reason)) if how.reason else None,
            found.found_at,
            found.source or link.source,
            found.tries,
            found.answer,
            how.run,
            repeats,
        ),
    )


def settle_names(
    connection: sqlite3.Connection,
    site: SiteRow,
    keys: Collection[bytes],
    article: int,
    how: Settlement,
    *,
    url: str,
) -> None:
    """Let these names lead to the article; ``url`` is the address of what was read.

    One that was given up or refused before does so from now on; one that leads to an article stays. The address of a
    link is kept where it is not that of the article.
    """
    at, rows = to_number(how.at), []
    reason = None if how.reason is None else str(how.reason)
    for key in keys:
        found = _take_pending(connection, site, key)
        published = how.outcome is Outcome.PUBLISHED
        other_url = (None if found.url == url else found.url) if published else found.url or url
        noted = (storable(other_url), found.found_at, found.source, found.tries, found.answer)
        rows.append((key, site.number, how.outcome, article, at, reason, how.run, *noted))
    connection.executemany(
        "INSERT INTO settled (key, site, outcome, article, settled_at, reason, run, url, found_at, source, tries, "
        "answer) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key, site) DO UPDATE SET "
        "outcome = excluded.outcome, article = excluded.article, settled_at = excluded.settled_at, "
        "reason = excluded.reason, run = excluded.run, url = excluded.url, repeats = NULL, "
        "found_at = coalesce(excluded.found_at, settled.found_at), source = coalesce(excluded.source, settled.source), "
        "tries = coalesce(excluded.tries, settled.tries), answer = coalesce(excluded.answer, settled.answer) "
        "WHERE settled.article IS NULL",
        rows,
    )


def forget_stories(connection: sqlite3.Connection, keys: Collection[bytes]) -> None:
    """Keep of these names nothing but that they are settled: their article is deleted."""
    connection.executemany(
        "UPDATE settled SET url = NULL, reason = NULL, found_at = NULL, source = NULL, tries = NULL, answer = NULL, "
        "run = NULL WHERE key = ?",
        [(key,) for key in keys],
    )


def explain(connection: sqlite3.Connection, key: bytes) -> list[LinkStory]:
    """What is known of the link of this key, site by site."""
    sites = connection.execute("SELECT number, name FROM sites ORDER BY name").fetchall()
    stories = (
        _settled(connection, number, name, key)
        or _pending(connection, number, name, key)
        or _released(connection, number, name, key)
        for number, name in sites
    )
    return [story for story in stories if story]


def _settled(connection: sqlite3.Connection, number: int, site: str, key: bytes) -> LinkStory | None:
    row = connection.execute(
        "SELECT outcome, article, repeats, settled_at, url, reason, found_at, source, tries, answer, run FROM settled "
        "WHERE key = ? AND site = ?",
        (key, number),
    ).fetchone()
    if row is None:
        return None
    outcome, article, repeats, settled_at, url, reason, found_at, source, tries, answer, run = row
    leads_to = repeats if article is None else article
    deleted, place = _place(connection, leads_to) if leads_to is not None else (None, None)
    if deleted is not None and article is not None:
        return LinkStory(state=LinkState.DELETED, site=site, settled=to_instant(deleted))
    if found_at is None and article is not None:
        found_at, source, tries, answer = _found_by_another_name(connection, number, article)
    return LinkStory(
        state=LinkState.SETTLED,
        site=site,
        url=url or (place.url if place and outcome == Outcome.PUBLISHED else None),
        found=None if found_at is None else to_instant(found_at),
        source=source,
        tries=tries,
        last_answer=Reason.parse(answer) if answer else None,
        outcome=Outcome(outcome),
        reason=_reason(reason, Outcome(outcome)),
        settled=to_instant(settled_at),
        run=run or None,
        article=place,
    )


def _found_by_another_name(
    connection: sqlite3.Connection, site: int, article: int
) -> tuple[int | None, str | None, int | None, str | None]:
    """What is known of the link that led to the article first; reads the whole table of names."""
    row: tuple[int | None, str | None, int | None, str | None] | None = connection.execute(
        "SELECT found_at, source, tries, answer FROM settled WHERE article = ? AND site = ? AND outcome = ? "
        "AND found_at IS NOT NULL ORDER BY found_at LIMIT 1",
        (article, site, Outcome.PUBLISHED),
    ).fetchone()
    return row or (None, None, None, None)


def _reason(text: str | None, outcome: Outcome) -> Reason | DuplicateRule | None:
    if not text:
        return None
    if outcome is not Outcome.DUPLICATE:
        return Reason.parse(text)
    return next((rule for rule in DuplicateRule if rule == text), None)  # another release may have others


def _pending(connection: sqlite3.Connection, number: int, site: str, key: bytes) -> LinkStory | None:
    row = connection.execute(
        "SELECT url, hints, found_at, tries, next_try, reason FROM pending WHERE site = ? AND key = ?", (number, key)
    ).fetchone()
    if row is None:
        return None
    url, hints, found_at, tries, next_try, reason = row
    return LinkStory(
        state=LinkState.PENDING,
        site=site,
        url=url,
        found=to_instant(found_at),
        source=_source_in(hints),
        tries=tries,
        last_answer=Reason.parse(reason) if reason else None,
        next_try=to_instant(next_try) if next_try else None,
    )


def _released(connection: sqlite3.Connection, number: int, site: str, key: bytes) -> LinkStory | None:
    row = connection.execute(
        "SELECT date, released_at FROM released WHERE key = ? AND site = ?", (key, number)
    ).fetchone()
    if row is None:
        return None
    return LinkStory(state=LinkState.RELEASED, site=site, date=row[0], settled=to_instant(row[1]))


def _place(connection: sqlite3.Connection, article: int) -> tuple[int | None, ArticlePlace | None]:
    """When the article was deleted on request, else where it is published."""
    id_, number, site, url, revision, run, deleted = connection.execute(
        "SELECT id, articles.site, name, url, revision, run, forgotten_at FROM articles "
        "JOIN sites ON sites.number = articles.site WHERE articles.number = ?",
        (article,),
    ).fetchone()
    if deleted is not None:
        return deleted, None
    row = connection.execute("SELECT stem, started_at FROM runs WHERE id = ?", (run,)).fetchone()
    stem, month = (row[0], f"{to_instant(row[1]):%Y-%m}") if row else (None, None)
    merged = connection.execute("SELECT month FROM months WHERE site = ? AND month = ?", (number, month)).fetchone()
    place = ArticlePlace(
        id=id_.hex(), site=site, url=url, revision=revision, run=run, stem=stem, month=merged[0] if merged else None
    )
    return None, place


def _take_pending(connection: sqlite3.Connection, site: SiteRow, key: bytes) -> _Found:
    """The link is pending no longer, and what an earlier run noted of it is gone; gives what was known of it."""
    rows = connection.execute(
        "DELETE FROM pending WHERE site = ? AND key = ? RETURNING url, hints, found_at, tries, reason",
        (site.number, key),
    ).fetchall()
    connection.execute("DELETE FROM released WHERE site = ? AND key = ?", (site.number, key))
    if not rows:
        return _Found()
    ((url, hints, found_at, tries, answer),) = rows
    return _Found(url, _source_in(hints), found_at, tries, answer)


def _source_in(hints: str) -> str | None:
    source = json.loads(hints).get("source")
    return source if isinstance(source, str) else None
