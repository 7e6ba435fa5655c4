"""Current time: the one place that reads it, so that a rehearsal can run through a day in a minute.

``NEWSCRAWL_CLOCK`` in the environment sets the clock of a rehearsal. It takes effect only where ``NEWSCRAWL_REPLICA``
is set there, too, so never in a crawl of real sites. It says which instant is taken for which, and how fast time
runs: ``2026-11-22T10:00:00Z=2026-11-23T00:00:00Z*600`` makes ten o'clock midnight and every minute ten hours.
"""

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache

from newscrawl.core.errors import UsageProblem

_REHEARSAL = re.compile(r"([^=*]+)=([^=*]+)(?:\*(\d+(?:\.\d+)?))?")


def now() -> datetime:
    """Return the present instant, in UTC. Raises UsageProblem for an invalid NEWSCRAWL_CLOCK."""
    rehearsal = os.environ.get("NEWSCRAWL_CLOCK")
    if not rehearsal or not os.environ.get("NEWSCRAWL_REPLICA"):
        return datetime.now(UTC)
    return _rehearsed(rehearsal)(datetime.now(UTC))


def to_text(instant: datetime) -> str:
    """Format as RFC 3339 in UTC with ``Z``, whole seconds: ``2026-11-22T08:00:00Z``."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


@lru_cache(maxsize=1)
def _rehearsed(text: str) -> Callable[[datetime], datetime]:
    example = "2026-11-22T10:00:00Z=2026-11-23T00:00:00Z*600"
    problem = UsageProblem(f"invalid NEWSCRAWL_CLOCK: {text}; expected REAL=PRETENDED*RATE, for example {example}")
    match = _REHEARSAL.fullmatch(text.strip())
    if match is None:
        raise problem
    try:
        real, shown = datetime.fromisoformat(match[1].strip()), datetime.fromisoformat(match[2].strip())
    except ValueError:
        raise problem from None
    if real.tzinfo is None or shown.tzinfo is None:
        raise problem
    rate = float(match[3] or 1)
    return lambda instant: shown.astimezone(UTC) + rate * (instant - real)
