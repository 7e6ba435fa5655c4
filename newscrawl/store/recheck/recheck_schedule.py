"""When a published article is read again."""

from datetime import datetime, timedelta

STEPS = tuple(timedelta(hours=hours) for hours in (1, 3, 8, 20, 44))
"""After its first reading. Most corrections come within hours, and each further one is rarer."""
_FACTOR = 2
"""Each step beyond is so many times the one before, for those who ask for more than two days."""
_EARLY = 0.1
"""A visit may come by so much of its step too early: an hourly run is never an hour after the one before to the second,
and one that comes too late waits for the next run."""
_PATIENT_AFTER = 3
_FIRST_WAIT = timedelta(hours=1)
_LONGEST_WAIT = timedelta(days=7)
LATEST = timedelta(days=366)
"""Further ahead no visit is planned; a later one was set while the clock was ahead."""


def next_visit(first_read: datetime, published: datetime | None, now: datetime, within: timedelta) -> datetime | None:
    """When an article that was first read then is read again because it is young; None: no more.

    Its age counts from ``published`` (from its first reading where that is not known, or lies later): what an archive
    yields years after is not read twice.
    """
    born = min(published or first_read, first_read)
    for step in _steps(within):
        due = first_read + step * (1 - _EARLY)
        if first_read + step - born > within:
            return None
        if due > now:
            return due
    return None


def wait_for_hint(idle: int) -> timedelta:
    """How long after a reading the next hint is heeded, when so many before it were followed in vain.

    Sitemaps exist that call every article changed at every moment.
    """
    if idle < _PATIENT_AFTER:
        return timedelta()
    wait: timedelta = min(_FIRST_WAIT * 2 ** min(idle - _PATIENT_AFTER, 10), _LONGEST_WAIT)
    return wait * (1 - _EARLY)


def _steps(within: timedelta) -> list[timedelta]:
    steps = list(STEPS)
    while steps[-1] * _FACTOR <= within:
        steps.append(min(steps[-1] * _FACTOR, steps[-1] + LATEST))
    return [step for step in steps if step <= within]
