"""The revisions of articles: their texts while they are kept, for ``scrapy diff`` and for comparing."""

import json
import sqlite3
import zlib
from collections.abc import Collection
from datetime import datetime

from newscrawl.items import Article
from newscrawl.store.db.types import SiteRow, to_instant, to_number
from newscrawl.store.records import History, Revision, Text

PRUNED = 1000
"""Texts that one call of :func:`prune_texts` removes, at most."""


def pack_text(article: Article) -> bytes:
    """What of the article is kept, deflated."""
    text = (article.headline, list(article.authors or ()), article.date_published, article.body)
    return zlib.compress(json.dumps(text, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass"), 6)


def unpack_text(content: bytes) -> Text:
    """What was packed."""
    headline, authors, date, body = json.loads(zlib.decompress(content).decode("utf-8", "surrogatepass"))
    return Text(headline=headline, authors=tuple(authors), date_published=date, body=body)


def keep_revision(
    connection: sqlite3.Connection,
    number: int,
    revision: int,
    *,
    read: datetime,
    changed: Collection[str],
    content: bytes | None,
    former_hash: bytes | None = None,
) -> None:
    """Keep a revision; the one before it is known by ``former_hash`` from now on, that of its text."""
    connection.execute(
        "INSERT INTO revisions (article, revision, at, changed, content) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (article, revision) DO UPDATE SET content = coalesce(excluded.content, revisions.content)",
        (number, revision, to_number(read), " ".join(changed), content),
    )
    if revision > 1 and former_hash is not None:
        connection.execute(
            "INSERT INTO revisions (article, revision, at, changed, hash) VALUES (?, ?, ?, '', ?) "
            "ON CONFLICT (article, revision) DO UPDATE SET hash = excluded.hash",
            (number, revision - 1, to_number(read), former_hash),
        )


def renew_text(connection: sqlite3.Connection, number: int, revision: int, content: bytes | None) -> None:
    """Keep the text of a revision as it is read now, by another way: the next is compared with that."""
    if content is not None:
        connection.execute(
            "UPDATE revisions SET content = ? WHERE article = ? AND revision = ? AND content IS NOT NULL",
            (content, number, revision),
        )


def kept_body(connection: sqlite3.Connection, number: int, revision: int) -> str | None:
    """The body of a revision, if it is still kept."""
    row = connection.execute(
        "SELECT content FROM revisions WHERE article = ? AND revision = ?", (number, revision)
    ).fetchone()
    return unpack_text(row[0]).body if row and row[0] is not None else None


def articles_with_former_text(connection: sqlite3.Connection, site: SiteRow, content_hash: bytes) -> list[int]:
    """Numbers of the articles of this group of which an earlier revision had this text."""
    rows = connection.execute(
        "SELECT DISTINCT article FROM revisions JOIN articles ON articles.number = article "
        "JOIN sites ON sites.number = articles.site WHERE hash = ? AND house = ?",
        (content_hash, site.publisher_group),
    )
    return [number for (number,) in rows]


def histories(connection: sqlite3.Connection, prefix: str, *, limit: int = 5) -> list[History]:
    """The articles with a name that begins so (hex digits, 32 for one name), at most ``limit``."""
    low, high = bytes.fromhex(prefix.ljust(32, "0")), bytes.fromhex(prefix.ljust(32, "f"))
    rows = connection.execute(
        "SELECT DISTINCT article FROM settled WHERE key BETWEEN ? AND ? AND article IS NOT NULL LIMIT ?",
        (low, high, limit),
    ).fetchall()
    return [_history(connection, number) for (number,) in rows]


def prune_texts(connection: sqlite3.Connection, before: datetime) -> int:
    """Drop the texts of revisions that came, and were followed by another if at all, before; gives how many.

    So each change can be shown for as long, also of a page that changes for years. At most :data:`PRUNED` texts a call:
    call again while it gives any. That there were revisions, when, and what changed stays.
    """
    texts = connection.execute(
        "SELECT article, revision FROM revisions WHERE content IS NOT NULL AND at < ? AND NOT EXISTS "
        "(SELECT 1 FROM revisions AS later WHERE later.article = revisions.article "
        "AND later.revision = revisions.revision + 1 AND later.at >= ?) LIMIT ?",
        (to_number(before), to_number(before), PRUNED),
    ).fetchall()
    connection.executemany("UPDATE revisions SET content = NULL WHERE article = ? AND revision = ?", texts)
    for number in {number for number, _ in texts}:
        # Of an article that never changed there is nothing to tell.
        connection.execute(
            "DELETE FROM revisions WHERE article = ? AND revision = 1 AND hash IS NULL "
            "AND NOT EXISTS (SELECT 1 FROM revisions AS later WHERE later.article = revisions.article "
            "AND later.revision > 1)",
            (number,),
        )
    return len(texts)


def _history(connection: sqlite3.Connection, number: int) -> History:
    identity, site, url, gone, forgotten = connection.execute(
        "SELECT id, name, articles.url, gone_at, forgotten_at FROM articles JOIN sites ON sites.number = articles.site "
        "LEFT JOIN readings ON readings.article = articles.number WHERE articles.number = ?",
        (number,),
    ).fetchone()
    rows = connection.execute(
        "SELECT revision, at, changed, content FROM revisions WHERE article = ? ORDER BY revision", (number,)
    )
    found = tuple(
        Revision(
            revision=revision,
            read=to_instant(at),
            changed=tuple(changed.split()),
            text=unpack_text(content) if content is not None else None,
        )
        for revision, at, changed, content in rows
    )
    return History(
        id=identity.hex(),
        site=site,
        url=url,
        gone=None if gone is None else to_instant(gone),
        forgotten=None if forgotten is None else to_instant(forgotten),
        revisions=found if forgotten is None else (),
    )
