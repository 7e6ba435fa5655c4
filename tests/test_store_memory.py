"""The memory of one site: what is asked for, what waits, what is done with, how far back all is read."""

import hashlib
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.core.crawl_state import Coverage, FetchRecord, Outcome, Validators
from newscrawl.core.links import Link
from newscrawl.items import Article, Image
from newscrawl.store import FILE_NAME, RunRow, StoreSettings
from newscrawl.store.frontier import FIRST_WAIT, LONGEST_WAIT, SPREAD, wait_after
from newscrawl.store.link_codec import fuller, pack, unpack

START = datetime(2026, 11, 22, 8, 0, 0, 123456, UTC)
HOUR = timedelta(hours=1)


def identify(url):
    return hashlib.sha256(url.lower().encode("utf-8", "replace")).hexdigest()[:32]


def link(name, **hints):
    return Link(url=f"https://gazette.test/{name}/", source="feed", **hints)


class Clock:
    def __init__(self):
        self.now = START

    def __call__(self):
        return self.now


class Newsroom:
    """One store; ``run()`` gives what a new run remembers."""

    def __init__(self, open_store):
        self.clock = Clock()
        self.open_store = open_store
        self.stores = {}
        self.count = 0

    def run(self, site="gazette", publisher_group="gazette", tries=10):
        self.count += 1
        self.id = f"run-{self.count}"
        if tries not in self.stores:
            self.stores[tries] = self.open_store(settings=StoreSettings(tries=tries), clock=self.clock)
        memory = self.stores[tries].site(site, publisher_group, identify)
        memory.begin_run(RunRow(id=self.id, stem=self.id, started=self.clock.now, account={}))
        return memory

    def settled(self, one):
        key = bytes.fromhex(identify(one.url))
        return bool(self.rows("SELECT 1 FROM settled WHERE key = ?", key))

    def end(self, memory):
        end = memory.end_run(self.id, lambda _: {})
        return end.complete, end.pending

    def publish(self, memory, url, *, date=None, found=()):
        for one in found or [Link(url=url, source="feed")]:
            article = Article(
                id=identify(url), site="gazette", publisher="G", url=url, canonical_url=url, headline=url,
                body=f"What is told at {url}.", date_published=date, fetch=FetchRecord(link=one, at=self.clock()),
            )  # fmt: skip
            (done,) = memory.publish([memory.prepare(article, self.id)])
        return done.outcome

    def rows(self, sql, *values):
        with closing(sqlite3.connect(self.open_store.folder / FILE_NAME)) as connection:
            return connection.execute(sql, values).fetchall()


@pytest.fixture
def room(open_store):
    return Newsroom(open_store)


def test_unknown_links_are_returned_in_their_order_and_once(room):
    memory = room.run()
    a, b, c = link("a"), link("b"), link("c")
    again = replace(a, url=a.url.upper())
    assert memory.add_discovered([b, a, again, c]) == [b, replace(again, url=a.url), c]
    assert memory.add_discovered([c, b]) == []
    assert memory.pending_count() == 3


def test_links_of_this_run_are_not_left_over(room):
    memory = room.run()
    memory.add_discovered([link("a")])
    assert memory.next_pending() == []
    assert room.run().next_pending() == [link("a")]


def test_due_links_come_newest_first_and_whole(room):
    memory = room.run()
    full = link(
        "full", title="T “x”", date="2026-11-21T10:00:00-05:00", date_raw="Saturday", modified="2026-11-22",
        description="d", authors=("A", "B"), section="s", keywords=("k", "l"), language="en",
        images=(Image(url="https://gazette.test/i.jpg", caption="c", credit=None),), html="<p>\ud800 lone, 😀</p>" * 50,
    )  # fmt: skip
    memory.add_discovered([link("old", date="2026-01-05"), full, link("undated"), link("day", date="2026-11-21")])
    assert [one.url.split("/")[3] for one in room.run().next_pending()] == ["undated", "full", "day", "old"]
    assert room.run().next_pending()[1] == full


def test_a_known_link_is_dropped_for_ever(room):
    memory = room.run()
    links = [link(outcome.value) for outcome in Outcome]
    memory.add_discovered(links)
    for one, outcome in zip(links, Outcome, strict=True):
        assert not room.settled(one)
        memory.resolve(one, outcome, "why")
        assert room.settled(one)
    assert memory.add_discovered(links) == []
    later = room.run()
    assert later.add_discovered(links) == []
    assert later.next_pending() == []
    assert later.pending_count() == 0
    assert len(room.rows("SELECT * FROM settled WHERE url IS NOT NULL AND reason = 'why'")) == len(links)


