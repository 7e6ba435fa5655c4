"""What becomes of an article in the publishing transaction: a new one, a revision, or nothing new."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from newscrawl.core.crawl_state import FetchRecord, Outcome, Recheck
from newscrawl.core.links import Link
from newscrawl.core.serialization import serialize
from newscrawl.items import Article
from newscrawl.store import near_duplicates, pending
from newscrawl.store.articles import article_index, match_existing
from newscrawl.store.articles.article_keys import ArticleKeys, name_by_address
from newscrawl.store.db.connection import Connection
from newscrawl.store.recheck import readings, recheck_queue, revisions
from newscrawl.store.recheck.content_signature import ContentSignature
from newscrawl.store.recheck.similarity import is_same_article
from newscrawl.store.sites import SiteRow
from newscrawl.store.store_settings import StoreSettings
from newscrawl.text.sketch import Sketch


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An article with all that can be said of it outside a transaction. ``content`` is its text as it is kept."""

    article: Article
    named: ArticleKeys
    fetch: FetchRecord
    sketch: Sketch | None
    content: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What became of it. ``line`` is None unless it is published; ``entry`` has the names that are settled."""

    outcome: Outcome
    entry: article_index.Entry
    line: bytes | None = None
    canonical_rejected: bool = False
    """Its canonical address is another article's: it goes by its own."""


