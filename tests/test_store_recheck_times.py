"""When an article is read again."""

from datetime import UTC, datetime, timedelta

import pytest

from newscrawl.core.crawl_state import FetchRecord, Outcome
from newscrawl.core.failpoints import Act
from newscrawl.core.links import Link
from newscrawl.items import Article
from newscrawl.store.articles.index import Entry, enter
from newscrawl.store.db.types import get_or_create_site, to_number
from newscrawl.store.recheck.queue import STEPS, last_seen, next_recheck, schedule_hinted, wait_for_signal
from newscrawl.store.recheck.readings import record_reading
from newscrawl.store.recheck.signature import ContentSignature
from newscrawl.store.settled import Settlement, settle_names

READ = datetime(2026, 11, 22, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def visits(published, within):
    """Hours after the first reading at which an hourly run visits the article."""
    hours, due = [], next_recheck(READ, published, READ, within)
    for hour in range(1, 600):
        now = READ + hour * HOUR
        if due is not None and due <= now:
            hours.append(hour)
            due = next_recheck(READ, published, now, within)
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
    assert next_recheck(READ, READ, READ + 10 * HOUR, 48 * HOUR) == READ + 18 * HOUR
    assert next_recheck(READ, READ, READ + 45 * HOUR, 48 * HOUR) is None


def test_very_long_spans_end():
    assert next_recheck(READ, READ, READ + 45 * HOUR, timedelta(days=36500)) is not None
    assert len(STEPS) == 5


def test_hints_that_are_never_true_are_followed_ever_less():
    waits = [wait_for_signal(idle) for idle in range(40)]
    assert waits[:3] == [timedelta()] * 3
    assert waits == sorted(waits)
    assert waits[-1] <= timedelta(days=7)


URL = "https://gazette.test/a"
KEY = b"a" * 16


@pytest.fixture
def state(tables):
    """A transaction in a state with one site and one article of it."""
    with tables.write(Act.PUBLISH_COMMIT) as connection:
        site = get_or_create_site(connection, "gazette", "press")
        entry = Entry(id=KEY.hex(), keys=(KEY,), url=URL, date_published=None, content_hash=None, revision=1, run="run")
        number = enter(connection, site, entry)
        how = Settlement(outcome=Outcome.PUBLISHED, at=READ, run="run")
        settle_names(connection, site, [KEY], number, how, url=URL)
        yield connection, site, number


def read(connection, site, number):
    article = Article(id=KEY.hex(), site="gazette", publisher="G", url=URL, canonical_url=URL, body="Text.")
    seen = FetchRecord(link=Link(url=URL, source="feed"), at=READ)
    record_reading(
        connection, site, number, ContentSignature.of(article), seen, url=URL, modified=None, within=48 * HOUR
    )


def test_a_reading_takes_the_place_of_all_that_was_noted(state):
    connection, site, number = state
    read(connection, site, number)
    fresh = connection.execute("SELECT * FROM readings").fetchall()
    connection.execute(
        "UPDATE readings SET url = 'u', other_url = 'u', html = x'00', asked = TRUE, tries = 3, idle = 2, "
        "reason = 'r', gone_at = 5, hinted_at = 5"
    )
    assert connection.execute("SELECT * FROM readings").fetchall() != fresh
    read(connection, site, number)
    assert connection.execute("SELECT * FROM readings").fetchall() == fresh


@pytest.mark.parametrize(
    ("held", "said", "kept"),
    [(None, None, None), (None, 2, 2), (3, None, 3), (3, 2, 3), (3, 4, 4)],
)
def test_the_newest_change_that_a_source_told_of_is_kept(state, held, said, kept):
    connection, site, number = state
    hours = {hour: to_number(READ + hour * HOUR) for hour in range(1, 5)} | {None: None}
    read(connection, site, number)
    connection.execute("UPDATE readings SET hinted_at = ?", (hours[held],))
    link = Link(url=URL, source="feed", modified=(READ + said * HOUR).isoformat() if said else None)
    schedule_hinted(connection, site, last_seen(connection, site, KEY), link, READ + 5 * HOUR)
    assert connection.execute("SELECT hinted_at FROM readings").fetchall() == [(hours[kept],)]


@pytest.mark.parametrize(("planned", "expected"), [(None, 5), (2, 2), (9, 5)])
def test_a_visit_that_was_planned_for_sooner_stays(state, planned, expected):
    connection, site, number = state
    read(connection, site, number)
    due = None if planned is None else to_number(READ + planned * HOUR)
    connection.execute("UPDATE readings SET next_visit = ?, tries = 2, reason = 'r'", (due,))
    schedule_hinted(connection, site, last_seen(connection, site, KEY), Link(url=URL, source="feed"), READ + 5 * HOUR)
    rows = connection.execute("SELECT next_visit, asked, tries FROM readings").fetchall()
    assert rows == [(to_number(READ + expected * HOUR), 1, 0)]
