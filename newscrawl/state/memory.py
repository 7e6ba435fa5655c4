"""The memory of one site in one run: which links wait, which are done with, how far back all is read."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from newscrawl.failpoints import Act
from newscrawl.links import Link
from newscrawl.memory import Coverage, Outcome, Validators
from newscrawl.state import ledger, pending
from newscrawl.state.coverage import Claim, grown, read_span, told_span, write_span
from newscrawl.state.database import Database
from newscrawl.state.hints import fuller
from newscrawl.state.retries import wait_after
from newscrawl.state.sites import SiteRow
from newscrawl.state.sources import read_validators, write_validators


class SiteMemory:
    """Implements :class:`newscrawl.memory.Memory`.

    ``identify`` gives the 32-hex id of the article at an address. ``started`` is when the run began, ``tries`` after
    how many failed tries a link is given up. Every method may raise StorageProblem.
    """

    def __init__(
        self,
        database: Database,
        site: SiteRow,
        identify: Callable[[str], str],
        *,
        started: datetime,
        tries: int,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._site = site
        self._identify = identify
        self._started = started
        self._tries = tries
        self._clock = clock
        self._admitted: set[bytes] = set()
        self._released: set[bytes] = set()
        self._due: Iterator[int] | None = None
        self._claims: dict[str, dict[str, set[bytes]]] = {}
        self._claim: Claim | None = None
        with database.read() as connection:
            self._span = read_span(connection, site.number, started)
            self._coverage = told_span(connection, site.number, self._span)

    def due(self, *, limit: int | None = None) -> list[Link]:
        """Links of earlier runs that are pending and may be tried now, newest first.

        With ``limit`` the next so many of those that were due at the first such call: each once in a run, those that
        were settled or postponed meanwhile left out, an empty list when there are no more. Without it all that are
        due, whether handed out before or not.
        """
        now = self._clock()
        links: list[Link] = []
        with self._database.read() as connection:
            if limit is None:
                numbers = iter(pending.due_numbers(connection, self._site, now))
            else:
                if self._due is None:
                    self._due = iter(pending.due_numbers(connection, self._site, now))
                numbers = self._due
            while limit is None or len(links) < limit:
                number = next(numbers, None)
                if number is None:
                    break
                found = pending.due_link(connection, self._site, number, now)
                if found and found[0] not in self._admitted:
                    links.append(found[1])
        return links

    def pending_count(self) -> int:
        """How many links of the site are pending, due or not."""
        with self._database.read() as connection:
            return pending.count_pending(connection, self._site)

    def admit(
        self, links: Sequence[Link], *, source_url: str | None = None, validators: Validators | None = None
    ) -> list[Link]:
        """Make the unknown among ``links`` pending and return them, in their order; known ones are dropped.

        What this run has released is dropped as well. A link that an earlier run released comes back with the date that
        was read then. The validators of the source are saved in the same transaction. A pending link that comes again
        brings its fuller hints along and is not returned.
        """
        with self._database.read() as connection:
            new, richer = self._sort(connection, links)
            if source_url is not None and validators == read_validators(connection, self._site, source_url):
                validators = None
        if new or richer or (source_url is not None and validators is not None):
            self._admit(new, richer, source_url, validators)
        self._admitted.update(new)
        return list(new.values())

    def validators(self, source_url: str) -> Validators | None:
        """What the source was last seen with, or None."""
        with self._database.read() as connection:
            return read_validators(connection, self._site, source_url)

    def date_of(self, link: Link) -> str | None:
        """The publication date of the article behind a settled or once released link, where known."""
        key = self._key(link)
        with self._database.read() as connection:
            number = ledger.article_of(connection, self._site, key)
            if number is None:
                held = pending.pending_link(connection, self._site, key) if key not in self._admitted else None
                return held.date if held else pending.released_date(connection, self._site, key)
            return ledger.date_of(connection, number)

    def claim(self, article_id: str, link: Link, *, url: str | None = None) -> None:
        """Say that this link's page, at ``url`` after redirects, turned out to be this article.

        They are settled together. Pages are kept apart, for a wrong template lets all of them say they are one article.
        """
        page = self._identify(url or link.url)
        self._claims.setdefault(article_id, {}).setdefault(page, set()).add(self._key(link))

    def claimed(self, article_id: str, page: str) -> frozenset[bytes]:
        """Keys of the links that led to this article's page; ``page`` is what its address identifies.

        Where only one page says it is the article it is that one, whatever its address has become.
        """
        pages = self._claims.get(article_id, {})
        keys = pages.get(page) or (next(iter(pages.values())) if len(pages) == 1 else ())
        return frozenset(keys)

    def unclaim(self, settled: Iterable[tuple[str, frozenset[bytes]]]) -> None:
        """These keys were settled with these articles."""
        for article_id, keys in settled:
            pages = self._claims.pop(article_id, {})
            if left := {page: links for page, links in pages.items() if not links <= keys}:
                self._claims[article_id] = left

    def settle(self, link: Link, outcome: Outcome, reason: str = "") -> None:
        """Settle a link whose article is not published."""
        key = self._key(link)
        with self._database.write(Act.MEMORY_SETTLE, durable=False) as connection:
            pending.settle_link(connection, self._site, key, link, outcome, reason=reason, now=self._clock())

    def postpone(self, link: Link, reason: str, *, count: bool = True) -> bool:
        """Count a failed try; the next comes later, each wait longer. True when that was the last: given up.

        With ``count=False`` the try says nothing of the link: it keeps its tries and is due in the next run.
        """
        key, now = self._key(link), self._clock()
        with self._database.write(Act.MEMORY_SETTLE, durable=False) as connection:
            if ledger.is_settled(connection, self._site, key):
                return False
            tries = pending.failed_tries(connection, self._site, key)
            if tries is None:
                pending.add_pending(connection, self._site, [(key, link)], now)
                tries = 0
            if not count:
                pending.put_off(connection, self._site, key, tries, now, reason)
                return False
            tries += 1
            given_up = tries >= self._tries
            if given_up:
                pending.settle_link(connection, self._site, key, link, Outcome.GIVEN_UP, reason=reason, now=now)
            else:
                pending.put_off(connection, self._site, key, tries, now + wait_after(tries, key), reason)
        return given_up

    def release(self, link: Link, *, date: str | None = None) -> None:
        """The article lies outside this run's span: leave it to a later run. No try is counted.

        A link that this run admitted is forgotten but for its date (:meth:`date_of`): a source lists it. One of an
        earlier run may be listed nowhere any more, and stays pending with the date.
        """
        key = self._key(link)
        self._released.add(key)
        with self._database.write(Act.MEMORY_SETTLE, durable=False) as connection:
            held = None if key in self._admitted else pending.pending_link(connection, self._site, key)
            if held is None:
                pending.release_link(connection, self._site, key, date, self._clock())
            elif date:
                pending.enrich(connection, self._site, [(key, replace(held, date=date, date_raw=None))])

    def coverage(self) -> Coverage | None:
        """The complete span as it stood when the run began."""
        return self._coverage

    def cover(self, start: datetime, *, exhausted: bool = False) -> None:
        """Say that discovery went back to ``start`` without a gap; the span grows when the run ends.

        Of several calls the deepest counts. ``exhausted`` says that the site lists nothing older any more: then the new
        span replaces the former one even where they don't touch.
        """
        claim = self._claim or Claim(start)
        self._claim = claim.widened(start, exhausted=exhausted)

    def conclude(self, connection: sqlite3.Connection) -> tuple[Coverage | None, int]:
        """In the transaction that ends the run: let the complete span grow. Gives it and the count of pending links."""
        span = grown(self._span, self._claim, self._started)
        if span is not None:
            write_span(connection, self._site.number, span)
        return told_span(connection, self._site.number, span), pending.count_pending(connection, self._site)

    def _key(self, link: Link) -> bytes:
        return bytes.fromhex(self._identify(link.url))

    def _sort(
        self, connection: sqlite3.Connection, found: Sequence[Link]
    ) -> tuple[dict[bytes, Link], dict[bytes, Link]]:
        """The unknown links, and the pending ones of which more is known now."""
        keyed: dict[bytes, Link] = {}
        for link in found:
            key = self._key(link)
            keyed[key] = fuller(keyed[key], link) if key in keyed else link
        new: dict[bytes, Link] = {}
        richer: dict[bytes, Link] = {}
        for key, link in keyed.items():
            if key in self._released or ledger.is_settled(connection, self._site, key):
                continue
            held = pending.pending_link(connection, self._site, key)
            if held is None:
                date = pending.released_date(connection, self._site, key)
                new[key] = replace(link, date=date) if date and len(date) > len(link.date or "") else link
            elif (merged := fuller(held, link)) != held:
                richer[key] = merged
        return new, richer

    def _admit(
        self,
        new: dict[bytes, Link],
        richer: dict[bytes, Link],
        source_url: str | None,
        validators: Validators | None,
    ) -> None:
        with self._database.write(Act.MEMORY_ADMIT) as connection:
            pending.add_pending(connection, self._site, new.items(), self._clock())
            pending.enrich(connection, self._site, richer.items())
            if source_url is not None and validators is not None:
                write_validators(connection, self._site, source_url, validators)
