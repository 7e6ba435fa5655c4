"""Through which span is a site complete?

What is stored is the span that *discovery* went through without a gap. What is told ends just before the oldest link in
it that is still pending. Kept apart, a link that fails for days holds the mark back only while it is pending.
"""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from newscrawl.core.arguments import span_of
from newscrawl.core.crawl_state import Coverage
from newscrawl.store.db.timestamps import to_instant, to_number


@dataclass(frozen=True, slots=True)
class Claim:
    """What a run says of its discovery: back to ``start`` without a gap, or to the end of what the site lists."""

    start: datetime
    exhausted: bool = False

    def widened(self, start: datetime, *, exhausted: bool) -> "Claim":
        """Two claims of one run: the deeper one counts."""
        return Claim(min(self.start, start), self.exhausted or exhausted)


@dataclass(frozen=True, slots=True)
class Span:
    """What is stored, in microseconds: through which span discovery went without a gap."""

    start: int
    through: int


def read_span(connection: sqlite3.Connection, site: int, now: datetime) -> Span | None:
    """The stored span as far as it can be believed, or None.

    It never lies after ``now``: the clock of the run that stored such a one was ahead. It ends at the newest article
    then, for nothing else tells when that run was.
    """
    row = connection.execute("SELECT start_at, through_at FROM coverage WHERE site = ?", (site,)).fetchone()
    if row is None:
        return None
    span, latest = Span(*row), to_number(now)
    if span.through <= latest:
        return span
    dates = connection.execute("SELECT date_published FROM articles WHERE site = ?", (site,))
    instants = [to_number(bounds[0]) for (date,) in dates if (bounds := span_of(date))]
    newest = max((instant for instant in instants if instant <= latest), default=None)
    return None if newest is None or newest < span.start else Span(span.start, newest)


def complete_span(connection: sqlite3.Connection, site: int, span: Span | None) -> Coverage | None:
    """The span in which every article that the site listed is settled, or None."""
    if span is None:
        return None
    (oldest,) = connection.execute(
        "SELECT min(dated_at) FROM pending WHERE site = ? AND dated_at BETWEEN ? AND ?",
        (site, span.start, span.through),
    ).fetchone()
    through = span.through if oldest is None else max(span.start, oldest - 1)
    return Coverage(start=to_instant(span.start), through=to_instant(through))


def grown(former: Span | None, claim: Claim | None, run_start: datetime) -> Span | None:
    """The span when a run ended by itself: that of its claim joined with the former one.

    They join where they touch; else the former one stays (there is a gap between), unless the site lists nothing older.
    """
    if claim is None:
        return former
    start, through = to_number(claim.start), to_number(run_start)
    if former is not None:
        if start <= former.through:
            start, through = min(start, former.start), max(through, former.through)
        elif not claim.exhausted:
            return former
    return Span(min(start, through), through)


def write_span(connection: sqlite3.Connection, site: int, span: Span) -> None:
    """Store a span in the place of the former one."""
    connection.execute(
        "INSERT INTO coverage (site, start_at, through_at) VALUES (?, ?, ?) ON CONFLICT (site) DO UPDATE SET "
        "start_at = excluded.start_at, through_at = excluded.through_at",
        (site, span.start, span.through),
    )
