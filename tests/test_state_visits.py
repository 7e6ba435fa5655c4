"""When an article is read again."""

from datetime import UTC, datetime, timedelta

import pytest

from newscrawl.store.recheck.recheck_schedule import STEPS, next_visit, wait_for_hint

READ = datetime(2026, 11, 22, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def visits(published, within):
    """Hours after the first reading at which an hourly run visits the article."""
    hours, due = [], next_visit(READ, published, READ, within)
    for hour in range(1, 600):
        now = READ + hour * HOUR
        if due is not None and due <= now:
            hours.append(hour)
            due = next_visit(READ, published, now, within)
    return hours


def test_the_default_is_five_visits_each_later_than_the_one_before():
    assert visits(READ - HOUR / 2, 48 * HOUR) == [1, 3, 8, 18, 40]


@pytest.mark.parametrize(
    ("published", "within", "hours"),
    [
        (READ - timedelta(days=300), 48 * HOUR, []),
        (READ - 24 * HOUR, 48 * HOUR, [1, 3, 8, 18]),
        (READ - 2 * HOUR, 0 * HOUR, []),
        (READ - 2 * HOUR, 4 * HOUR, [1]),
        (READ + 90 * HOUR, 48 * HOUR, [1, 3, 8, 18, 40]),
        (None, 48 * HOUR, [1, 3, 8, 18, 40]),
        (READ, timedelta(days=10), [1, 3, 8, 18, 40, 80, 159]),
    ],
)
def test_age_counts_from_publication(published, within, hours):
    assert visits(published, within) == hours


def test_a_run_that_comes_late_skips_steps():
    assert next_visit(READ, READ, READ + 10 * HOUR, 48 * HOUR) == READ + 18 * HOUR
    assert next_visit(READ, READ, READ + 45 * HOUR, 48 * HOUR) is None


def test_very_long_spans_end():
    assert next_visit(READ, READ, READ + 45 * HOUR, timedelta(days=36500)) is not None
    assert len(STEPS) == 5


def test_hints_that_are_never_true_are_followed_ever_less():
    waits = [wait_for_hint(idle) for idle in range(40)]
    assert waits[:3] == [timedelta()] * 3
    assert waits == sorted(waits)
    assert waits[-1] <= timedelta(days=7)
