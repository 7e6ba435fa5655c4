"""Looking up what bears on an arriving article: only what the decision needs, in the order in which it is decided."""

import sqlite3
from dataclasses import replace
from datetime import datetime

from newscrawl.core.crawl_state import Recheck
from newscrawl.store import near_duplicates
from newscrawl.store.articles import index as article_index
from newscrawl.store.articles.candidate import Candidate
from newscrawl.store.articles.decide import (
    Facts,
    NearArticle,
    RecheckFacts,
    SameText,
    changed_fields,
    is_cut,
    is_doubtful,
    leads_elsewhere,
    may_have_moved,
    moved_from,
    published_as,
)
from newscrawl.store.articles.deletions import is_forgotten
from newscrawl.store.db.types import SiteRow
from newscrawl.store.recheck import queue, readings, revisions
from newscrawl.store.recheck.signature import SHORT_TEXT, ContentSignature
from newscrawl.store.settings import StoreSettings


def gather(
    connection: sqlite3.Connection, site: SiteRow, candidate: Candidate, settings: StoreSettings, now: datetime
) -> Facts:
    """What the store knows that bears on the candidate."""
    if candidate.fetch.recheck is not None:
        return _of_recheck(connection, site, candidate, candidate.fetch.recheck)
    free = _canonical_free(connection, site, candidate, None)
    names = candidate.named(canonical=free).keys
    if (named := article_index.article_by_names(connection, site, names)) is not None:
        return Facts(canonical_free=free, named=named, last_published=article_index.last_published(connection, named))
    same = _same_text(connection, site, candidate)
    if (number := published_as(candidate.article, same)) is not None:
        return Facts(
            canonical_free=free, same_text=same, last_published=article_index.last_published(connection, number)
        )
    near: list[near_duplicates.Near] = []
    if candidate.sketch is not None and not same:
        near += near_duplicates.near_ones(
            connection, candidate.sketch, leave_out=None, publisher_group=site.publisher_group
        )
    if (moved := _moved(connection, site, candidate, near)) is not None:
        return _of_recheck(connection, site, candidate, moved)
    nearest = near_duplicates.nearest(connection, near, after=now - settings.story_window)
    return Facts(canonical_free=free, same_text=same, nearest=nearest)


def _canonical_free(connection: sqlite3.Connection, site: SiteRow, candidate: Candidate, itself: int | None) -> bool:
    return all(
        article_index.may_claim_name(connection, site, key, candidate.entry.content_hash, itself=itself)
        for key in candidate.claimed
    )


def _same_text(connection: sqlite3.Connection, site: SiteRow, candidate: Candidate) -> list[SameText]:
    found: list[SameText] = []
    for number in article_index.articles_with_text(connection, site, candidate.entry.content_hash):
        one = SameText(number=number)
        if candidate.article.word_count <= SHORT_TEXT:
            base = readings.last_signature(connection, number)
            one = replace(one, base=base, deleted=base is None and is_forgotten(connection, number))
        found.append(one)
        if published_as(candidate.article, found) is not None:
            break
    return found


def _moved(
    connection: sqlite3.Connection, site: SiteRow, candidate: Candidate, near: list[near_duplicates.Near]
) -> Recheck | None:
    """A recheck of the article of this site that the candidate is, at a new address; None for a new one."""
    if not near:
        return None
    reading = ContentSignature.of(candidate.article)
    if not may_have_moved(reading):
        return None
    for one in near:
        base = readings.last_signature(connection, one.number)
        of_site = base is not None and article_index.last_published(connection, one.number).site == site.number
        if moved_from(reading, NearArticle(near=one, base=base, of_site=of_site)):
            link = candidate.fetch.link
            return Recheck(article=one.number, link=link, from_feed=readings.read_in_feed(reading, link))
    return None


def _of_recheck(connection: sqlite3.Connection, site: SiteRow, candidate: Candidate, recheck: Recheck) -> Facts:
    number, article, reading = recheck.article, candidate.article, candidate.signature()
    known = RecheckFacts(
        recheck=recheck,
        base=readings.last_signature(connection, number),
        last=article_index.last_published(connection, number),
        owner=article_index.article_named(connection, site, candidate.own_key),
    )
    if leads_elsewhere(known, reading):
        return Facts(recheck=known)
    free = _canonical_free(connection, site, candidate, number)
    base = known.base
    if base is not None and base.read_alike(reading):
        former = revisions.kept_body(connection, number, known.last.revision)
        wanted = base.paragraphs_in_question(reading, text=article.body, former_text=former)
        known = replace(
            known,
            former_text=former,
            repeated=readings.repeated_paragraphs(connection, site, number, wanted) if wanted else {},
        )
    changed = changed_fields(article, known, reading)
    if is_doubtful(candidate.fetch.recheck, base, reading, changed) and not is_cut(article, known, reading):
        failures, doubts = queue.failed_rechecks(connection, number)
        known = replace(known, failures=failures, doubts=doubts)
    return Facts(canonical_free=free, recheck=known)
