"""The articles of a publisher group, by all their names and by their text: so that nothing is published twice."""

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass

from newscrawl.store.db.types import SiteRow, storable
from newscrawl.store.frontier import is_pending
from newscrawl.store.recheck.revisions import articles_with_former_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An article as the index keeps it. ``keys`` are its names; ids and hash are 32 hex digits."""

    id: str
    keys: tuple[bytes, ...]
    url: str
    date_published: str | None
    content_hash: str | None
    revision: int
    run: str


def article_by_names(connection: sqlite3.Connection, site: SiteRow, keys: Collection[bytes]) -> int | None:
    """Number of the article of this group that has one of these names, or None."""
    return next((number for key in keys if (number := article_named(connection, site, key)) is not None), None)


def articles_with_text(connection: sqlite3.Connection, site: SiteRow, content_hash: str | None) -> list[int]:
    """Numbers of the articles of this group that have this text (its hash), or had it in an earlier revision."""
    if content_hash is None:
        return []
    text = bytes.fromhex(content_hash)
    rows = connection.execute(
        "SELECT articles.number FROM articles JOIN sites ON sites.number = articles.site "
        "WHERE content_hash = ? AND house = ?",
        (text, site.publisher_group),
    ).fetchall()
    return [number for (number,) in rows] or articles_with_former_text(connection, site, text)


def article_named(connection: sqlite3.Connection, site: SiteRow, key: bytes) -> int | None:
    """Number of the article of this group that goes by this name, or None."""
    row = connection.execute(
        "SELECT article FROM settled JOIN sites ON sites.number = site "
        "WHERE key = ? AND article IS NOT NULL AND house = ? LIMIT 1",
        (key, site.publisher_group),
    ).fetchone()
    return row[0] if row else None


def may_claim_name(
    connection: sqlite3.Connection, site: SiteRow, key: bytes, text: str | None, *, itself: int | None = None
) -> bool:
    """Whether an article of this text (its hash) may go by a name that only its own page gives it.

    Not when the name is that of an article with another text (unless that is ``itself``, read again), nor while a link
    of this name waits to be read.
    """
    number = article_named(connection, site, key)
    if number is None:
        return not is_pending(connection, site, key)
    if number == itself:
        return True
    row = connection.execute("SELECT content_hash FROM articles WHERE number = ?", (number,)).fetchone()
    return bool(row[0] == (bytes.fromhex(text) if text else None))


@dataclass(frozen=True, slots=True)
class PublishedLine:
    """What the last line of an article says. ``content_hash`` is 32 hex digits."""

    id: str
    site: int
    revision: int
    content_hash: str | None


def last_published(connection: sqlite3.Connection, number: int) -> PublishedLine:
    """What was published last of an article."""
    id_, site, revision, text = connection.execute(
        "SELECT id, site, revision, content_hash FROM articles WHERE number = ?", (number,)
    ).fetchone()
    return PublishedLine(id_.hex(), site, revision, text.hex() if text else None)


def date_of(connection: sqlite3.Connection, number: int) -> str | None:
    """The publication date of an article, where known."""
    row = connection.execute("SELECT date_published FROM articles WHERE number = ?", (number,)).fetchone()
    return row[0] if row else None


def is_settled(connection: sqlite3.Connection, site: SiteRow, key: bytes) -> bool:
    """Whether the site has settled this link in any way, or another site of its group has the article."""
    return (
        connection.execute(
            "SELECT 1 FROM settled JOIN sites ON sites.number = site "
            "WHERE key = ? AND (site = ? OR article IS NOT NULL AND house = ?) LIMIT 1",
            (key, site.number, site.publisher_group),
        ).fetchone()
        is not None
    )


def enter(connection: sqlite3.Connection, site: SiteRow, entry: Entry) -> int:
    """Write a new article; gives its number. Its names are settled apart (:func:`..settled.settle_names`)."""
    ((number,),) = connection.execute(
        "INSERT INTO articles (id, site, url, date_published, content_hash, revision, run) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING number",
        (bytes.fromhex(entry.id), site.number, *_facts(entry)),
    ).fetchall()  # to the end: a statement under way would block the commit
    return int(number)


def holds(connection: sqlite3.Connection, site: SiteRow, entry: Entry) -> bool:
    """Whether all of the entry's names lead to an article, and the article is of its revision or a later one."""
    for key in entry.keys:
        row = connection.execute(
            "SELECT revision FROM settled JOIN articles ON articles.number = article "
            "WHERE key = ? AND settled.site = ? AND forgotten_at IS NULL",
            (key, site.number),
        ).fetchone()
        if row is None or row[0] < entry.revision:
            return False
    return True


def renew(connection: sqlite3.Connection, number: int, entry: Entry) -> None:
    """Let a later revision take the place of the one that is known."""
    connection.execute(
        "UPDATE articles SET url = ?, date_published = ?, content_hash = ?, revision = ?, run = ? "
        "WHERE number = ? AND revision < ? AND forgotten_at IS NULL",
        (*_facts(entry), number, entry.revision),
    )


def _facts(entry: Entry) -> tuple[object, ...]:
    text = bytes.fromhex(entry.content_hash) if entry.content_hash else None
    return (storable(entry.url), storable(entry.date_published), text, entry.revision, entry.run)
