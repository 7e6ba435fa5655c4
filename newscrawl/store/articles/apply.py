"""Writing what was decided about an arriving article, in the transaction in which it was decided."""

import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime

from newscrawl.core.crawl_state import Outcome
from newscrawl.core.serialization import serialize
from newscrawl.store import near_duplicates
from newscrawl.store.articles import index as article_index
from newscrawl.store.articles.candidate import Candidate
from newscrawl.store.articles.decide import Decision, RecheckFacts, Verdict
from newscrawl.store.db.types import SiteRow
from newscrawl.store.recheck import queue, readings, revisions
from newscrawl.store.recheck.queue import Doubt
from newscrawl.store.records import DuplicateRule, Published
from newscrawl.store.settings import StoreSettings
from newscrawl.store.settled import Settlement, settle_link, settle_names


def apply(
    connection: sqlite3.Connection,
    site: SiteRow,
    candidate: Candidate,
    decision: Decision,
    known: RecheckFacts | None,
    settings: StoreSettings,
    now: datetime,
) -> Published:
    """Write what was decided, in the transaction in which it was decided; the caller commits it.

    ``known`` are the facts of a recheck. Raises what :func:`newscrawl.core.serialization.serialize` raises, and has
    then written nothing.
    """
    writer = _Writer(connection, site, settings, now)
    match decision.verdict:
        case Verdict.NEW:
            return writer.publish(candidate, decision)
        case Verdict.DUPLICATE:
            writer.settle_duplicate(candidate, decision)
        case Verdict.NEAR_DUPLICATE:
            writer.drop_near_duplicate(candidate, decision)
        case _ if known is not None:
            return writer.apply_recheck(candidate, decision, known)
    return Published(outcome=decision.verdict.outcome)


@dataclass(frozen=True, slots=True)
class _Writer:
    _connection: sqlite3.Connection
    _site: SiteRow
    _settings: StoreSettings
    _now: datetime

    def settle_duplicate(self, candidate: Candidate, decision: Decision) -> None:
        assert decision.article is not None  # noqa: S101 - of a duplicate it is known
        self._settle_names(decision.entry, decision.article, Outcome.DUPLICATE, decision.rule)
        if decision.other_address:
            readings.record_other_address(self._connection, self._site, decision.article, candidate.article.url)

    def drop_near_duplicate(self, candidate: Candidate, decision: Decision) -> None:
        assert decision.nearest is not None  # noqa: S101 - it is why it is dropped
        how = Settlement(
            outcome=Outcome.DUPLICATE, at=self._now, run=decision.entry.run, reason=DuplicateRule.NEARLY_REPEATS
        )
        for key in decision.entry.keys:
            settle_link(
                self._connection,
                self._site,
                key,
                replace(candidate.fetch.link, url=candidate.article.url),
                how,
                repeats=decision.nearest.number,
            )

    def publish(self, candidate: Candidate, decision: Decision) -> Published:
        article, entry, nearest = candidate.article, decision.entry, decision.nearest
        if decision.canonical_rejected:
            candidate.name_by_address()
            entry = replace(entry, id=article.id, url=article.canonical_url)
        article.near_duplicate_of = nearest.id if nearest else None
        article.story_id = nearest.story if nearest else article.id
        line = serialize(article)
        number = article_index.enter(self._connection, self._site, entry)
        self._settle_names(entry, number, Outcome.PUBLISHED)
        readings.record_reading(
            self._connection,
            self._site,
            number,
            candidate.signature(),
            candidate.fetch,
            url=article.url,
            modified=article.date_modified,
            within=self._settings.revisit_within,
        )
        if candidate.content is not None:
            revisions.keep_revision(
                self._connection,
                number,
                article.revision,
                read=candidate.fetch.at,
                changed=(),
                content=candidate.content,
            )
        if candidate.sketch and decision.indexed:
            near_duplicates.index(self._connection, number, candidate.sketch, at=self._now, story=article.story_id)
        return _published(decision, entry, line)

    def apply_recheck(
        self,
        candidate: Candidate,
        decision: Decision,
        known: RecheckFacts,
    ) -> Published:
        number = known.recheck.article
        match decision.verdict:
            case Verdict.OTHER_ARTICLE:
                queue.postpone_recheck(self._connection, number, 0, None, Doubt.OTHER_ARTICLE)
            case Verdict.LOOKS_REPLACED:
                queue.postpone_recheck(
                    self._connection, number, decision.failures, decision.next_try, Doubt.LOOKS_REPLACED
                )
            case Verdict.TRUNCATED:
                readings.record_unchanged(self._connection, number, self._now, self._settings.revisit_within)
            case _:
                return self._record_reading(candidate, decision, known)
        return Published(outcome=decision.verdict.outcome)

    def _record_reading(
        self,
        candidate: Candidate,
        decision: Decision,
        known: RecheckFacts,
    ) -> Published:
        """The article was read again: a revision with a line of its own, or a reading that later ones are held to."""
        article, fetch, number = (
            candidate.article,
            replace(candidate.fetch, recheck=known.recheck),
            known.recheck.article,
        )
        entry, last, following, line = decision.entry, known.last, decision.following, None
        assert following is not None  # noqa: S101 - of each reading that is believed it is known
        if decision.canonical_rejected:
            candidate.name_by_address()
        if decision.changed:
            article.id = last.id
            article.revision, article.previous_hash = last.revision + 1, last.content_hash
            article.changed_fields = list(decision.changed)
            article.near_duplicate_of, article.story_id = following.near, following.story or last.id
            line = serialize(article)
            entry = replace(entry, id=last.id, url=article.canonical_url, revision=article.revision)
            article_index.renew(self._connection, number, entry)
            revisions.keep_revision(
                self._connection,
                number,
                article.revision,
                read=fetch.at,
                changed=decision.changed,
                content=candidate.content,
                former_hash=bytes.fromhex(last.content_hash) if last.content_hash else None,
            )
            if candidate.sketch:
                near_duplicates.index(self._connection, number, candidate.sketch, at=self._now, story=article.story_id)
        elif known.base is None and candidate.content is not None:  # published before readings were kept
            revisions.keep_revision(
                self._connection, number, last.revision, read=fetch.at, changed=(), content=candidate.content
            )
        elif decision.read_otherwise:
            revisions.renew_text(self._connection, number, last.revision, candidate.content)
        self._settle_names(entry, number, Outcome.DUPLICATE, DuplicateRule.SAME_ADDRESS)
        readings.record_recheck(
            self._connection,
            number,
            following,
            fetch,
            url=article.url,
            modified=article.date_modified,
            changed=bool(decision.changed),
            within=self._settings.revisit_within,
        )
        return _published(decision, entry, line)

    def _settle_names(
        self, entry: article_index.Entry, number: int, outcome: Outcome, rule: DuplicateRule | None = None
    ) -> None:
        how = Settlement(outcome=outcome, at=self._now, run=entry.run, reason=rule)
        settle_names(self._connection, self._site, entry.keys, number, how, url=entry.url)


def _published(decision: Decision, entry: article_index.Entry, line: bytes | None) -> Published:
    return Published(
        outcome=decision.verdict.outcome,
        line=line,
        date_published=entry.date_published,
        url=entry.url,
        revision=entry.revision,
        canonical_rejected=decision.verdict is Verdict.NEW and decision.canonical_rejected,
    )