class Deduplicator:
    """Enters articles of one site in the state, inside a transaction that somebody else commits."""

    def __init__(self, site: SiteRow, identify: Callable[[str], str], policy: StoreSettings) -> None:
        self._site = site
        self._identify = identify
        self._policy = policy

    def enter(self, connection: Connection, given: Candidate, now: datetime) -> Decision:
        """Publish the article, or say why not.

        Raises what :func:`newscrawl.core.serialization.serialize` raises, and has then changed nothing.
        """
        visit = given.fetch.recheck
        if visit is not None:
            return self._read_again(connection, given, visit, now)
        entry, believed = self._entry(connection, given)
        number, alike = article_index.article_by_names(connection, self._site, entry.keys), False
        if number is None:
            number, alike = match_existing.by_text(connection, self._site, given.article)
        if number is not None:
            article_index.resolve_names(connection, self._site, entry.keys, number, Outcome.DUPLICATE, now)
            if article_index.last_published(connection, number).content_hash == entry.content_hash is not None:
                readings.record_other_address(connection, self._site, number, given.article.url)
            return Decision(outcome=Outcome.DUPLICATE, entry=entry)
        if alike:  # the text tells nothing of these stories yet
            given = replace(given, sketch=None)
        near: list[near_duplicates.Near] = []
        if given.sketch:
            near.extend(
                near_duplicates.near_ones(
                    connection, given.sketch, leave_out=None, publisher_group=self._site.publisher_group
                )
            )
        if moved := match_existing.moved(connection, self._site, given.article, near, given.fetch.link):
            return self._read_again(connection, given, moved, now)
        return self._publish(connection, given, entry, near, now, believed=believed)

    def _entry(
        self, connection: Connection, given: Candidate, *, itself: int | None = None
    ) -> tuple[article_index.Entry, bool]:
        """The article's entry, and whether the names that only its canonical address gives it are believed."""
        entry = given.named.entry
        believed = all(
            article_index.may_claim_name(connection, self._site, key, entry.content_hash, itself=itself)
            for key in given.named.claimed
        )
        return (given.named.believed() if believed else entry), believed

    def _publish(
        self,
        connection: Connection,
        given: Candidate,
        entry: article_index.Entry,
        near: Sequence[near_duplicates.Near],
        now: datetime,
        *,
        believed: bool,
    ) -> Decision:
        article, sketch = given.article, given.sketch
        match = near_duplicates.nearest(connection, near, after=now - self._policy.story_window)
        if match and self._policy.drop_near_duplicates:
            link, reason = Link(url=article.url, source="article"), f"nearly repeats {match.id}"
            for key in entry.keys:
                pending.resolve_link(connection, self._site, key, link, Outcome.DUPLICATE, reason=reason, now=now)
            return Decision(outcome=Outcome.NEAR_DUPLICATE, entry=entry)
        if not believed:
            name_by_address(article, self._identify)
            entry = replace(entry, id=article.id, url=article.canonical_url)
        article.near_duplicate_of = match.id if match else None
        article.story_id = match.story if match else article.id
        line = serialize(article)
        number = article_index.enter(connection, self._site, entry)
        article_index.resolve_names(connection, self._site, entry.keys, number, Outcome.PUBLISHED, now)
        readings.record_reading(
            connection,
            self._site,
            number,
            ContentSignature.of(article, given.fetch.body_selector),
            given.fetch,
            url=article.url,
            modified=article.date_modified,
            within=self._policy.revisit_within,
        )
        if given.content is not None:
            revisions.keep_revision(
                connection, number, article.revision, read=given.fetch.at, changed=(), content=given.content
            )
        if sketch:
            near_duplicates.index(connection, number, sketch, at=now, story=article.story_id)
        return Decision(outcome=Outcome.PUBLISHED, entry=entry, line=line, canonical_rejected=not believed)

    def _read_again(self, connection: Connection, given: Candidate, visit: Recheck, now: datetime) -> Decision:
        """Hold the article against what it was: a revision where that has changed in substance."""
        article, seen, number = given.article, replace(given.fetch, recheck=visit), visit.article
        base, last = readings.last_signature(connection, number), article_index.last_published(connection, number)
        reading = ContentSignature.of(article, seen.body_selector)
        own = article_index.article_named(connection, self._site, bytes.fromhex(self._identify(article.url)))
        if own != number and (own is not None or (base and not is_same_article(base, reading))):
            recheck_queue.put_visit_off(connection, number, 0, None, "leads to another article")
            return Decision(outcome=Outcome.UNCHANGED, entry=replace(given.named.entry, keys=()))
        entry, believed = self._entry(connection, given, itself=number)
        if not believed:
            name_by_address(article, self._identify)
        changed: list[str] = []
        if base is not None and base.read_alike(reading):
            changed = base.changes(
                reading,
                text=article.body,
                former_text=revisions.kept_body(connection, number, last.revision),
                publisher_group=lambda wanted: readings.repeated_paragraphs(connection, self._site, number, wanted),
            )
            following = reading.after(base) if changed else base.brought_up(reading)
        else:
            following = reading.after(base) if base else reading
        differs = bool(changed) or (base is not None and not base.read_alike(reading))
        if (
            base
            and differs
            and given.fetch.recheck
            and match_existing.doubted(connection, visit, article, base, reading, self._policy, now)
        ):
            return Decision(outcome=Outcome.UNCHANGED, entry=replace(given.named.entry, keys=()))
        line = None
        if changed:
            article.id = last.id
            article.revision, article.previous_hash, article.changed_fields = (
                last.revision + 1,
                last.content_hash,
                changed,
            )
            article.near_duplicate_of, article.story_id = following.near, following.story or last.id
            line = serialize(article)
            entry = replace(entry, id=last.id, url=article.canonical_url, revision=article.revision)
            article_index.renew(connection, number, entry)
            revisions.keep_revision(
                connection,
                number,
                article.revision,
                read=seen.at,
                changed=changed,
                content=given.content,
                former_hash=bytes.fromhex(last.content_hash) if last.content_hash else None,
            )
            if given.sketch:
                near_duplicates.index(connection, number, given.sketch, at=now, story=article.story_id)
        elif base is None and given.content is not None:  # published before readings were kept
            revisions.keep_revision(connection, number, last.revision, read=seen.at, changed=(), content=given.content)
        elif base and not base.read_alike(reading):
            revisions.renew_text(connection, number, last.revision, given.content)
        article_index.resolve_names(connection, self._site, entry.keys, number, Outcome.DUPLICATE, now)
        readings.record_recheck(
            connection,
            number,
            following,
            seen,
            url=article.url,
            modified=article.date_modified,
            changed=bool(changed),
            within=self._policy.revisit_within,
        )
        return Decision(outcome=Outcome.PUBLISHED if changed else Outcome.UNCHANGED, entry=entry, line=line)
