"""Dates as printed to RFC 3339 or a bare day."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.text.dates import Calendar, day_in, parse_date

NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)
NEW_YORK = Calendar.of("America/New_York", NOW)
KYIV = Calendar.of("Europe/Kyiv", NOW, language="en-GB")


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("2019-11-19T04:50:22+00:00", "2019-11-19T04:50:22+00:00"),
        ("2019-11-26T16:14:00.123Z", "2019-11-26T16:14:00+00:00"),
        ("2019-11-26T16:14:00-0500", "2019-11-26T16:14:00-05:00"),
        ("2019-11-26 16:14 EST", "2019-11-26T16:14:00-05:00"),
        ("20191126", "2019-11-26"),
        ("2023-12-13T17:06:41", "2023-12-13T17:06:41-05:00"),  # naive: the site's clock
        ("2023-07-13T17:06:41", "2023-07-13T17:06:41-04:00"),  # and its summer
        ("2023-12-13T00:00:00", "2023-12-13"),  # naive midnight: a day in disguise
        ("2023-12-13T00:00:00Z", "2023-12-13T00:00:00+00:00"),
        ("Tue, 26 Nov 2019 16:14:00 -0500", "2019-11-26T16:14:00-05:00"),
        ("Tue, 26 Nov 19 16:14:00 GMT", "2019-11-26T16:14:00+00:00"),
        ("Nov. 26, 2019, 4:14 p.m. ET", "2019-11-26T16:14:00-05:00"),
        ("4:14 PM ET Nov 26, 2019", "2019-11-26T16:14:00-05:00"),
        ("12:05 AM, Nov 20, 2019", "2019-11-20T00:05:00-05:00"),
        ("November 26, 2019", "2019-11-26"),
        ("26 November 2019", "2019-11-26"),
        ("the 26th of November, 2019", "2019-11-26"),
        ("by Ada Lark \u2014 November 18, 2019", "2019-11-18"),
        ("11/26/19", "2019-11-26"),
        ("3/4/2019", "2019-03-04"),
        ("26/11/2019", "2019-11-26"),  # no 26th month
        ("26.11.2019, 16:14 Uhr", "2019-11-26T16:14:00-05:00"),
        ("2024/02/01 10:00", "2024-02-01T10:00:00-05:00"),
        ("Mon Nov 25 2019 22:00:03 GMT+0000 (UTC)", "2019-11-25T22:00:03+00:00"),
        ("24 Jan, 2024 10:20 IST", "2024-01-24T10:20:00+05:30"),
        ("Published on 21 December 2023 6:00 pm", "2023-12-21T18:00:00-05:00"),
        ("Published: Nov 26, 2019 | Updated: Nov 27, 2019", "2019-11-26"),
        ("September 11, 2017 10:09 PM - Updated: August 22, 2018 6:57 AM", "2017-09-11T22:09:00-04:00"),
        ("Updated: Nov 27, 2019", None),
        ("26 novembre 2019 \u00e0 16h14", "2019-11-26T16:14:00-05:00"),
        ("26 de noviembre de 2019", "2019-11-26"),
        ("26 \u043b\u0438\u0441\u0442\u043e\u043f\u0430\u0434\u0430 2019", "2019-11-26"),
        ("2019\u5e7411\u670826\u65e5", "2019-11-26"),
        ("1574802840", "2019-11-26T21:14:00+00:00"),
        ("1574802840000", "2019-11-26T21:14:00+00:00"),
        ("3 hours ago", "2024-03-01"),
        ("yesterday", "2024-02-29"),
        ("Nov 26", "2023-11-26"),  # the last one there was
        ("Feb 29, 2023", None),
        ("2019-02-30", None),
        ("2019-11-26T25:00:00Z", None),
        ("2055-01-01", None),
        ("0001-01-01T00:00:00", None),
        ("12 march of the penguins, part 7", None),
        ("The 2020 story of five men in May", None),
        ("", None),
    ],
)
def test_published(printed, value):
    assert parse_date(printed, NEW_YORK) == value


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("Updated: Nov 27, 2019", "2019-11-27"),
        ("Published: Nov 26, 2019 | Updated: Nov 27, 2019", "2019-11-27"),
        ("Nov 27, 2019", None),
        ("2019-11-27T08:00:00Z", "2019-11-27T08:00:00+00:00"),
    ],
)
def test_modified(printed, value):
    assert parse_date(printed, NEW_YORK, modified=True) == value


def test_day_first_where_the_site_writes_so():
    assert parse_date("3/4/2019", KYIV) == "2019-04-03"
    assert parse_date("26.11.2019 09:00", KYIV) == "2019-11-26T09:00:00+02:00"


def test_naive_dates_may_be_utc():
    calendar = Calendar.of("America/New_York", NOW, naive_is_utc=True)
    assert parse_date("2023-12-13T17:06:41", calendar) == "2023-12-13T17:06:41+00:00"


def test_day_of_an_instant_is_that_of_the_zone():
    assert day_in("2019-11-19T04:50:22+00:00", ZoneInfo("America/New_York")) == "2019-11-18"
    assert day_in("2019-11-19", ZoneInfo("America/New_York")) == "2019-11-19"


@given(st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(2024, 2, 28)), st.sampled_from([NEW_YORK, KYIV]))
def test_printed_forms_of_one_instant_agree(moment, calendar):
    moment = moment.replace(microsecond=0, second=0, minute=moment.minute or 1, tzinfo=UTC)
    forms = ("%Y-%m-%dT%H:%M:%SZ", "%a, %d %b %Y %H:%M:%S GMT", "%B %d, %Y, %I:%M %p UTC", "%d %b %Y %H:%M UTC")
    assert {parse_date(moment.strftime(form), calendar) for form in forms} == {moment.isoformat()}


@given(st.text(max_size=300))
def test_any_text_gives_a_date_or_none(text):
    value = parse_date(text, NEW_YORK)
    if value is not None:
        parsed = datetime.fromisoformat(value)
        assert len(value) == 10 or parsed.tzinfo
        assert parsed.replace(tzinfo=parsed.tzinfo or UTC) <= NOW + timedelta(days=3)


@given(
    st.lists(
        st.sampled_from(["May", "1", "2019", "12:30", "/", "-", "Published", "pm", "ET", "ago", "."]), max_size=400
    )
)
def test_heaps_of_date_words_do_no_harm(words):
    parse_date(" ".join(words), NEW_YORK)
    parse_date("".join(words), KYIV, modified=True)
