"""What becomes of an arriving article: decided from facts, without a database. Pure.

:mod:`newscrawl.store.articles.facts` gathers the facts, :mod:`newscrawl.store.articles.apply` writes the decision.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from newscrawl.core.crawl_state import Outcome, Recheck
from newscrawl.items import Article
from newscrawl.store.articles.candidate import Candidate
from newscrawl.store.articles.index import Entry, PublishedLine
from newscrawl.store.frontier import wait_after
from newscrawl.store.near_duplicates import Match, Near
from newscrawl.store.recheck.signature import (
    SHORT_TEXT,
    ContentSignature,
    is_same_article,
    is_truncated,
    looks_replaced,
    other_story,
    same_instant,
)
from newscrawl.store.records import DuplicateRule
from newscrawl.store.settings import StoreSettings

_RESEMBLES = 0.8
"""What a moved article still has in common with itself, as a share of what either text has."""
_DOUBTS = 2
"""So often a page that is hardly the article is not believed; the next time it is."""


class Verdict(StrEnum):
    """What an arriving article is."""

    NEW = "new"
    DUPLICATE = "duplicate"
    """Its names, or its text, are those of a published article, or of one that was deleted on request."""
    NEAR_DUPLICATE = "near_duplicate"
    """It nearly repeats a published article, and such are to be dropped."""
    REVISION = "revision"
    """A published article that has changed in substance."""
    UNCHANGED = "unchanged"
    LOOKS_REPLACED = "looks_replaced"
    """A page at the address of a published article that is hardly that article; not yet believed."""
    TRUNCATED = "truncated"
    """Only the beginning of a published article, behind a paywall or in a feed; never believed."""
    OTHER_ARTICLE = "other_article"
    """The address of a published article leads to another article now."""

    @property
    def outcome(self) -> Outcome:
        """What the pipelines hear of it."""
        return _OUTCOMES.get(self, Outcome.UNCHANGED)


_OUTCOMES = {
    Verdict.NEW: Outcome.PUBLISHED,
    Verdict.REVISION: Outcome.PUBLISHED,
    Verdict.DUPLICATE: Outcome.DUPLICATE,
    Verdict.NEAR_DUPLICATE: Outcome.NEAR_DUPLICATE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SameText:
    """A published article with the candidate's text. ``base`` is known where the text is a short one."""

    number: int
    base: ContentSignature | None = None
    deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NearArticle:
    """A published article that the candidate nearly repeats; ``base`` and ``of_site`` where they may matter."""

    near: Near
    base: ContentSignature | None = None
    of_site: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecheckFacts:
    """What is known of the published article that was read again."""

    recheck: Recheck
    last: PublishedLine
    base: ContentSignature | None = None
    """How it was read last; None where it was published before readings were kept."""
    owner: int | None = None
    """The article that goes by the candidate's own address."""
    former_text: str | None = None
    repeated: Mapping[bytes, int] = field(default_factory=dict)
    """In how many other articles of the site the paragraphs in question are found."""
    doubts: int = 0
    """How many rechecks in a row found a page that was hardly the article."""
    failures: int = 0
    """How many rechecks in a row failed, those included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the store knows that bears on a candidate, as far as it matters: what is decided earlier is not looked up.

    ``last_published`` is the last line of the article that the candidate duplicates.
    """

    canonical_free: bool = True
    """Whether the candidate may go by the names that only its canonical address gives it."""
    named: int | None = None
    """Number of the article that has one of its names, those of its canonical address included where they are free."""
    same_text: Sequence[SameText] = ()
    last_published: PublishedLine | None = None
    nearest: Match | None = None
    recheck: RecheckFacts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What becomes of a candidate. ``entry`` has the names that are settled with it."""

    verdict: Verdict
    entry: Entry
    article: int | None = None
    """Number of the published article that it duplicates, or is."""
    canonical_rejected: bool = False
    """Its canonical address is another article's: it goes by its own."""
    rule: DuplicateRule | None = None
    """By which it is a duplicate."""
    other_address: bool = False
    """It is a published article, unchanged, at another address."""
    nearest: Match | None = None
    indexed: bool = True
    """Whether later articles are compared with its text."""
    following: ContentSignature | None = None
    """What its next reading is compared with."""
    changed: Sequence[str] = ()
    """The fields that make it a revision."""
    read_otherwise: bool = False
    """Its text was read another way than before, so that differences tell nothing."""
    failures: int = 0
    next_try: datetime | None = None


