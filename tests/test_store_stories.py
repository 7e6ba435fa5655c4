"""Near-duplicates in the state: what is found, what is forgotten, and the stories that come of it."""

import random
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.core.failpoints import Act
from newscrawl.store import near_duplicates
from newscrawl.store.articles.index import Entry, enter
from newscrawl.store.db.connection import Database
from newscrawl.store.db.types import get_or_create_site
from newscrawl.store.near_duplicates import clusters
from newscrawl.text.sketch import sketch

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WINDOW = timedelta(days=90)


def text(seed, length=300):
    chance = random.Random(f"text {seed}")
    return " ".join(f"{chance.choice(('ship', 'port', 'crew', 'hull'))}{chance.randrange(5000)}" for _ in range(length))


def half(whole, *, second=False):
    parts = whole.split()
    middle = len(parts) // 2
    return " ".join(parts[middle:] if second else parts[:middle])


def match(connection, made, *, after, leave_out, publisher_group=None):
    """The indexed article that a text nearly repeats, as publishing looks for it."""
    near = near_duplicates.near_ones(connection, made, leave_out=leave_out, publisher_group=publisher_group)
    return near_duplicates.nearest(connection, near, after=after)


class Desk:
    """Publishes as a crawl does, one article a transaction."""

    def __init__(self, database):
        self.database = database
        self.count = 0

    def publish(self, body, site="amn", *, publisher_group=None, at=NOW, date=None, window=WINDOW):
        self.count += 1
        identity = f"{self.count:032x}"
        made = sketch(body)
        with self.database.write(Act.PUBLISH_COMMIT) as connection:
            row = get_or_create_site(connection, site, publisher_group or site)
            repeated = match(connection, made, after=at - window, leave_out=None, publisher_group=row.publisher_group)
            number = enter(
                connection,
                row,
                Entry(
                    id=identity,
                    keys=(),
                    url=f"https://{site}.example/{self.count}/",
                    date_published=date or at.isoformat(),
                    content_hash=None,
                    revision=1,
                    run="run",
                ),
            )
            near_duplicates.index(connection, number, made, at=at, story=repeated.story if repeated else identity)
        return repeated

    def look_up(self, body, *, after=NOW - WINDOW, leave_out=None, publisher_group=None):
        with self.database.read() as connection:
            return match(connection, sketch(body), after=after, leave_out=leave_out, publisher_group=publisher_group)

    def count_of(self, table):
        with self.database.read() as connection:
            return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]

    def stories(self, *, since=NOW - timedelta(days=7), until=NOW + timedelta(days=1), **wanted):
        with self.database.read() as connection:
            return clusters(connection, since=since, until=until, **wanted)


@pytest.fixture
def desk(tables):
    return Desk(tables)


# --- look-up ---------------------------------------------------------------------------------------------------------


def test_the_first_of_its_kind_repeats_nothing(desk):
    assert desk.publish(text(1)) is None
    assert desk.publish(text(2), "spacenews") is None


def test_an_equal_text_of_another_site(desk):
    desk.publish(text(1))
    match = desk.publish(text(1).upper(), "spacenews")
    assert match == near_duplicates.Match(1, f"{1:032x}", 1.0, f"{1:032x}")


@pytest.mark.parametrize("length", [13, 40])
def test_equal_short_texts(desk, length):
    desk.publish(text("short", length))
    assert desk.publish(text("short", length), "spacenews").similarity == 1.0


@pytest.mark.parametrize("length", [1, 3, 12])
def test_equal_texts_too_short_to_tell_anything(desk, length):
    """Two sites say "Breaking news, more to follow": that makes no story."""
    desk.publish(text("short", length))
    assert desk.publish(text("short", length), "spacenews") is None


def test_a_copy_inherits_the_story_of_what_it_matches(desk):
    whole = text(1)
    desk.publish(whole)
    desk.publish(f"{whole} {text('more', 60)}", "spacenews")
    longer = f"{whole} {text('more', 60)} {text('still more', 60)}"
    match = desk.publish(longer, "defenseone")
    assert (match.number, match.story) == (2, f"{1:032x}")


def test_the_most_alike_wins_then_the_first(desk):
    whole = text(1)
    desk.publish(half(whole), "amn")
    desk.publish(whole, "spacenews")
    desk.publish(whole, "defenseone")
    assert desk.look_up(f"{whole} {text('tail', 20)}").number == 2


def test_only_the_window_counts(desk):
    desk.publish(text(1), at=NOW - timedelta(days=91))
    assert desk.publish(text(1), "spacenews") is None
    assert desk.look_up(text(1), leave_out=2) is None
    assert desk.look_up(text(1), leave_out=2, after=NOW - timedelta(days=91)).number == 1


