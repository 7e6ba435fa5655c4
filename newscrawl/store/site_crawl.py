"""The frontier and the rechecks of one site in one run: which links wait, which are settled, how far back all is."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from newscrawl.core.crawl_state import Coverage, Outcome, Recheck, Validators
from newscrawl.core.date_ranges import Checkpoint, Span
from newscrawl.core.failpoints import Act
from newscrawl.core.links import Link
from newscrawl.core.reasons import Reason
from newscrawl.store import frontier
from newscrawl.store.articles import index as article_index
from newscrawl.store.db.connection import Database
from newscrawl.store.db.types import SiteRow
from newscrawl.store.link_codec import fuller
from newscrawl.store.recheck import queue, readings
from newscrawl.store.retention import stale_settled, touch_settled
from newscrawl.store.settings import StoreSettings
from newscrawl.store.settled import Settlement, settle_link


class SiteCrawl:
    """Implements :class:`newscrawl.core.crawl_state.CrawlState`, which says what each method does.

    ``identify`` gives the 32-hex id of the article at an address; None where the site's rules are not known.
    """

    def __init__(
        self,
        database: Database,
        site: SiteRow,
        identify: Callable[[str], str] | None,
        *,
        settings: StoreSettings,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._site = site
        self._rules = identify
        self._settings = settings
        self._clock = clock
        self._given_up: list[tuple[str, str]] = []
        self._admitted: set[bytes] = set()
        self._released: set[bytes] = set()
        self._due: Iterator[int] | None = None
        self._rechecks: Iterator[int] | None = None
        self._run = ""
        self._started = clock()
        self._claim: frontier.Claim | None = None
        self._span: frontier.StoredSpan | None = None
        self._coverage: Coverage | None = None

    def next_pending(self, *, limit: int | None = None) -> list[Link]:
        """Links of earlier runs that are pending and may be tried now, newest first."""
        now = self._clock()
        links: list[Link] = []
        with self._database.read() as connection:
            if limit is None:
                numbers = iter(frontier.due_numbers(connection, self._site, now))
            else:
                if self._due is None:
                    self._due = iter(frontier.due_numbers(connection, self._site, now))
                numbers = self._due
            while limit is None or len(links) < limit:
                number = next(numbers, None)
                if number is None:
                    break
                found = frontier.due_link(connection, self._site, number, now)
                if found and found[0] not in self._admitted:
                    links.append(found[1])
        return links

    def pending_count(self) -> int:
        """How many links of the site are pending, due or not."""
        with self._database.read() as connection:
            return frontier.count_pending(connection, self._site)

    def add_discovered(
        self,
        links: Sequence[Link],
        *,
        source_url: str | None = None,
        validators: Validators | None = None,
        progress: Checkpoint | None = None,
    ) -> list[Link]:
        """Make the unknown among ``links`` pending and return them, in their order; known ones are dropped."""
        with self._database.read() as connection:
            new, richer, changed = self._sort(connection, links)
            stale = stale_settled(connection, self._site, {self._key(link) for link in links}, self._clock())
            if source_url is not None and validators == frontier.read_validators(connection, self._site, source_url):
                validators = None
        if new or richer or changed or progress or (source_url is not None and validators is not None):
            self._admit(new, richer, changed, source_url, validators, progress)
        if stale:
            with self._database.write(Act.MEMORY_SETTLE, durable=False) as connection:
                touch_settled(connection, self._site, stale, self._clock())
        self._admitted.update(new)
        return list(new.values())

    def checkpoint(self, source_url: str, span: Span) -> Checkpoint | None:
        """How far an earlier run, or this one, has come in walking this source through this very span, or None."""
        with self._database.read() as connection:
            return frontier.read_checkpoint(connection, self._site, source_url, span)

    def validators(self, source_url: str) -> Validators | None:
        """What the source was last seen with, or None."""
        with self._database.read() as connection:
            return frontier.read_validators(connection, self._site, source_url)

    def date_of(self, link: Link) -> str | None:
        """The publication date of the article behind a settled or once released link, where known."""
        key = self._key(link)
        with self._database.read() as connection:
            number = article_index.article_named(connection, self._site, key)
            if number is None:
                held = frontier.pending_link(connection, self._site, key) if key not in self._admitted else None
                return held.date if held else frontier.released_date(connection, self._site, key)
            return article_index.date_of(connection, number)

    def next_rechecks(self, *, limit: int) -> list[Recheck]:
        """The next so many published articles that are to be read again, newest first."""
        found: list[Recheck] = []
        with self._database.read() as connection:
            if self._rechecks is None:
                self._rechecks = iter(queue.due_rechecks(connection, self._site, self._clock()))
            for number in self._rechecks:
                if recheck := queue.recheck_of(connection, number):
                    found.append(recheck)
                if len(found) == limit:
                    break
        return found

    def recheck_unchanged(self, recheck: Recheck) -> None:
        """The site says that the page is as it was (304)."""
        with self._database.write(Act.MEMORY_RECHECK, durable=False) as connection:
            readings.record_unchanged(connection, recheck.article, self._clock(), self._settings.revisit_within)

    def recheck_gone(self, recheck: Recheck) -> None:
        """Note that the page no longer exists; its time, and no other recheck follows."""
        with self._database.write(Act.MEMORY_RECHECK, durable=False) as connection:
            readings.record_gone(connection, recheck.article, recheck.link.url, self._clock())

    def retry_recheck(self, recheck: Recheck, reason: Reason, *, count: bool = True) -> None:
        """Count a failed recheck: the next try comes later, each wait longer, at last none."""
        now = self._clock()
        with self._database.write(Act.MEMORY_RECHECK, durable=False) as connection:
            tries = queue.failed_rechecks(connection, recheck.article)[0] + count
            due = now + frontier.wait_after(tries, self._key(recheck.link)) if count else now
            last = tries >= self._settings.tries
            queue.postpone_recheck(connection, recheck.article, tries, None if last else due, reason)

    def resolve(self, link: Link, outcome: Outcome, reason: Reason | None = None) -> None:
        """Settle a link whose article is not published."""
        with self._database.write(Act.MEMORY_SETTLE, durable=False) as connection:
            self._settle(connection, link, outcome, reason)

    def retry_later(self, link: Link, reason: Reason, *, count: bool = True) -> bool:
        """Count a failed try; the next comes later, each wait longer. True when that was the last: given up."""
        key, now = self._key(link), self._clock()
        with self._database.write(Act.MEMORY_SETTLE, durable=False) as connection:
            if article_index.is_settled(connection, self._site, key):
                return False
            tries = frontier.failed_tries(connection, self._site, key)
            if tries is None:
                frontier.add_pending(connection, self._site, [(key, link)], now)
                tries = 0
            if not count:
                frontier.put_off(connection, self._site, key, tries, now, reason)
                return False
            tries += 1
            given_up = tries >= self._settings.tries
            frontier.put_off(connection, self._site, key, tries, now + frontier.wait_after(tries, key), reason)
            if given_up:
                self._settle(connection, link, Outcome.GIVEN_UP, reason)
        if given_up:
            self._given_up.append((link.url, str(reason)))
        return given_up

    def return_to_pending(self, link: Link, *, date: str | None = None) -> None:
        """Leave the link to a later run, as its article is outside this run's span. No try is counted."""
        key = self._key(link)
        self._released.add(key)
        with self._database.write(Act.MEMORY_SETTLE, durable=False) as connection:
            held = None if key in self._admitted else frontier.pending_link(connection, self._site, key)
            if held is None:
                frontier.release_link(connection, self._site, key, date, self._clock())
            elif date:
                frontier.enrich(connection, self._site, [(key, replace(held, date=date, date_raw=None))])

    def coverage(self) -> Coverage | None:
        """Return the complete span as it was when the run began."""
        return self._coverage

    def extend_coverage(self, start: datetime, *, exhausted: bool = False) -> None:
        """Say that discovery went back to ``start`` without a gap; the span grows when the run ends."""
        claim = self._claim or frontier.Claim(start)
        self._claim = claim.widened(start, exhausted=exhausted)

    def _begin(self, connection: sqlite3.Connection, run: str, started: datetime) -> None:
        """Note how complete the site is when its run begins."""
        self._run = run
        self._started = started
        self._span = frontier.read_span(connection, self._site.number, started)
        self._coverage = frontier.complete_span(connection, self._site.number, self._span)

    def _end(self, connection: sqlite3.Connection) -> tuple[Coverage | None, int]:
        """Let the complete span grow; gives it and how many links are pending."""
        queue.let_age(connection, self._site, self._clock())
        span = frontier.grown(self._span, self._claim, self._started)
        if span is not None:
            frontier.write_span(connection, self._site.number, span)
        left = frontier.count_pending(connection, self._site)
        if not left:
            frontier.delete_finished_checkpoints(connection, self._site)
        return frontier.complete_span(connection, self._site.number, span), left

    def _settle(self, connection: sqlite3.Connection, link: Link, outcome: Outcome, reason: Reason | None) -> None:
        how = Settlement(outcome=outcome, at=self._clock(), run=self._run, reason=reason)
        settle_link(connection, self._site, self._key(link), link, how)

    def _identify(self, url: str) -> str:
        if self._rules is None:
            raise TypeError(f"the address rules of {self._site.name} are not known")
        return self._rules(url)

    def _key(self, link: Link) -> bytes:
        return bytes.fromhex(self._identify(link.url))

    def _sort(
        self, connection: sqlite3.Connection, found: Sequence[Link]
    ) -> tuple[dict[bytes, Link], dict[bytes, Link], list[tuple[queue.LastSeen, Link]]]:
        """The unknown links, the pending ones of which more is known now, and articles said to have changed."""
        keyed: dict[bytes, Link] = {}
        for link in found:
            key = self._key(link)
            keyed[key] = fuller(keyed[key], link) if key in keyed else link
        new: dict[bytes, Link] = {}
        richer: dict[bytes, Link] = {}
        changed: list[tuple[queue.LastSeen, Link]] = []
        for key, link in keyed.items():
            if key in self._released:
                continue
            if article_index.is_settled(connection, self._site, key):
                article = queue.last_seen(connection, self._site, key) if link.modified or link.html else None
                if article and queue.signals_change(link, article, self._clock()):
                    changed.append((article, link))
                continue
            held = frontier.pending_link(connection, self._site, key)
            if held is None:
                date = frontier.released_date(connection, self._site, key)
                new[key] = replace(link, date=date) if date and len(date) > len(link.date or "") else link
            elif (merged := fuller(held, link)) != held:
                richer[key] = merged
        return new, richer, changed

    def _admit(
        self,
        new: dict[bytes, Link],
        richer: dict[bytes, Link],
        changed: Sequence[tuple[queue.LastSeen, Link]],
        source_url: str | None,
        validators: Validators | None,
        progress: Checkpoint | None,
    ) -> None:
        with self._database.write(Act.MEMORY_ADMIT) as connection:
            frontier.add_pending(connection, self._site, new.items(), self._clock())
            frontier.enrich(connection, self._site, richer.items())
            for article, link in changed:
                queue.schedule_hinted(connection, self._site, article, link, self._clock())
            if source_url is not None and validators is not None:
                frontier.write_validators(connection, self._site, source_url, validators)
            if progress is not None:
                frontier.write_checkpoint(connection, self._site, progress)
