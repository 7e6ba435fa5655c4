"""Taking published lines into a store that does not know them: it was lost, or restored from a backup."""

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from newscrawl.core.arguments import span_of
from newscrawl.core.crawl_state import FetchRecord, Outcome
from newscrawl.core.links import Link
from newscrawl.items import Article
from newscrawl.store import near_duplicates
from newscrawl.store.articles import index as article_index
from newscrawl.store.articles.candidate import entry_of
from newscrawl.store.articles.deletions import is_forgotten, note_unpurged
from newscrawl.store.db.types import SiteRow
from newscrawl.store.recheck import readings, revisions
from newscrawl.store.recheck.signature import ContentSignature
from newscrawl.store.settings import DEFAULT
from newscrawl.store.settled import Settlement, settle_names
from newscrawl.text.fingerprint import content_hash
from newscrawl.text.sketch import sketch


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedLine:
    """A published line, and when its page was read."""

    entry: article_index.Entry
    article: Article
    read: datetime


def line_of(article: Article, identify: Callable[[str], str] | None, now: datetime) -> IndexedLine:
    """The line of an article; without ``identify`` it is known by its id alone."""
    names = {article.id}
    if identify:
        names |= {identify(article.url), identify(article.canonical_url)}
    article.content_hash = content_hash(article.body)
    read = span_of(article.crawled_at)
    return IndexedLine(
        entry=entry_of(article, tuple(bytes.fromhex(name) for name in names)),
        article=article,
        read=min(read[0], now) if read else now,
    )


def index_lines(connection: sqlite3.Connection, site: SiteRow, lines: Iterable[IndexedLine], now: datetime) -> None:
    """Enter lines. Names first: a published line is entered even where another site of the group has its text."""
    # Neighbors in the table together, an article's revisions in their order.
    for line in sorted(lines, key=lambda line: (line.entry.id, line.entry.revision)):
        entry = line.entry
        number = article_index.article_named(connection, site, bytes.fromhex(entry.id))
        known = None if number is None else article_index.last_published(connection, number)
        if number is None:
            number = article_index.enter(connection, site, entry)
        elif known and known.site == site.number:
            article_index.renew(connection, number, entry)
        how = Settlement(outcome=Outcome.PUBLISHED, at=now, run=entry.run)
        settle_names(connection, site, entry.keys, number, how, url=entry.url)
        if is_forgotten(connection, number):
            note_unpurged(connection, number, site)  # it came back with an old copy of the file
        elif known is None or known.site == site.number:
            _restore(connection, site, number, line, now, newest=known is None or known.revision < entry.revision)


def _restore(
    connection: sqlite3.Connection, site: SiteRow, number: int, line: IndexedLine, now: datetime, *, newest: bool
) -> None:
    """What later readings are compared with, the text for ``scrapy diff``, and the sketch for later articles."""
    article, read = line.article, line.read
    revisions.keep_revision(
        connection,
        number,
        line.entry.revision,
        read=read,
        changed=article.changed_fields,
        content=revisions.pack_text(article) if read > now - DEFAULT.keep_texts else None,
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
        near_duplicates.index(connection, number, text, at=read, story=article.story_id or line.entry.id)
