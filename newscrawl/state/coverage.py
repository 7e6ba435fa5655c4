"""Through which span is a site complete?

What is stored is the span that *discovery* went through without a gap. What is told ends just before the oldest link in
it that is still pending. Kept apart, a link that fails for days holds the mark back only while it is pending.
"""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from newscrawl.memory import Coverage
from newscrawl.state.instants import to_instant, to_number


@dataclass(frozen=True, slots=True)
class Claim:
    """What a run says of its discovery: back to ``start`` without a gap, or to the end of what the site lists."""

    start: datetime
    exhausted: bool = False

    def widened(self, start: datetime, *, exhausted: bool) -> "Claim":
        """Two claims of one run: the deeper one counts."""
        return Claim(min(self.start, start), self.exhausted or exhausted)


def read_coverage(connection: sqlite3.Connection, site: int) -> Coverage | None:
    """The span in which every article that the site listed is settled, or None."""
    row = connection.execute("SELECT start_at, through_at FROM coverage WHERE site = ?", (site,)).fetchone()
    if row is None:
        return None
    start, through = row
    (oldest,) = connection.execute(
        "SELECT min(dated_at) FROM pending WHERE site = ? AND dated_at BETWEEN ? AND ?", (site, start, through)
    ).fetchone()
    if oldest is not None:
        through = max(start, oldest - 1)
    return Coverage(start=to_instant(start), through=to_instant(through))


def write_coverage(connection: sqlite3.Connection, site: int, claim: Claim, run_start: datetime) -> None:
    """Join the span of a run that ended by itself with the former one.

    They join where they touch; else the former one stays (there is a gap between), unless the site lists nothing older.
    """
    start, through = to_number(claim.start), to_number(run_start)
    row = connection.execute("SELECT start_at, through_at FROM coverage WHERE site = ?", (site,)).fetchone()
    if row is not None:
        if start <= row[1]:
            start, through = min(start, row[0]), max(through, row[1])
        elif not claim.exhausted:
            return
    connection.execute("INSERT OR REPLACE INTO coverage VALUES (?, ?, ?)", (site, min(start, through), through))