def test_the_full_text_is_gone_when_the_link_is_settled(room):
    memory = room.run()
    memory.add_discovered([link("a", html="<p>text</p>")])
    assert room.rows("SELECT count(*) FROM pending WHERE html IS NOT NULL") == [(1,)]
    memory.resolve(link("a"), Outcome.GONE)
    assert room.rows("SELECT count(*) FROM pending") == [(0,)]


def test_a_pending_link_that_comes_again_brings_its_fuller_hints(room):
    room.run().add_discovered([link("a", title="Old", date="2026-11-21")])
    memory = room.run()
    assert memory.add_discovered([link("a", html="<p>all</p>", date="2026-11-21T10:00:00Z", date_raw="raw")]) == []
    assert memory.add_discovered([replace(link("a"), source="listing", title="New", date="2026-11-21")]) == []
    (due,) = memory.next_pending()
    assert due == link("a", title="New", html="<p>all</p>", date="2026-11-21T10:00:00Z", date_raw="raw")


def test_validators_are_kept_with_the_links(room):
    memory = room.run()
    url = "https://gazette.test/feed/"
    assert memory.validators(url) is None
    seen = Validators(etag='W/"1"', last_modified=None)
    assert memory.add_discovered([], source_url=url, validators=seen) == []
    assert room.run().validators(url) == seen
    memory.add_discovered([link("a")], source_url=url, validators=Validators(last_modified="Sun"))
    assert memory.validators(url) == Validators(last_modified="Sun")
    assert room.run("other").validators(url) is None
    memory.add_discovered([link("b")], source_url=url)
    assert memory.validators(url) == Validators(last_modified="Sun")


class Cut(Exception):
    pass


def test_a_validator_never_outlives_its_links(room, monkeypatch):
    """Saved together or not at all: a 304 must not hide a link that was not saved."""
    memory = room.run()

    def cut(*_):
        raise Cut

    monkeypatch.setattr("newscrawl.store.db.connection.before", cut)
    with pytest.raises(Cut):
        memory.add_discovered([link("a")], source_url="u", validators=Validators(etag="1"))
    monkeypatch.undo()
    assert memory.validators("u") is None
    assert room.run().next_pending() == []


def test_waits_grow_across_runs_until_given_up(room):
    room.run().add_discovered([link("a")])
    waits = []
    for _ in range(9):
        memory = room.run()
        assert memory.next_pending() == [link("a")]
        assert memory.retry_later(link("a"), "HTTP 503") is False
        began = room.clock.now
        while not room.run().next_pending():
            room.clock.now += timedelta(minutes=1)
        waits.append(room.clock.now - began)
    full = [1, 2, 4, 8, 16, 24, 24, 24, 24]
    for wait, hours in zip(waits, full, strict=True):
        assert (1 - SPREAD) * hours * HOUR <= wait <= hours * HOUR + timedelta(minutes=1)
    memory = room.run()
    assert memory.retry_later(link("a"), "HTTP 503") is True
    assert room.settled(link("a"))
    assert memory.retry_later(link("a"), "late") is False
    assert memory.pending_count() == 0
    assert room.rows("SELECT outcome, reason FROM settled") == [("given_up", "HTTP 503")]


def test_tries_are_an_argument_and_a_new_link_can_fail(room):
    memory = room.run(tries=2)
    assert memory.retry_later(link("never admitted"), "x") is False
    assert memory.pending_count() == 1
    assert memory.retry_later(link("never admitted"), "x") is True


def test_a_clock_that_was_ahead_postpones_nothing_for_years(room):
    room.clock.now += timedelta(days=900)
    memory = room.run()
    memory.retry_later(link("a"), "HTTP 503")
    room.clock.now = START
    assert room.run().next_pending() == [link("a")]


def test_a_kill_counts_no_try(room):
    memory = room.run(tries=2)
    memory.add_discovered([link("a")])
    for _ in range(5):  # runs that began with the link and never came to an end
        assert room.run(tries=2).next_pending() == [link("a")]


@given(tries=st.integers(1, 1000), key=st.binary(min_size=16, max_size=16))
def test_waits_stay_within_bounds(tries, key):
    wait = wait_after(tries, key)
    assert FIRST_WAIT * (1 - SPREAD) <= wait <= LONGEST_WAIT
    assert wait == wait_after(tries, key)