def test_an_article_is_not_its_own_copy(desk):
    desk.publish(text(1))
    assert desk.look_up(text(1), leave_out=1) is None
    desk.publish(text(1), "spacenews")
    assert desk.look_up(text(1), leave_out=1).number == 2


def test_within_a_house_more_must_be_alike(desk):
    whole = text(1)
    other_start = f"{text('start', 75)} {' '.join(whole.split()[75:])}"
    desk.publish(whole, "amn", publisher_group="house")
    assert desk.look_up(other_start, publisher_group="another")
    assert desk.look_up(other_start, publisher_group="house") is None
    assert desk.look_up(half(whole), publisher_group="house"), "all of it stands in the other"


def test_teasers_under_one_house_s_long_notice_are_not_one_text(desk):
    notice = text("members only", 70)
    desk.publish(f"{text(1, 25)} {notice}", "amn")
    assert desk.publish(f"{text(2, 25)} {notice}", "amn") is None


def test_the_first_copy_of_one_moment_is_first(desk):
    """Articles of one transaction see each other."""
    with desk.database.write(Act.PUBLISH_COMMIT) as connection:
        row = get_or_create_site(connection, "amn", "amn")
        found = []
        for number in (1, 2):
            entry = Entry(
                id=f"{number:032x}", keys=(), url="u", date_published=None, content_hash=None, revision=1, run="r"
            )
            entered = enter(connection, row, entry)
            found.append(match(connection, sketch(text(1)), after=NOW, leave_out=entered))
            near_duplicates.index(connection, entered, sketch(text(1)), at=NOW, story=f"{1:032x}")
    assert found[0] is None
    assert found[1].number == 1


def test_what_is_rolled_back_was_never_there(desk):
    desk.publish(text(1))
    with suppress(LookupError), desk.database.write(Act.PUBLISH_COMMIT) as connection:
        near_duplicates.unindex(connection, 1)
        near_duplicates.index(connection, 7, sketch(text(7)), at=NOW, story=f"{7:032x}")
    assert desk.look_up(text(1))


def test_a_mark_that_many_articles_have_leads_nowhere(desk):
    """A frame does not fill the index, and does not hide a copy."""
    frame = text("frame", 300)
    editions = [f"{frame} {text(day, 290)}" for day in range(70)]
    for edition in editions:
        assert desk.publish(edition) is None
    with desk.database.read() as connection:
        (crowd,) = connection.execute(
            "SELECT max(number) FROM (SELECT count(*) AS number FROM postings GROUP BY mark)"
        ).fetchone()
    assert crowd == near_duplicates.CROWD
    for day in (0, 30, 60, 69):
        assert desk.look_up(f"{editions[day]} {text('tail', 30)}", publisher_group="another").number == day + 1


# --- forgetting ------------------------------------------------------------------------------------------------------


def test_what_is_taken_out_is_found_no_more(desk):
    desk.publish(text(1))
    desk.publish(text(2))
    with desk.database.write(Act.PUBLISH_COMMIT) as connection:
        near_duplicates.unindex(connection, 1)
        near_duplicates.unindex(connection, 1)
        near_duplicates.unindex(connection, 99)
    assert desk.look_up(text(1)) is None
    assert desk.look_up(text(2)).number == 2


def test_a_new_text_takes_the_place_of_the_old(desk):
    desk.publish(text(1))
    with desk.database.write(Act.PUBLISH_COMMIT) as connection:
        near_duplicates.index(connection, 1, sketch(text(2)), at=NOW, story=f"{1:032x}")
    assert desk.look_up(text(1)) is None
    assert desk.look_up(text(2)).number == 1
    assert desk.count_of("postings") == near_duplicates.POSTED


def test_only_articles_are_indexed(desk):
    with pytest.raises(LookupError, match="no article 7"), desk.database.write(Act.PUBLISH_COMMIT) as connection:
        near_duplicates.index(connection, 7, sketch(text(1)), at=NOW, story=f"{1:032x}")


