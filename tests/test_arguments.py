import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newscrawl.core.arguments import Arguments, parse_arguments, span_of
from newscrawl.core.errors import UsageProblem

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
GOOD = {"since": "7d", "until": "2026-11-20", "limit": "3", "section": "navy", "trial": "1"}


def parse(**given):
    return parse_arguments(given, sections={"navy": "branches/navy", "army": "branches/army"}, now=NOW)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-01", datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026-11-01T08:00", datetime(2026, 11, 1, 8, tzinfo=UTC)),
        ("2026-11-01T08:00:00-05:00", datetime(2026, 11, 1, 13, tzinfo=UTC)),
        ("2026-11-01T08:00Z", datetime(2026, 11, 1, 8, tzinfo=UTC)),
        ("90m", NOW - timedelta(minutes=90)),
        ("12h", NOW - timedelta(hours=12)),
        ("7d", NOW - timedelta(days=7)),
        (" 2w ", NOW - timedelta(weeks=2)),
    ],
)
def test_since_takes_dates_instants_and_spans(text, instant):
    assert parse(since=text).since == instant


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"since": "yesterday"}, "neither a date"),
        ({"since": "2026-13-01"}, "neither a date"),
        ({"since": "99999w"}, "neither a date"),
        ({"since": "2026-11-10", "until": "2026-11-10"}, "not before"),
        ({"limit": "0"}, "whole number"),
        ({"limit": "-3"}, "whole number"),
        ({"limit": "ten"}, "whole number"),
        ({"trial": "maybe"}, "neither 1 nor 0"),
        ({"section": "navy,nave"}, "'nave'; this site has navy, army"),
        ({"sinse": "7d"}, "unknown argument 'sinse'"),
    ],
)
def test_wrong_arguments_say_what_would_be_right(given, says):
    with pytest.raises(UsageProblem) as problem:
        parse(**given)
    assert says in str(problem.value)
    assert "\n" not in str(problem.value)


def test_sections_are_split_and_each_taken_once():
    assert parse(section="navy, army,navy").sections == ("navy", "army")


def test_a_bare_day_is_refused_only_when_all_of_it_lies_outside_in_every_zone():
    asked = Arguments(since=datetime(2026, 11, 10, tzinfo=UTC), until=datetime(2026, 11, 12, tzinfo=UTC))
    assert asked.covers("2026-11-10")
    assert asked.covers("2026-11-09"), "in Honolulu the 9th ends on the 10th, 10:00 UTC"
    assert not asked.covers("2026-11-08")
    assert asked.covers("2026-11-12"), "in Auckland the 12th begins on the 11th"
    assert not asked.covers("2026-11-13")
    assert asked.covers("2026-11")
    assert not asked.covers("2026-10")


def test_since_is_inclusive_and_until_exclusive():
    asked = Arguments(since=datetime(2026, 11, 10, tzinfo=UTC), until=datetime(2026, 11, 12, tzinfo=UTC))
    assert asked.covers("2026-11-10T00:00:00+00:00")
    assert not asked.covers("2026-11-09T23:59:59+00:00")
    assert not asked.covers("2026-11-11T19:00:00-05:00")
    assert asked.covers("2026-11-11T18:59:59-05:00")


@pytest.mark.parametrize("date", [None, "", "soon", "2026-99", "2026-11-10T08:00:00", "0001-01-01", "9999-12"])
def test_an_undated_article_is_never_left_out(date):
    assert Arguments(since=NOW, until=NOW + timedelta(days=1)).covers(date)


def test_white_space_of_every_kind_around_a_value_is_ignored():
    """str.strip() takes more of it away than int() does by itself."""
    blanks = "".join(chr(number) for number in range(sys.maxunicode) if chr(number).isspace())
    around = parse(**{name: f"{blanks}{text}{blanks}" for name, text in GOOD.items()})
    assert around == replace(parse(**GOOD), given=around.given)


@given(st.text(max_size=40))
@example("1\x1f")
def test_any_text_is_a_value_or_one_clear_line(text):
    for name in ("since", "until", "limit", "section", "trial"):
        try:
            parse(**{name: text})
        except UsageProblem as problem:
            assert name in str(problem) or "section" in str(problem)


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.timezones()))
def test_an_instant_lies_within_the_span_of_its_day_and_month(instant):
    day, month = span_of(instant.strftime("%Y-%m-%d")), span_of(instant.strftime("%Y-%m"))
    assert day[0] <= instant <= day[1]
    assert month[0] <= instant <= month[1]
