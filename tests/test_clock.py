"""The clock, and that of a rehearsal."""

from datetime import UTC, datetime, timedelta

import pytest

from newscrawl.core import clock
from newscrawl.core.errors import UsageProblem


def test_without_a_replica_the_clock_is_the_real_one(monkeypatch):
    monkeypatch.setenv("NEWSCRAWL_CLOCK", "2026-11-22T10:00:00Z=2000-01-01T00:00:00Z")
    monkeypatch.delenv("NEWSCRAWL_REPLICA", raising=False)
    assert datetime.now(UTC) <= clock.now() <= datetime.now(UTC)


def test_a_rehearsal_has_its_own_hours(monkeypatch):
    start = datetime.now(UTC) - timedelta(minutes=1)
    monkeypatch.setenv("NEWSCRAWL_REPLICA", "http://127.0.0.1:1")
    monkeypatch.setenv("NEWSCRAWL_CLOCK", f"{start.isoformat()}=2026-01-01T00:00:00Z*600")
    shown = clock.now() - datetime(2026, 1, 1, tzinfo=UTC)
    assert shown >= timedelta(hours=10)


@pytest.mark.parametrize(
    "wrong", ["tomorrow", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z=2026-01-01T00:00:00", "=*"]
)
def test_a_clock_that_makes_no_sense_is_told(monkeypatch, wrong):
    monkeypatch.setenv("NEWSCRAWL_REPLICA", "http://127.0.0.1:1")
    monkeypatch.setenv("NEWSCRAWL_CLOCK", wrong)
    with pytest.raises(UsageProblem, match=r"invalid NEWSCRAWL_CLOCK: .*; expected"):
        clock.now()