def decide(candidate: Candidate, facts: Facts, settings: StoreSettings, now: datetime) -> Decision:
    """Decide what becomes of an arriving article."""
    if facts.recheck is not None:
        return _decide_recheck(candidate, facts, facts.recheck, settings, now)
    entry = candidate.named(canonical=facts.canonical_free)
    number = facts.named
    if number is None:
        number = published_as(candidate.article, facts.same_text)
    if number is not None:
        last = facts.last_published
        return Decision(
            verdict=Verdict.DUPLICATE,
            entry=entry,
            article=number,
            rule=DuplicateRule.SAME_TEXT if facts.named is None else DuplicateRule.SAME_ADDRESS,
            other_address=last is not None and last.content_hash == entry.content_hash is not None,
        )
    drop = facts.nearest is not None and settings.drop_near_duplicates
    return Decision(
        verdict=Verdict.NEAR_DUPLICATE if drop else Verdict.NEW,
        entry=entry,
        canonical_rejected=not facts.canonical_free and not drop,
        nearest=facts.nearest,
        # A text that several stories begin with tells nothing of any of them yet.
        indexed=not facts.same_text,
    )


def published_as(article: Article, same_text: Sequence[SameText]) -> int | None:
    """Number of the published article that this one is by its text, or None.

    A notice that several stories begin with ("more to follow") makes no two of them one.
    """
    return next((one.number for one in same_text if not _is_other_story(article, one)), None)


def _is_other_story(article: Article, one: SameText) -> bool:
    if article.word_count > SHORT_TEXT:
        return False
    return one.deleted if one.base is None else other_story(one.base, ContentSignature.of(article))


def moved_from(reading: ContentSignature, near: NearArticle) -> bool:
    """Whether this is a published article of the site at a new address, edited meanwhile.

    Nothing less than the same instant of publication tells, with nearly the same text and the same headline, or with a
    text that is more similar than two reports of one series are.
    """
    base = near.base
    return (
        base is not None
        and near.of_site
        and same_instant(base.date_published, reading.date_published)
        and (base.headline == reading.headline or near.near.resemblance >= _RESEMBLES)
    )


def may_have_moved(reading: ContentSignature) -> bool:
    """Whether the article could be recognized at a new address at all: its date is exact."""
    return same_instant(reading.date_published, reading.date_published)


def leads_elsewhere(facts: RecheckFacts, reading: ContentSignature) -> bool:
    """Whether the address of a published article leads to another article, known or not."""
    if facts.owner == facts.recheck.article:
        return False
    return facts.owner is not None or (facts.base is not None and not is_same_article(facts.base, reading))


def changed_fields(article: Article, facts: RecheckFacts, reading: ContentSignature) -> list[str]:
    """The fields in which the article has changed in substance; none where that can't be decided."""
    if facts.base is None or not facts.base.read_alike(reading):
        return []
    return facts.base.changes(reading, text=article.body, former_text=facts.former_text, repeated=facts.repeated)


def is_doubtful(
    fetched_again: Recheck | None, base: ContentSignature | None, reading: ContentSignature, changed: Sequence[str]
) -> bool:
    """Whether a page that was fetched again differs so much that it may no longer be the article."""
    if fetched_again is None or base is None or not looks_replaced(base, reading):
        return False
    return bool(changed) or not base.read_alike(reading)


def is_cut(article: Article, facts: RecheckFacts, reading: ContentSignature) -> bool:
    """Whether a doubtful text breaks off because of a paywall, or because the feed now gives beginnings only."""
    hidden = article.free_access is False or facts.recheck.from_feed
    return hidden and facts.base is not None and is_truncated(facts.base, reading)


def _decide_recheck(
    candidate: Candidate, facts: Facts, known: RecheckFacts, settings: StoreSettings, now: datetime
) -> Decision:
    article, reading, base = candidate.article, candidate.signature(), known.base
    nothing = Decision(
        verdict=Verdict.OTHER_ARTICLE, entry=replace(candidate.entry, keys=()), article=known.recheck.article
    )
    if leads_elsewhere(known, reading):
        return nothing
    changed = changed_fields(article, known, reading)
    if is_doubtful(candidate.fetch.recheck, base, reading, changed):
        if is_cut(article, known, reading):
            return replace(nothing, verdict=Verdict.TRUNCATED)
        if known.doubts < min(_DOUBTS, settings.tries - 1):
            failures = known.failures + 1
            key = bytes.fromhex(article.id) if facts.canonical_free else candidate.own_key
            due = now + wait_after(failures, key) if failures < settings.tries else None
            return replace(nothing, verdict=Verdict.LOOKS_REPLACED, failures=failures, next_try=due)
    alike = base is not None and base.read_alike(reading)
    following = reading
    if base is not None:
        following = base.brought_up(reading) if alike and not changed else reading.after(base)
    return Decision(
        verdict=Verdict.REVISION if changed else Verdict.UNCHANGED,
        entry=candidate.named(canonical=facts.canonical_free),
        article=known.recheck.article,
        canonical_rejected=not facts.canonical_free,
        following=following,
        changed=changed,
        read_otherwise=base is not None and not alike,
    )
