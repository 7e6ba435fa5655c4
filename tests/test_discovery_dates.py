"""Dates of feeds, cards and addresses: as precise as the source, never more."""

import re
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discovery.dates import feed_date, iso_date, most_precise, printed_date
from newscrawl.text.dates import date_in_path


@pytest.mark.parametrize(
    ("raw", "date"),
    [
        ("Sat, 21 Nov 2026 17:42:10 -0500", "2026-11-21T17:42:10-05:00"),
        ("Sat, 21 Nov 2026 17:42:10 +0000", "2026-11-21T17:42:10+00:00"),
        ("Sat, 21 Nov 2026 17:42:10 GMT", "2026-11-21T17:42:10+00:00"),
        ("Sat, 21 Nov 2026 17:42:10 -0000", "2026-11-21T17:42:10+00:00"),
        ("21 Nov 26 17:42 EST", "2026-11-21T17:42:00-05:00"),
        ("Sat, 18 Jul 2026 17:42:10 EDT", "2026-07-18T17:42:10-04:00"),
        ("Sat, 18 Jul 2026 17:42:10 CEST", "2026-07-18T17:42:10+02:00"),
        ("\n  Sat, 21 Nov 2026\n 17:42:10 PST ", "2026-11-21T17:42:10-08:00"),
        ("Sat, 21 Nov 2026 17:42:10", "2026-11-21"),
        ("Sat, 21 Nov 2026 17:42:10 XYZ", "2026-11-21"),
        ("2026-11-21T17:42:10Z", "2026-11-21T17:42:10+00:00"),
        ("2026-11-21T17:42:10.123-05:00", "2026-11-21T17:42:10-05:00"),
        ("2026-11-21T17:42:10-0500", "2026-11-21T17:42:10-05:00"),
        ("2026-11-21 17:42:10", "2026-11-21"),
        ("2026-11-21", "2026-11-21"),
        ("Mon, 30 Nov -0001 00:00:00 +0000", None),
        ("Thu, 01 Jan 1970 00:00:00 +0000", None),
        ("0001-01-01T00:00:00Z", None),
        ("2026-02-30", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_feed_date(raw, date):
    assert feed_date(raw) == date


@pytest.mark.parametrize(
    ("raw", "date"),
    [
        ("March 17, 2018", "2018-03-17"),
        ("Published: Sept. 3rd, 2026 4:14 PM", "2026-09-03"),
        ("17 Mar 2018", "2018-03-17"),
        ("Updated 2026-11-21 by the desk", "2026-11-21"),
        ("May 32, 2018", None),
        ("Marching 17, 2018", None),
        ("2 days ago", None),
        ("11/10/2026", None),
    ],
)
def test_printed_date(raw, date):
    assert printed_date(raw) == date


@pytest.mark.parametrize(
    ("url", "date"),
    [
        ("https://example.com/global/2026/11/21/a-story/", "2026-11-21"),
        ("https://example.com/2026/11/a-story/", "2026-11"),
        ("https://example.com/theaters/us/2026-11-21/a-story-1.html", "2026-11-21"),
        ("https://example.com/2026/13/a-story/", None),
        ("https://example.com/2026/02/30/a-story/", "2026-02"),
        ("https://example.com/1066/10/a-story/", None),
        ("https://example.com/a-story-2026/", None),
        ("https://example.com/20261121/a-story/", "2026-11-21"),
        ("https://example.com/20261121/", "2026-11-21"),
        ("https://example.com/archive/2026/11/21", "2026-11-21"),
        ("https://example.com/2026/1/5-ships/", "2026-01-05"),
        ("https://example.com/1944/06/06/a-story/", "1944-06-06"),
        ("https://example.com/a-story/?next=/2026/11/21/", None),
        ("https://example.com/a-story/#/2026/11/21/", None),
        ("http://[", None),
    ],
)
def test_date_in_path(url, date):
    assert date_in_path(url) == date


def test_most_precise_prefers_instants_and_then_the_first():
    assert most_precise("2026-11", None, "2026-11-21", "2026-11-22") == "2026-11-21"
    assert most_precise("2026-11-21", "2026-11-21T00:00:00Z", "2026-11-21T00:00:00-05:00") == "2026-11-21T00:00:00Z"
    assert most_precise(None) is None


WANTED = re.compile(r"\d{4}-\d{2}(-\d{2}(T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2}))?)?")
written = st.text() | st.text(alphabet="0123456789:-+TZ, MarchNovSatGMTEST./") | st.datetimes().map(str)


@given(written)
def test_whatever_is_written_a_date_is_well_formed_or_none(raw):
    for read in (feed_date, iso_date, printed_date, date_in_path):
        date = read(raw)
        assert date is None or WANTED.fullmatch(date)


@given(st.datetimes(min_value=datetime(1980, 1, 2), timezones=st.timezones()))
def test_an_instant_keeps_its_offset(moment):
    moment = moment.replace(microsecond=0)
    offset = moment.utcoffset().total_seconds()
    if moment.year <= 2100 and offset % 60 == 0:
        assert iso_date(moment.isoformat()) == moment.isoformat()


@given(st.datetimes(min_value=datetime(1980, 1, 2), max_value=datetime(2099, 12, 30)), st.integers(-1439, 1439))
def test_an_instant_is_read_as_mail_writes_it(moment, minutes):
    moment = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    assert feed_date(format_datetime(moment)) == moment.isoformat()


@pytest.mark.parametrize(
    "raw", ["Sat, 31 Feb 2026 10:00:00 +0000", "21 Nov 2026 24:00:00 GMT", "2026-02-30T10:00:00-25:00"]
)
def test_a_date_that_is_none_in_a_usual_form(raw):
    assert feed_date(raw) is None
