"""When a link that failed is tried again: each wait is longer than the one before."""

from datetime import timedelta

FIRST_WAIT = timedelta(hours=1)
LONGEST_WAIT = timedelta(hours=24)
SPREAD = 0.1
"""Waits are up to so much shorter than the full one, so that links that failed together don't all come back together.
Never longer: an hourly run must find a link that failed in the one before."""


def wait_after(tries: int, key: bytes) -> timedelta:
    """How long to wait after the ``tries``-th failed try (counted from 1) of the link with this key.

    One hour, then twice as long each time, a day at most. The spread follows from the key, so it can be tested.
    """
    full: timedelta = min(FIRST_WAIT * 2 ** min(tries - 1, 10), LONGEST_WAIT)
    return full * (1 - SPREAD * key[(tries - 1) % len(key)] / 255)