def test_pruning_takes_the_oldest_so_many_at_a_time(desk, monkeypatch):
    monkeypatch.setattr(near_duplicates, "PRUNED", 2)
    for day in (5, 1, 3, 4):
        desk.publish(text(day), at=NOW - timedelta(days=day))
    removed = []
    while not removed or removed[-1]:
        with desk.database.write(Act.PUBLISH_COMMIT) as connection:
            removed.append(near_duplicates.prune_sketches(connection, NOW - timedelta(days=2)))
    assert removed == [2, 1, 0]
    assert [bool(desk.look_up(text(day))) for day in (1, 3, 4, 5)] == [True, False, False, False]
    assert desk.count_of("sketches") == 1
    assert desk.count_of("postings") == near_duplicates.POSTED


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(("publish", "again", "out", "prune")), st.integers(0, 5)), max_size=25))
def test_postings_always_lead_to_sketches(acts):
    database = Database.in_memory()
    desk = Desk(database)
    known = {}
    for act, number in acts:
        if act == "publish":
            desk.publish(text(number, 20 + 60 * number), at=NOW - timedelta(days=number))
            known[desk.count] = number
            continue
        chosen = sorted(known)[number] if number < len(known) else None
        with desk.database.write(Act.PUBLISH_COMMIT) as connection:
            if act == "prune":
                near_duplicates.prune_sketches(connection, NOW - timedelta(days=number, seconds=1))
                known = {key: day for key, day in known.items() if day <= number}
            elif chosen is not None and act == "out":
                near_duplicates.unindex(connection, chosen)
                del known[chosen]
            elif chosen is not None:
                at = NOW - timedelta(days=known[chosen])
                near_duplicates.index(connection, chosen, sketch(text(number)), at=at, story="0" * 32)
    assert desk.count_of("sketches") == len(known)
    assert desk.count_of("postings WHERE article NOT IN (SELECT article FROM sketches)") == 0
    assert desk.count_of("sketches WHERE article NOT IN (SELECT article FROM postings)") == 0
    database.close()


# --- stories as they stand now ---------------------------------------------------------------------------------------


def test_a_story_begins_with_who_published_first_not_with_who_was_read_first(desk):
    whole = text(1)
    desk.publish(f"{whole} {text('local', 60)}", "spacenews", at=NOW, date="2026-11-22T10:00:00+00:00")
    desk.publish(whole, "amn", at=NOW + timedelta(minutes=5), date="2026-11-22T08:30:00+00:00")
    desk.publish(text(2), "amn")
    ((first, copy),) = desk.stories()
    assert (first.site, first.of_first, first.after) == ("amn", 1.0, timedelta(0))
    assert (copy.site, copy.after) == ("spacenews", timedelta(minutes=90))
    assert copy.of_first == 1.0
    assert copy.of_itself == pytest.approx(300 / 360, abs=0.1)


def test_stories_join_when_the_article_between_them_turns_up(desk):
    """As they stand now: when the halves were written, nobody knew that they belong together."""
    whole = text(1, 600)
    assert desk.publish(half(whole), "amn") is None
    assert desk.publish(half(whole, second=True), "spacenews") is None
    assert desk.stories() == []
    assert desk.publish(whole, "defenseone")
    ((*_, last),) = desk.stories()
    assert last.site == "defenseone"
    assert len(desk.stories()[0]) == 3


def test_the_span_asks_for_one_article_and_shows_all(desk):
    whole = text(1)
    desk.publish(whole, "amn", at=NOW - timedelta(days=20))
    desk.publish(whole, "spacenews", at=NOW)
    (story,) = desk.stories()
    assert [(storage_errors.site, storage_errors.after.days) for storage_errors in story] == [
        ("amn", 0),
        ("spacenews", 20),
    ]
    assert desk.stories(until=NOW - timedelta(hours=1)) == []
    assert desk.stories(since=NOW + timedelta(hours=1)) == []


def test_an_article_of_old_that_was_read_today_is_not_of_today(desk):
    desk.publish(text(1), "amn", date="2019-05-04T10:00:00+00:00")
    desk.publish(text(1), "spacenews", date="2019-05-04")
    assert desk.stories() == []
    assert len(desk.stories(since=datetime(2019, 5, 1, tzinfo=UTC), until=datetime(2019, 6, 1, tzinfo=UTC))) == 1


def test_stories_of_a_site_and_of_so_many(desk):
    for number, sites in enumerate((("amn", "spacenews"), ("amn", "defenseone", "spacenews"), ("defenseone", "twz"))):
        for site in sites:
            desk.publish(text(number), site, at=NOW - timedelta(hours=number))
    assert [len(story) for story in desk.stories()] == [3, 2, 2]
    assert [story[0].site for story in desk.stories()] == ["amn", "amn", "defenseone"], "the latest first"
    assert [len(story) for story in desk.stories(site="amn")] == [3, 2]
    assert [len(story) for story in desk.stories(at_least=3)] == [3]


def test_undated_articles_count_from_when_they_were_seen(desk):
    desk.publish(text(1), "amn", date="no date")
    desk.publish(text(1), "spacenews", at=NOW + timedelta(hours=2), date="no date")
    ((first, copy),) = desk.stories()
    assert first.published == NOW
    assert copy.after == timedelta(hours=2)
