"""The memory of one site in one run: which links wait, which are done with, how far back all is read."""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from newscrawl.arguments import span_of
from newscrawl.failpoints import Act
from newscrawl.links import Link
from newscrawl.memory import Coverage, Outcome, Validators
from newscrawl.state import ledger
from newscrawl.state.coverage import Claim, read_coverage, write_coverage
from newscrawl.state.database import Database
from newscrawl.state.hints import fuller, pack, unpack
from newscrawl.state.instants import to_number
from newscrawl.state.retries import wait_after
from newscrawl.state.sites import SiteRow
from newscrawl.state.texts import storable


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
        self._claims: dict[str, set[bytes]] = {}
        self._claim: Claim | None = None
        with database.read() as connection:
            self._coverage = read_coverage(connection, site.number)

    def due(self) -> list[Link]:
        """Links of earlier runs that are pending and may be tried now, newest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT key, url, hints, html FROM pending WHERE site = ? AND next_try <= ? "
                "ORDER BY dated_at DESC, number",
                (self._site.number, to_number(self._clock())),
            ).fetchall()
        return [unpack(url, hints, html) for key, url, hints, html in rows if key not in self._admitted]

    def pending_count(self) -> int:
        """How many links of the site are pending, due or not."""
        with self._database.read() as connection:
            return count_pending(connection, self._site)

    def admit(
        self, links: Sequence[Link], *, source_url: str | None = None, validators: Validators | None = None
    ) -> list[Link]:
        """Make the unknown among ``links`` pending and return them, in their order; known ones are dropped.

        What this run has released is dropped as well. A link that an earlier run released comes back with the date that
        was read then. The validators of the source are saved in the same transaction. A pending link that comes again
        brings its fuller hints along and is not returned.
        """
        keyed: dict[bytes, Link] = {}
        for link in links:
            key = self._key(link)
            keyed[key] = fuller(keyed[key], link) if key in keyed else link
        new: dict[bytes, Link] = {}
        richer: list[tuple[int, Link, int]] = []
        with self._database.read() as connection:
            for key, link in keyed.items():
                if key in self._released or ledger.is_settled(connection, self._site, key):
                    continue
                row = connection.execute(
                    "SELECT number, url, hints, html, found_at FROM pending WHERE site = ? AND key = ?",
                    (self._site.number, key),
                ).fetchone()
                if row is None:
                    new[key] = self._dated(connection, key, link)
                elif (merged := fuller(held := unpack(*row[1:4]), link)) != held:
                    richer.append((row[0], merged, row[4]))
            if source_url is None or validators == self._validators(connection, source_url):
                validators = None
        if new or richer or validators is not None:
            with self._database.write(Act.MEMORY_ADMIT) as connection:
                self._insert(connection, new.items())
                for number, link, found_at in richer:
                    connection.execute(
                        "UPDATE pending SET hints = ?, html = ?, dated_at = ? WHERE number = ?",
                        (*pack(link), _dated_at(link, found_at), number),
                    )
                if source_url is not None and validators is not None:
                    connection.execute(
                        "INSERT OR REPLACE INTO validators VALUES (?, ?, ?, ?)",
                        (self._site.number, source_url, storable(validators.etag), storable(validators.last_modified)),
                    )
        self._admitted.update(new)
        return list(new.values())

    def validators(self, source_url: str) -> Validators | None:
        """What the source was last seen with, or None."""
        with self._database.read() as connection:
            return self._validators(connection, source_url)

    def known(self, link: Link) -> bool:
        """Whether the link is settled, or a sister site has published its article."""
        with self._database.read() as connection:
            return ledger.is_settled(connection, self._site, self._key(link))

    def date_of(self, link: Link) -> str | None:
        """The publication date of the article behind a settled or once released link, where known."""
        key = self._key(link)
        with self._database.read() as connection:
            number = ledger.article_of(connection, self._site, key)
            if number is None:
                return self._released_date(connection, key)
            row = connection.execute("SELECT date_published FROM articles WHERE number = ?", (number,)).fetchone()
            return row[0] if row else None

    def claim(self, article_id: str, link: Link) -> None:
        """Say that this link's page turned out to be this article: they are settled together."""
        self._claims.setdefault(article_id, set()).add(self._key(link))

    def claimed(self, article_id: str) -> set[bytes]:
        """Keys of the links that were claimed for the article."""
        return self._claims.get(article_id, set())

    def unclaim(self, article_ids: Iterable[str]) -> None:
        """These articles are settled, and their links with them."""
        for article_id in article_ids:
            self._claims.pop(article_id, None)

    def settle(self, link: Link, outcome: Outcome, reason: str = "") -> None:
        """Settle a link whose article is not published."""
        key = self._key(link)
        with self._database.write(Act.MEMORY_SETTLE, durable=False) as connection:
            self._settle(connection, key, link, outcome, reason)

    def postpone(self, link: Link, reason: str) -> bool:
        """Count a failed try; the next comes later, each wait longer. True when that was the last: given up."""
        key = self._key(link)
        now = self._clock()
        with self._database.write(Act.MEMORY_SETTLE, durable=False) as connection:
            if ledger.is_settled(connection, self._site, key):
                return False
            of_link = (self._site.number, key)
            row = connection.execute("SELECT tries FROM pending WHERE site = ? AND key = ?", of_link).fetchone()
            if row is None:
                self._insert(connection, [(key, link)])
            tries = (row[0] if row else 0) + 1
            if tries >= self._tries:
                self._settle(connection, key, link, Outcome.GIVEN_UP, reason)
                return True
            connection.execute(
                "UPDATE pending SET tries = ?, next_try = ?, reason = ? WHERE site = ? AND key = ?",
                (tries, to_number(now + wait_after(tries, key)), storable(reason), *of_link),
            )
        return False

    def release(self, link: Link, *, date: str | None = None) -> None:
        """The article lies outside this run's span: forget the link is pending, let a later run find it again.

        Its date is kept, so that a later run can tell without reading the page again (:meth:`date_of`).
        """
        key = self._key(link)
        self._released.add(key)
        with self._database.write(Act.MEMORY_SETTLE, durable=False) as connection:
            ledger.forget_links(connection, self._site, [key])
            if date:
                connection.execute("INSERT OR REPLACE INTO released VALUES (?, ?, ?)", (key, self._site.number, date))

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
        if self._claim is not None:
            write_coverage(connection, self._site.number, self._claim, self._started)
        return read_coverage(connection, self._site.number), count_pending(connection, self._site)

    def _key(self, link: Link) -> bytes:
        return bytes.fromhex(self._identify(link.url))

    def _insert(self, connection: sqlite3.Connection, links: Collection[tuple[bytes, Link]]) -> None:
        now = to_number(self._clock())
        connection.executemany(
            "INSERT OR IGNORE INTO pending (site, key, url, hints, html, dated_at, found_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (self._site.number, key, storable(link.url), *pack(link), _dated_at(link, now), now)
                for key, link in links
            ],
        )

    def _settle(self, connection: sqlite3.Connection, key: bytes, link: Link, outcome: Outcome, reason: str) -> None:
        connection.execute(
            "INSERT INTO settled VALUES (?, ?, ?, NULL, ?, ?, ?) ON CONFLICT (key, site) DO UPDATE SET "
            "outcome = excluded.outcome, settled_at = excluded.settled_at, url = excluded.url, "
            "reason = excluded.reason WHERE article IS NULL",
            (key, self._site.number, outcome, to_number(self._clock()), storable(link.url), storable(reason) or None),
        )
        ledger.forget_links(connection, self._site, [key])

    def _validators(self, connection: sqlite3.Connection, source_url: str) -> Validators | None:
        row = connection.execute(
            "SELECT etag, last_modified FROM validators WHERE site = ? AND source_url = ?",
            (self._site.number, source_url),
        ).fetchone()
        return Validators(etag=row[0], last_modified=row[1]) if row else None

    def _released_date(self, connection: sqlite3.Connection, key: bytes) -> str | None:
        of_link = (key, self._site.number)
        row = connection.execute("SELECT date FROM released WHERE key = ? AND site = ?", of_link).fetchone()
        return row[0] if row else None

    def _dated(self, connection: sqlite3.Connection, key: bytes, link: Link) -> Link:
        date = self._released_date(connection, key)
        return replace(link, date=date) if date and len(date) > len(link.date or "") else link


def count_pending(connection: sqlite3.Connection, site: SiteRow) -> int:
    """How many links of the site are pending."""
    count: int = connection.execute("SELECT count(*) FROM pending WHERE site = ?", (site.number,)).fetchone()[0]
    return count


def _dated_at(link: Link, found_at: int) -> int:
    """The earliest instant that the link's date can mean; when it was found where it has none."""
    bounds = span_of(link.date)
    return to_number(bounds[0]) if bounds else found_at