def test_given_up_and_then_made_from_the_feed(room):
    memory = room.run(tries=1)
    memory.add_discovered([link("a")])
    assert memory.retry_later(link("a"), "HTTP 403")
    assert room.publish(memory, link("a").url) is Outcome.PUBLISHED
    assert room.rows("SELECT outcome, url, reason FROM settled") == [("published", None, None)]


def test_a_released_link_is_found_again_by_a_later_run(room):
    memory = room.run()
    memory.add_discovered([link("a"), link("b", date="2026-10-01T00:00:00Z"), link("c")])
    memory.return_to_pending(link("a"), date="2026-10-01T08:00:00Z")
    memory.return_to_pending(link("b"), date="2026-10-01")
    memory.return_to_pending(link("c"))
    assert memory.pending_count() == 0
    assert not room.settled(link("a"))
    assert memory.add_discovered([link("a"), link("b")]) == [], "once per run is enough"
    later = room.run()
    assert later.next_pending() == []
    assert later.date_of(link("a")) == "2026-10-01T08:00:00Z"
    found = [link("a"), link("b", date="2026-10-01T00:00:00Z"), link("c")]
    assert later.add_discovered(found) == [link("a", date="2026-10-01T08:00:00Z"), *found[1:]]
    later.resolve(link("a"), Outcome.REFUSED)
    assert later.date_of(link("a")) is None


def test_a_link_of_an_earlier_run_is_never_forgotten(room):
    """No source may list it any more: only its date is noted, so that a run can tell without reading it again."""
    room.run().add_discovered([link("a", title="A", date="2026-11-12", date_raw="Nov. 12"), link("undated")])
    memory = room.run()
    memory.return_to_pending(link("a"), date="2026-11-12T08:00:00+02:00")
    memory.return_to_pending(link("undated"))
    assert memory.pending_count() == 2
    assert memory.add_discovered([link("a"), link("undated")]) == []
    assert memory.date_of(link("a")) == "2026-11-12T08:00:00+02:00"
    assert room.rows("SELECT tries, next_try FROM pending") == [(0, 0)] * 2
    dated = link("a", title="A", date="2026-11-12T08:00:00+02:00")
    assert room.run().next_pending() == [link("undated"), dated]
    assert room.rows("SELECT count(*) FROM released") == [(0,)]


def test_due_links_come_in_batches_each_once(room):
    room.run().add_discovered([link(f"{day:02d}", date=f"2026-10-{day:02d}") for day in range(1, 26)])
    memory = room.run()
    memory.resolve(link("24"), Outcome.GONE)
    taken = []
    while batch := memory.next_pending(limit=10):
        assert len(batch) <= 10
        taken.append([one.url.split("/")[3] for one in batch])
        memory.add_discovered([link(f"new in batch {len(taken)}")])
        memory.resolve(batch[0], Outcome.GONE)
        memory.retry_later(batch[1], "offline", count=False)
        memory.resolve(link("05"), Outcome.REFUSED)  # before its batch
    expected = [f"{day:02d}" for day in range(25, 0, -1) if day not in (24, 5)]
    assert taken == [expected[:10], expected[10:20], expected[20:]]
    assert memory.next_pending(limit=10) == []
    assert len(memory.next_pending()) == 25 - 2 - len(taken), (
        "without a limit all that are due, handed out before or not"
    )


def test_a_try_that_does_not_count(room):
    memory = room.run(tries=2)
    memory.add_discovered([link("a")])
    for _ in range(5):
        assert memory.retry_later(link("a"), "offline", count=False) is False
        assert memory.retry_later(link("new"), "offline", count=False) is False
    assert room.rows("SELECT tries, reason FROM pending") == [(0, "offline")] * 2
    memory = room.run(tries=2)
    assert memory.next_pending() == [link("a"), link("new")]
    assert memory.retry_later(link("a"), "HTTP 503") is False
    assert memory.retry_later(link("a"), "offline", count=False) is False
    assert room.run().next_pending() == [link("a"), link("new")]
    assert memory.retry_later(link("a"), "HTTP 503") is True
    assert memory.retry_later(link("a"), "offline", count=False) is False
    assert memory.pending_count() == 1


