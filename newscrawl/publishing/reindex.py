"""Reading published lines back into a state that does not know them: it was lost, or restored from a backup."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from newscrawl.core.arguments import span_of
from newscrawl.core.crawl_state import FetchRecord, Outcome
from newscrawl.core.failpoints import Act
from newscrawl.core.links import Link
from newscrawl.items import HEX32, Article
from newscrawl.publishing.file_stats import FileStats
from newscrawl.publishing.repair import record_of
from newscrawl.store import near_duplicates
from newscrawl.store.articles import article_index
from newscrawl.store.articles.deletions import is_forgotten, note_unpurged
from newscrawl.store.db.connection import Connection
from newscrawl.store.db.database import Database
from newscrawl.store.recheck import readings, revisions
from newscrawl.store.recheck.content_signature import ContentSignature
from newscrawl.store.recheck.revisions import pack_text
from newscrawl.store.sites import SiteRow
from newscrawl.store.store_settings import DEFAULT
from newscrawl.text.fingerprint import content_hash
from newscrawl.text.sketch import sketch

BATCH = 1000
"""Lines of one transaction."""
_ID = re.compile(HEX32)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    """A line, and when its page was read."""

    entry: article_index.Entry
    article: Article
    read: datetime


def read_back(
    path: Path, database: Database, site: SiteRow, identify: Callable[[str], str] | None, *, run_id: str, now: datetime
) -> tuple[FileStats, int]:
    """Enter every article of the file that the state does not know, and settle its links (none without ``identify``).

    Returns the file's tally and how many of its lines are no records (they are passed over). Raises OSError,
    StorageProblem. May be repeated.
    """
    tally = FileStats()
    odd = 0
    with path.open("rb") as file:
        while batch := list(islice(file, BATCH)):
            records = []
            for line in batch:
                found = record_of(line)
                record = _record(found, identify, run_id, now) if found else None
                if record is None:
                    odd += 1
                    tally.add(line, None, "")
                else:
                    entry = record.entry
                    records.append(record)
                    tally.add(line, entry.date_published, entry.url, revision=entry.revision)
            _enter(database, site, records, now)
    return tally, odd


def _enter(database: Database, site: SiteRow, records: Iterable[_Record], now: datetime) -> None:
    """Names first: a published line is entered even where a sister has its text, for it is published."""
    with database.read() as connection:
        unknown = [record for record in records if not article_index.holds(connection, site, record.entry)]
    if not unknown:
        return
    with database.write(Act.RECOVERY_READ_BACK) as connection:
        # Neighbours in the table together, an article's revisions in their order.
        for record in sorted(unknown, key=lambda record: (record.entry.id, record.entry.revision)):
            entry = record.entry
            number = article_index.article_named(connection, site, bytes.fromhex(entry.id))
            known = None if number is None else article_index.last_published(connection, number)
            if number is None:
                number = article_index.enter(connection, site, entry)
            elif known and known.site == site.number:
                article_index.renew(connection, number, entry)
            article_index.resolve_names(connection, site, entry.keys, number, Outcome.PUBLISHED, now)
            if is_forgotten(connection, number):
                note_unpurged(connection, number, site)  # it came back with an old copy of the file
            elif known is None or known.site == site.number:
                _restore(connection, site, number, record, now, newest=known is None or known.revision < entry.revision)


def _restore(
    connection: Connection, site: SiteRow, number: int, record: _Record, now: datetime, *, newest: bool
) -> None:
    """What later readings are compared with, the text for ``scrapy diff``, and the sketch for later articles."""
    article, read = record.article, record.read
    revisions.keep_revision(
        connection,
        number,
        record.entry.revision,
        read=read,
        changed=article.changed_fields,
        content=pack_text(article) if read > now - DEFAULT.keep_texts else None,
        former_hash=bytes.fromhex(article.previous_hash) if article.previous_hash else None,
    )
    if not newest:
        return
    readings.record_reading(
        connection,
        site,
        number,
        ContentSignature.of(article),
        FetchRecord(link=Link(url=article.url, source="memory", date=article.date_published), at=read),
        url=article.url,
        modified=article.date_modified,
        within=DEFAULT.revisit_within,
    )
    text = sketch(article.body) if read > now - DEFAULT.story_window else None
    if text:
        near_duplicates.index(connection, number, text, at=read, story=article.story_id or record.entry.id)


def _record(
    record: dict[str, Any], identify: Callable[[str], str] | None, run_id: str, now: datetime
) -> _Record | None:
    if not _ID.match(record["id"]):
        return None
    names = {record["id"]}
    if identify:
        names |= {identify(record["url"]), identify(record["canonical_url"])}
    article = _article(record)
    run = record.get("run_id")
    entry = article_index.Entry(
        id=record["id"],
        keys=tuple(bytes.fromhex(name) for name in names),
        url=record["canonical_url"],
        date_published=article.date_published,
        content_hash=content_hash(article.body),
        revision=article.revision,
        run=run if isinstance(run, str) else run_id,
    )
    read = span_of(article.crawled_at)
    return _Record(entry=entry, article=article, read=min(read[0], now) if read else now)


def _article(record: dict[str, Any]) -> Article:
    """The record as an article, as far as its fields are what they should be: a file may be anybody's work."""
    texts = ("headline", "date_published", "date_modified", "body", "crawled_at")
    hashes = ("previous_hash", "story_id", "near_duplicate_of")
    numbers = {"revision": 1, "reader_version": 0}
    ways = record.get("provenance")
    given: dict[str, Any] = {
        **{name: value if isinstance(value := record.get(name), str) else None for name in texts},
        **{name: value if isinstance(value := record.get(name), str) and _ID.match(value) else None for name in hashes},
        **{name: value if type(value := record.get(name)) is int else least for name, least in numbers.items()},
        **{name: _strings(record.get(name)) for name in ("authors", "changed_fields")},
        "provenance": {str(name): str(way) for name, way in ways.items()} if isinstance(ways, dict) else {},
    }
    return Article(
        id=record["id"],
        site="",
        publisher="",
        url=record["url"],
        canonical_url=record["canonical_url"],
        **given,
    )


def _strings(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
