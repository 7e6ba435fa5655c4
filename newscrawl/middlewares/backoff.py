"""How long to pause for a host that is rate-limiting us."""

from datetime import UTC
from email.utils import parsedate_to_datetime

from newscrawl.core import clock

LONGEST = 24 * 3600.0
"""Seconds. What asks for more is a mistake of the server, or means never."""
LONGEST_GUESS = 3600.0
"""Seconds. Without a word from the server we try once an hour."""
FIRST_GUESS = 10
"""The first wait is so many times the usual delay between two requests."""


def retry_after(value: bytes | None) -> float | None:
    """Return the seconds of a ``Retry-After`` header (RFC 9110, 10.2.3), a number or a date; None for anything else."""
    if value is None:
        return None
    text = value.decode("latin-1").strip()
    if text.isdecimal():
        seconds = float(text[:9])
    else:
        try:
            until = parsedate_to_datetime(text)
        except (ValueError, TypeError):
            return None
        seconds = (until.replace(tzinfo=until.tzinfo or UTC) - clock.now()).total_seconds()
    return min(max(seconds, 0.0), LONGEST)


def growing(setbacks: int, delay: float) -> float:
    """Seconds for the n-th setback in a row where the server names none: ten times the delay, then twice that ..."""
    return min(delay * FIRST_GUESS * 2.0 ** min(setbacks - 1, 20), LONGEST_GUESS)