def test_claimed_links_are_settled_with_their_article(room):
    memory = room.run()
    short, long = link("s"), link("long")
    memory.add_discovered([short, long, link("other")])
    room.publish(memory, "https://gazette.test/canonical/", date="2026-11-20", found=[short, long])
    assert room.settled(short)
    assert room.settled(long)
    assert not room.settled(link("other"))
    assert room.settled(link("canonical"))
    assert memory.date_of(short) == "2026-11-20"
    assert memory.pending_count() == 1


def test_sisters_share_what_is_published_and_nothing_else(room):
    defense = room.run("defense", publisher_group="sightline")
    defense.add_discovered([link("both"), link("refused")])
    room.publish(defense, link("both").url, date="2026-11-20")
    defense.resolve(link("refused"), Outcome.REFUSED)
    army = room.run("army", publisher_group="sightline")
    assert army.add_discovered([link("both"), link("refused")]) == [link("refused")]
    assert army.date_of(link("both")) == "2026-11-20"
    stranger = room.run("stranger", publisher_group="stranger")
    assert stranger.add_discovered([link("both")]) == [link("both")]


def test_a_site_that_joins_a_house_shares_from_then_on(room):
    gazette = room.run("gazette", publisher_group="gazette")
    room.publish(gazette, link("a").url)
    assert room.run("herald", publisher_group="press").add_discovered([link("a")]) == [link("a")]
    room.run("gazette", publisher_group="press")
    assert room.run("herald", publisher_group="press").add_discovered([link("a"), link("b")]) == [link("b")]


def test_text_from_the_web_that_no_database_takes(room):
    memory = room.run()
    odd = Link(url="https://gazette.test/\ud800\0/", source="feed", title="\udfff\0")
    source, seen = "https://gazette.test/feed/\ud800\0", Validators(etag="\ud800\0", last_modified="now\0")
    memory.add_discovered([odd], source_url=source, validators=seen)
    assert memory.validators(source) == Validators(etag="?", last_modified="now")
    assert memory.retry_later(odd, "\ud800\0") is False
    assert room.rows("SELECT url, reason FROM pending") == [("https://gazette.test/?/", "?")]
    memory.resolve(odd, Outcome.REFUSED, "\ud800\0")
    assert room.rows("SELECT url, reason FROM settled") == [("https://gazette.test/?/", "?")]
    assert room.settled(odd)


