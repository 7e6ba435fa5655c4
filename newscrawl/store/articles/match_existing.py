"""Which article of the site a page is, where its address does not tell; and whether it is to be believed at all."""

from collections.abc import Sequence
from datetime import datetime

from newscrawl.core.crawl_state import Recheck
from newscrawl.core.links import Link
from newscrawl.items import Article
from newscrawl.store import near_duplicates
from newscrawl.store.articles import article_index
from newscrawl.store.articles.deletions import is_forgotten
from newscrawl.store.db.connection import Connection
from newscrawl.store.recheck import readings, recheck_queue
from newscrawl.store.recheck.content_signature import ContentSignature
from newscrawl.store.recheck.similarity import NOTICE, is_truncated, looks_replaced, other_story, same_instant
from newscrawl.store.retries import wait_after
from newscrawl.store.sites import SiteRow
from newscrawl.store.store_settings import StoreSettings

_RESEMBLES = 0.8
"""What a moved article still has in common with itself, as a share of what either text has."""
_DOUBTS = 2
"""So often a page that is hardly the article is not believed; the next time it is."""


def by_text(connection: Connection, site: SiteRow, article: Article) -> tuple[int | None, bool]:
    """Number of the article of this house that has the same text, or None; and whether there is such a text at all.

    A notice that several stories begin with ("more to follow") makes no two of them one.
    """
    alike = article_index.articles_with_text(connection, site, article.content_hash)
    same = (number for number in alike if not _other_story(connection, number, article))
    return next(same, None), bool(alike)


def _other_story(connection: Connection, number: int, article: Article) -> bool:
    if article.word_count > NOTICE:
        return False
    base = readings.last_signature(connection, number)
    return is_forgotten(connection, number) if base is None else other_story(base, ContentSignature.of(article))


def moved(
    connection: Connection, site: SiteRow, article: Article, found: Sequence[near_duplicates.Near], link: Link
) -> Recheck | None:
    """A visit to the article of this site that this one is, at a new address and edited meanwhile; None: a new one.

    ``found``: the articles that nearly repeat it, or that it nearly repeats. Nothing less than the same instant of
    publication tells, with nearly the same text and the same headline, or with a text that is more alike than two
    reports of one desk are.
    """
    if not found:
        return None
    reading = ContentSignature.of(article)
    if not same_instant(reading.date_published, reading.date_published):
        return None
    for near in found:
        base = readings.last_signature(connection, near.number)
        if (
            base is not None
            and article_index.last_published(connection, near.number).site == site.number
            and same_instant(base.date_published, reading.date_published)
            and (base.headline == reading.headline or near.resemblance >= _RESEMBLES)
        ):
            return Recheck(article=near.number, link=link, from_feed=readings.read_in_feed(reading, link))
    return None


def doubted(
    connection: Connection,
    visit: Recheck,
    article: Article,
    base: ContentSignature,
    reading: ContentSignature,
    policy: StoreSettings,
    now: datetime,
) -> bool:
    """Whether what a visit found is hardly the article, and has to be seen so again to be believed.

    A text that breaks off on a page that calls itself paid, or in a feed, is never believed: a wall came down, or the
    feed gives beginnings from now on.
    """
    number = visit.article
    if not looks_replaced(base, reading):
        return False
    if (article.free_access is False or visit.from_feed) and is_truncated(base, reading):
        readings.record_unchanged(connection, number, now, policy.revisit_within)
        return True
    if recheck_queue.doubts(connection, number) >= min(_DOUBTS, policy.tries - 1):
        return False
    tries = recheck_queue.failed_visits(connection, number) + 1
    due = now + wait_after(tries, bytes.fromhex(article.id)) if tries < policy.tries else None
    recheck_queue.put_visit_off(connection, number, tries, due, recheck_queue.DOUBTED)
    return True
