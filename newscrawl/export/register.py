"""What becomes of an article in the publishing transaction: a new one, a revision, or nothing new."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from newscrawl.export import recognise
from newscrawl.export.line import serialise
from newscrawl.export.naming import Named, name_by_address
from newscrawl.items import Article
from newscrawl.links import Link
from newscrawl.memory import Outcome, Visit
from newscrawl.state import agenda, ledger, pending, readings, revisions, stories
from newscrawl.state.connection import Connection
from newscrawl.state.likeness import akin
from newscrawl.state.policy import Policy
from newscrawl.state.readings import Sighting
from newscrawl.state.sites import SiteRow
from newscrawl.state.substance import Substance
from newscrawl.text.sketch import Sketch


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """An article with all that can be said of it outside a transaction. ``content`` is its text as it is kept."""

    article: Article
    named: Named
    seen: Sighting
    sketch: Sketch | None
    content: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What became of it. ``line`` is None unless it is published; ``entry`` has the names that are settled."""

    outcome: Outcome
    entry: ledger.Entry
    line: bytes | None = None
    disbelieved: bool = False
    """Its canonical address is another article's: it goes by its own."""


class Register:
    """Enters articles of one site in the state, inside a transaction that somebody else commits."""

    def __init__(self, site: SiteRow, identify: Callable[[str], str], policy: Policy) -> None:
        self._site = site
        self._identify = identify
        self._policy = policy

    def enter(self, connection: Connection, given: Submission, now: datetime) -> Entered:
        """Publish the article, or say why not.

        Raises what :func:`newscrawl.export.line.serialise` raises, and has then changed nothing.
        """
        visit = given.seen.visit
        if visit is not None:
            return self._read_again(connection, given, visit, now)
        entry, believed = self._entry(connection, given)
        number, alike = ledger.article_by_names(connection, self._site, entry.keys), False
        if number is None:
            number, alike = recognise.by_text(connection, self._site, given.article)
        if number is not None:
            ledger.settle_names(connection, self._site, entry.keys, number, Outcome.DUPLICATE, now)
            if ledger.last_line(connection, number).content_hash == entry.content_hash is not None:
                readings.note_other_address(connection, self._site, number, given.article.url)
            return Entered(outcome=Outcome.DUPLICATE, entry=entry)
        if alike:  # the text tells nothing of these stories yet
            given = replace(given, sketch=None)
        elif moved := recognise.moved(connection, self._site, given.article, given.sketch, given.seen.link):
            return self._read_again(connection, given, moved, now)
        return self._publish(connection, given, entry, now, believed=believed)

    def _entry(
        self, connection: Connection, given: Submission, *, itself: int | None = None
    ) -> tuple[ledger.Entry, bool]:
        """The article's entry, and whether the names that only its canonical address gives it are believed."""
        entry = given.named.entry
        believed = all(
            ledger.may_share(connection, self._site, key, entry.content_hash, itself=itself)
            for key in given.named.claimed
        )
        return (given.named.believed() if believed else entry), believed

    def _publish(
        self, connection: Connection, given: Submission, entry: ledger.Entry, now: datetime, *, believed: bool
    ) -> Entered:
        article, sketch = given.article, given.sketch
        after = now - self._policy.story_window
        house = self._site.house
        match = stories.match(connection, sketch, after=after, leave_out=None, house=house) if sketch else None
        if match and self._policy.drop_near_duplicates:
            link, reason = Link(url=article.url, source="article"), f"nearly repeats {match.id}"
            for key in entry.keys:
                pending.settle_link(connection, self._site, key, link, Outcome.DUPLICATE, reason=reason, now=now)
            return Entered(outcome=Outcome.NEAR_DUPLICATE, entry=entry)
        if not believed:
            name_by_address(article, self._identify)
            entry = replace(entry, id=article.id, url=article.canonical_url)
        article.near_duplicate_of = match.id if match else None
        article.story_id = match.story if match else article.id
        line = serialise(article)
        number = ledger.enter(connection, self._site, entry)
        ledger.settle_names(connection, self._site, entry.keys, number, Outcome.PUBLISHED, now)
        readings.enter_reading(
            connection,
            self._site,
            number,
            Substance.of(article, given.seen.way),
            given.seen,
            url=article.url,
            modified=article.date_modified,
            within=self._policy.revisit_within,
        )
        if given.content is not None:
            revisions.keep_revision(
                connection, number, article.revision, read=given.seen.at, changed=(), content=given.content
            )
        if sketch:
            stories.index(connection, number, sketch, at=now, story=article.story_id)
        return Entered(outcome=Outcome.PUBLISHED, entry=entry, line=line, disbelieved=not believed)

    def _read_again(self, connection: Connection, given: Submission, visit: Visit, now: datetime) -> Entered:
        """Hold the article against what it was: a revision where that has changed in substance."""
        article, seen, number = given.article, replace(given.seen, visit=visit), visit.article
        base, last = readings.base_of(connection, number), ledger.last_line(connection, number)
        reading = Substance.of(article, seen.way)
        own = ledger.article_of(connection, self._site, bytes.fromhex(self._identify(article.url)))
        if own != number and (own is not None or (base and not akin(base, reading))):
            agenda.put_visit_off(connection, number, 0, None, "leads to another article")
            return Entered(outcome=Outcome.UNCHANGED, entry=replace(given.named.entry, keys=()))
        entry, believed = self._entry(connection, given, itself=number)
        if not believed:
            name_by_address(article, self._identify)
        changed: list[str] = []
        if base is not None and base.read_alike(reading):
            changed = base.changes(
                reading,
                text=article.body,
                former_text=revisions.kept_body(connection, number, last.revision),
                house=lambda wanted: readings.house_lines(connection, self._site, number, wanted),
            )
            following = reading.after(base) if changed else base.brought_up(reading)
        else:
            following = reading.after(base) if base else reading
        differs = bool(changed) or (base is not None and not base.read_alike(reading))
        if (
            base
            and differs
            and given.seen.visit
            and recognise.doubted(connection, visit, article, base, reading, self._policy, now)
        ):
            return Entered(outcome=Outcome.UNCHANGED, entry=replace(given.named.entry, keys=()))
        line = None
        if changed:
            article.id = last.id
            article.revision, article.previous_hash, article.changed_fields = (
                last.revision + 1,
                last.content_hash,
                changed,
            )
            article.near_duplicate_of, article.story_id = following.near, following.story or last.id
            line = serialise(article)
            entry = replace(entry, id=last.id, url=article.canonical_url, revision=article.revision)
            ledger.renew(connection, number, entry)
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
                stories.index(connection, number, given.sketch, at=now, story=article.story_id)
        elif base is None and given.content is not None:  # published before readings were kept
            revisions.keep_revision(connection, number, last.revision, read=seen.at, changed=(), content=given.content)
        elif base and not base.read_alike(reading):
            revisions.renew_text(connection, number, last.revision, given.content)
        ledger.settle_names(connection, self._site, entry.keys, number, Outcome.DUPLICATE, now)
        readings.note_reading(
            connection,
            number,
            following,
            seen,
            url=article.url,
            modified=article.date_modified,
            changed=bool(changed),
            within=self._policy.revisit_within,
        )
        return Entered(outcome=Outcome.PUBLISHED if changed else Outcome.UNCHANGED, entry=entry, line=line)
