"""Durations and counts: one grammar for arguments and settings."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl import settings
from newscrawl.core.arguments import parse_arguments
from newscrawl.core.errors import UsageProblem
from newscrawl.core.values import duration, whole_number
from newscrawl.store import StoreSettings

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("90m", timedelta(minutes=90)),
        ("12h", timedelta(hours=12)),
        ("1.5d", timedelta(hours=36)),
        (" 2 w ", timedelta(weeks=2)),
        ("0d", timedelta()),
    ],
)
def test_arguments_and_settings_take_the_same_durations(text, length):
    assert duration(text) == length
    assert parse_arguments({"since": text}, sections={}, now=NOW).since == NOW - length
    changed = {"NEWSCRAWL_REVISIT_WITHIN": text}
    assert StoreSettings.of(lambda name: changed.get(name, getattr(settings, name))).revisit_within == length


@pytest.mark.parametrize("text", ["", "d", "7 years", "-1d", "7dd", "1e3d", "99999w", "\u0661d", "7", "1."])
def test_what_is_no_duration(text):
    assert duration(text) is None


def test_a_number_alone_takes_the_unit_that_is_meant():
    assert duration("7", unit="d") == timedelta(days=7)
    assert duration("7h", unit="d") == timedelta(hours=7)


@pytest.mark.parametrize(("value", "count"), [("1", 1), (" 12\x1f", 12), ("007", 7), (3, 3)])
def test_a_whole_number(value, count):
    assert whole_number("limit", value) == count


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "ten", "", "\u0661", "1" * 10, None])
def test_no_whole_number_is_said_in_one_line(value):
    with pytest.raises(UsageProblem, match=r"limit=.*is not a whole number from 1 up"):
        whole_number("limit", value)


@given(st.text())
def test_any_text(text):
    duration(text)
    duration(text, unit="h")
