"""What becomes of an article in the publishing transaction: a new one, a revision, or nothing new."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from newscrawl.export.line import serialise
from newscrawl.export.naming import Named, name_by_address
from newscrawl.items import Article
from newscrawl.links import Link
from newscrawl.memory import Outcome, Visit
from newscrawl.state import agenda, ledger, pending, readings, revisions, stories
from newscrawl.state.connection import Connection
from newscrawl.state.likeness import akin, cut_short, doubtful, other_story, same_instant
from newscrawl.state.policy import Policy
from newscrawl.state.readings import Sighting
from newscrawl.state.retries import wait_after
from newscrawl.state.sites import SiteRow
from newscrawl.state.substance import Substance
from newscrawl.text.sketch import Sketch

_RESEMBLES = 0.8
"""What a moved article still has in common with itself, as a share of what either text has."""
_DOUBTS = 2
"""So often a page that is hardly the article is not believed; the next time it is."""


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
        number = ledger.article_by_names(connection, self._site, entry.keys)
        alike = ledger.articles_with_text(connection, self._site, entry.content_hash) if number is None else []
        if number is None:
            number = next((each for each in alike if not self._other_story(connection, each, given)), None)
        if number is not None:
            ledger.settle_names(connection, self._site, entry.keys, number, Outcome.DUPLICATE, now)
            if ledger.last_line(connection, number).content_hash == entry.content_hash is not None:
                readings.note_other_address(connection, self._site, number, given.article.url)
            return Entered(outcome=Outcome.DUPLICATE, entry=entry)
        if alike:  # the text tells nothing of these stories yet
            given = replace(given, sketch=None)
        elif (moved := self._moved(connection, given)) is not None:
            return self._read_again(connection, given, moved, now)
        return self._publish(connection, given, entry, now, believed=believed)

    def _other_story(self, connection: Connection, number: int, given: Submission) -> bool:
        """Whether the article that has the same text tells another story."""
        base, reading = readings.base_of(connection, number), Substance.of(given.article)
        return base is not None and other_story(base, reading, words=given.article.word_count)

    def _moved(self, connection: Connection, given: Submission) -> Visit | None:
        """A visit to the article of this site that this one is, at a new address and edited meanwhile.

        Nothing less than the same instant of publication tells, with nearly the same text and the same headline, or
        with a text that is more alike than two reports of one desk are.
        """
        article, reading, link = given.article, Substance.of(given.article), given.seen.link
        if given.sketch is None or not same_instant(reading.date_published, reading.date_published):
            return None
        for near in stories.near_ones(connection, given.sketch, leave_out=None, house=self._site.house):
            base = readings.base_of(connection, near.number)
            if (
                base is not None
                and ledger.last_line(connection, near.number).site == self._site.number
                and same_instant(base.date_published, article.date_published)
                and (base.headline == reading.headline or near.resemblance >= _RESEMBLES)
            ):
                return Visit(article=near.number, link=link, from_feed=readings.read_in_feed(reading, link))
        return None

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
            if changed and given.seen.visit and self._doubted(connection, given, number, base, reading, now):
                return Entered(outcome=Outcome.UNCHANGED, entry=replace(given.named.entry, keys=()))
            following = reading.after(base) if changed else base.brought_up(reading)
        else:
            following = reading.after(base) if base else reading
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

    def _doubted(
        self,
        connection: Connection,
        given: Submission,
        number: int,
        base: Substance,
        reading: Substance,
        now: datetime,
    ) -> bool:
        """Whether the page is hardly the article, and has to be seen so again before that is told.

        What a page calls paid and breaks off is a wall that came down, however often it is seen.
        """
        if not doubtful(base, reading):
            return False
        if given.article.free_access is False and cut_short(base, reading):
            readings.note_unchanged(connection, number, now, self._policy.revisit_within)
            return True
        doubts = agenda.doubts(connection, number)
        if doubts >= min(_DOUBTS, self._policy.tries - 1):
            return False
        due = now + wait_after(doubts + 1, bytes.fromhex(given.article.id))
        agenda.put_visit_off(connection, number, doubts + 1, due, agenda.DOUBTED)
        return True
