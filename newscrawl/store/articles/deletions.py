"""Articles that were forgotten on request: nothing but their names is kept, so that they are never read again.

The article's row stays, empty: all its names still lead to it. So a link to it is known, an article that turns out to
be it is a duplicate, and a line of it that comes back with an old copy of a file is not taken in.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from newscrawl.store.db.types import SiteRow, get_or_create_site, to_number
from newscrawl.store.near_duplicates import unindex
from newscrawl.store.records import ArticleNames, Tombstone
from newscrawl.store.settled import forget_stories


def articles_by_name(connection: sqlite3.Connection, name: str) -> list[ArticleNames]:
    """The articles that go by this name (32 hex digits), on any site, with all their names."""
    rows = connection.execute(
        "SELECT articles.number, articles.id, name, house FROM articles JOIN sites ON sites.number = articles.site "
        "WHERE articles.number IN (SELECT article FROM settled WHERE key = ? AND article IS NOT NULL)",
        (bytes.fromhex(name),),
    ).fetchall()
    return [
        ArticleNames(id=id_.hex(), site=site, publisher_group=group, names=_names_of(connection, number, id_))
        for number, id_, site, group in rows
    ]


def _names_of(connection: sqlite3.Connection, number: int, article_id: bytes) -> tuple[str, ...]:
    """Every name of the article, on all sites. Reads the whole table of names: deleting is rare."""
    rows = connection.execute("SELECT DISTINCT key FROM settled WHERE article = ?", (number,))
    return tuple(sorted({article_id.hex(), *(key.hex() for (key,) in rows)}))


def articles_known(connection: sqlite3.Connection, site: str) -> set[str]:
    """Ids of all articles of the site that are not forgotten, aliases included."""
    rows = connection.execute(
        "SELECT key FROM settled JOIN articles ON articles.number = article "
        "JOIN sites ON sites.number = settled.site WHERE name = ? AND forgotten_at IS NULL",
        (site,),
    )
    return {key.hex() for (key,) in rows}


def count_articles(connection: sqlite3.Connection, site: str) -> int:
    """How many articles of the site are known and not forgotten."""
    (count,) = connection.execute(
        "SELECT count(*) FROM articles JOIN sites ON sites.number = site WHERE name = ? AND forgotten_at IS NULL",
        (site,),
    ).fetchone()
    return int(count)


def is_forgotten(connection: sqlite3.Connection, number: int) -> bool:
    """Whether the article of this row was forgotten on request."""
    row = connection.execute("SELECT forgotten_at FROM articles WHERE number = ?", (number,)).fetchone()
    return row is not None and row[0] is not None


def record_deletions(connection: sqlite3.Connection, tombstones: Sequence[Tombstone], now: datetime) -> list[int]:
    """Take everything of these articles out of the state but their names; gives their rows. May be repeated."""
    numbers = []
    at = to_number(now)
    for stone in tombstones:
        site = get_or_create_site(connection, stone.site, publisher_group_now(connection, stone))
        keys = [bytes.fromhex(name) for name in stone.names]
        number = _row_of(connection, site, keys)
        if number is None:
            ((number,),) = connection.execute(
                "INSERT INTO articles (id, site, url, revision, run) VALUES (?, ?, '', 1, '') RETURNING number",
                (bytes.fromhex(stone.id), site.number),
            ).fetchall()
        connection.execute(
            "UPDATE articles SET url = '', date_published = NULL, "
            "forgotten_at = coalesce(forgotten_at, ?) WHERE number = ?",
            (at, number),
        )
        connection.executemany(
            "INSERT INTO settled (key, site, outcome, article, settled_at) VALUES (?, ?, 'published', ?, ?) "
            "ON CONFLICT (key, site) DO UPDATE SET article = excluded.article, url = NULL, reason = NULL "
            "WHERE settled.article IS NULL",
            [(key, site.number, number, at) for key in keys],
        )
        forget_stories(connection, keys)
        connection.executemany("DELETE FROM pending WHERE key = ?", [(key,) for key in keys])
        connection.executemany("DELETE FROM released WHERE key = ?", [(key,) for key in keys])
        texts = _texts_of(connection, number) | {bytes.fromhex(text) for text in stone.texts}
        for table in ("readings", "revisions"):
            connection.execute(f"DELETE FROM {table} WHERE article = ?", (number,))  # noqa: S608 - named just above
        connection.execute("UPDATE articles SET content_hash = NULL WHERE number = ?", (number,))
        connection.executemany(
            "INSERT INTO revisions (article, revision, at, changed, hash) VALUES (?, ?, ?, '', ?)",
            [(number, place, at, text) for place, text in enumerate(sorted(texts))],
        )
        unindex(connection, number)
        note_unpurged(connection, number, site)
        numbers.append(number)
    return numbers


def note_unpurged(connection: sqlite3.Connection, number: int, site: SiteRow) -> None:
    """A file of the site may have lines of this forgotten article."""
    connection.execute("INSERT INTO purges (article, site) VALUES (?, ?) ON CONFLICT DO NOTHING", (number, site.number))


def unpurged(connection: sqlite3.Connection, site: SiteRow) -> dict[str, int]:
    """Names of the forgotten articles whose lines may still be in a file of the site, each with its article's row."""
    rows = connection.execute(
        "SELECT article, id FROM purges JOIN articles ON number = article WHERE purges.site = ?", (site.number,)
    ).fetchall()
    names = {id_.hex(): number for number, id_ in rows}
    if rows:  # forgetting is rare, so names are looked for without an index
        keys = connection.execute(
            "SELECT key, article FROM settled WHERE article IN (SELECT article FROM purges WHERE site = ?)",
            (site.number,),
        )
        names |= {key.hex(): number for key, number in keys}
    return names


def purged(connection: sqlite3.Connection, numbers: Sequence[int]) -> None:
    """No file has lines of these articles now."""
    connection.executemany("DELETE FROM purges WHERE article = ?", [(number,) for number in numbers])


def with_texts(connection: sqlite3.Connection, stone: Tombstone) -> Tombstone:
    """The tombstone with the hashes of all texts that the article is known to have had."""
    rows = [
        row
        for name in stone.names
        for row in connection.execute(
            "SELECT DISTINCT article FROM settled WHERE key = ? AND article IS NOT NULL", (bytes.fromhex(name),)
        )
    ]
    texts = {text.hex() for (number,) in rows for text in _texts_of(connection, number)}
    return replace(stone, texts=tuple(sorted(texts.union(stone.texts))))


def _texts_of(connection: sqlite3.Connection, number: int) -> set[bytes]:
    rows = connection.execute(
        "SELECT content_hash FROM articles WHERE number = ? UNION SELECT hash FROM revisions WHERE article = ?",
        (number, number),
    )
    return {text for (text,) in rows if text is not None}


def publisher_group_now(connection: sqlite3.Connection, stone: Tombstone) -> str:
    """The group of the tombstone's site: as the store knows it, else as it was then."""
    row = connection.execute("SELECT house FROM sites WHERE name = ?", (stone.site,)).fetchone()
    return row[0] if row else stone.publisher_group


def _row_of(connection: sqlite3.Connection, site: SiteRow, keys: Sequence[bytes]) -> int | None:
    for key in keys:
        row = connection.execute(
            "SELECT article FROM settled JOIN articles ON articles.number = article "
            "WHERE key = ? AND articles.site = ?",
            (key, site.number),
        ).fetchone()
        if row:
            return int(row[0])
    return None