class TestCoverage:
    DAY = timedelta(days=1)

    def run(self, room, start, *, exhausted=False, pending=()):
        memory = room.run()
        memory.add_discovered(list(pending))
        if start:
            memory.extend_coverage(start, exhausted=exhausted)
        coverage, _ = room.end(memory)
        assert coverage == room.run().coverage()
        return coverage

    def test_nothing_is_complete_at_first(self, room):
        assert room.run().coverage() is None
        assert self.run(room, None) is None

    def test_through_the_start_of_the_run(self, room):
        assert self.run(room, START - 3 * self.DAY) == Coverage(start=START - 3 * self.DAY, through=START)

    def test_spans_that_touch_are_joined(self, room):
        self.run(room, START - 3 * self.DAY)
        room.clock.now += self.DAY
        assert self.run(room, START) == Coverage(start=START - 3 * self.DAY, through=START + self.DAY)

    def test_a_gap_leaves_the_former_span(self, room):
        former = self.run(room, START - 3 * self.DAY)
        room.clock.now += self.DAY
        assert self.run(room, START + HOUR) == former

    def test_unless_the_site_lists_nothing_older(self, room):
        self.run(room, START - 3 * self.DAY)
        room.clock.now += self.DAY
        expected = Coverage(start=START + HOUR, through=START + self.DAY)
        assert self.run(room, START + HOUR, exhausted=True) == expected

    def test_the_deepest_of_several_claims_counts(self, room):
        memory = room.run()
        memory.extend_coverage(START - self.DAY)
        memory.extend_coverage(START - 3 * self.DAY, exhausted=True)
        memory.extend_coverage(START - 2 * self.DAY)
        assert room.end(memory)[0] == Coverage(start=START - 3 * self.DAY, through=START)

    def test_the_coverage_of_a_run_is_that_of_its_beginning(self, room):
        memory = room.run()
        memory.extend_coverage(START - self.DAY)
        room.end(memory)
        assert memory.coverage() is None

    def test_a_pending_link_holds_the_mark_back_while_it_waits(self, room):
        waits = link("a", date="2026-11-20T00:00:00Z")
        started = START - 5 * self.DAY
        coverage = self.run(room, started, pending=[waits, link("b", date="2026-11-21T00:00:00Z")])
        assert coverage.start == started
        assert coverage.through == datetime(2026, 11, 20, tzinfo=UTC) - timedelta(microseconds=1)
        room.clock.now += self.DAY
        memory = room.run()
        memory.resolve(waits, Outcome.GONE)
        assert room.end(memory)[0].through == datetime(2026, 11, 21, tzinfo=UTC) - timedelta(microseconds=1)
        memory.resolve(link("b"), Outcome.GONE)
        assert room.run().coverage() == Coverage(start=started, through=START)

    def test_a_mark_held_back_makes_no_gap(self, room):
        waits = link("a", date="2026-11-10T00:00:00Z")
        self.run(room, START - 20 * self.DAY, pending=[waits])
        room.clock.now += self.DAY
        memory = room.run()
        memory.resolve(waits, Outcome.GONE)
        memory.extend_coverage(START)
        assert room.end(memory)[0] == Coverage(start=START - 20 * self.DAY, through=START + self.DAY)

    def test_pending_links_older_than_the_span_say_nothing_of_it(self, room):
        assert self.run(room, START - self.DAY, pending=[link("a", date="2019-05-01")]).through == START

    def test_an_undated_link_counts_from_when_it_was_found(self, room):
        self.run(room, START - self.DAY, pending=[link("undated")])
        room.clock.now += self.DAY
        assert self.run(room, START).through == START - timedelta(microseconds=1)

    def test_a_clock_that_was_ahead_hides_nothing(self, room):
        """Its run said that all is settled through a day that has not come: what appears until then would be lost."""
        room.clock.now += 3 * self.DAY
        memory = room.run()
        for name, date in (("new", "2026-11-21T10:00:00+02:00"), ("odd", "2031-01-01"), ("undated", None)):
            room.publish(memory, link(name).url, date=date)
        memory.extend_coverage(START - 9 * self.DAY)
        room.end(memory)
        room.clock.now = START
        through = datetime(2026, 11, 21, 8, tzinfo=UTC)
        memory = room.run()
        assert memory.coverage() == Coverage(start=START - 9 * self.DAY, through=through)
        room.publish(memory, link("newest only").url, date="2026-11-22T07:00:00Z")
        room.end(memory)  # with a gap, so that the span must not follow what it published
        assert room.run().coverage().through == through
        assert self.run(room, through) == Coverage(start=START - 9 * self.DAY, through=START)

    def test_a_span_without_articles_under_a_clock_that_was_ahead_is_none(self, room):
        room.clock.now += 3 * self.DAY
        self.run(room, START - self.DAY)
        room.clock.now = START
        assert room.run().coverage() is None
        assert self.run(room, None) is None
        assert self.run(room, START - HOUR) == Coverage(start=START - HOUR, through=START)

    def test_sites_are_apart(self, room):
        self.run(room, START - self.DAY, pending=[link("a", date="2026-11-22T01:00:00Z")])
        assert room.run("other").coverage() is None


hints = st.builds(
    Link,
    url=st.just("https://gazette.test/a/"),
    source=st.sampled_from(["feed", "listing"]),
    title=st.none() | st.text(),
    date=st.sampled_from([None, "2026-11", "2026-11-22", "2026-11-22T08:00:00Z"]),
    date_raw=st.none() | st.text(),
    authors=st.lists(st.text(min_size=1)).map(tuple),
    images=st.lists(st.builds(Image, url=st.text(), caption=st.none() | st.text())).map(tuple),
    html=st.none() | st.text(st.characters(exclude_categories=()), min_size=1),
)


def empty_is_none(one):
    return replace(one, title=one.title or None, date_raw=one.date_raw or None)


@given(hints)
def test_hints_survive_the_file(one):
    assert unpack(one.url, *pack(one)) == empty_is_none(one)


def test_hints_of_another_version_are_left_out():
    assert unpack("u", '{"source":"feed","mood":"good"}', None) == Link(url="u", source="feed")


@given(hints, hints)
def test_fuller_loses_nothing(old, new):
    both = fuller(old, new)
    assert bool(both.html) == bool(old.html or new.html)
    assert bool(both.title) == bool(old.title or new.title)
    assert len(both.date or "") == max(len(old.date or ""), len(new.date or ""))
    assert fuller(both, new) == both
    assert fuller(old, old) == old
