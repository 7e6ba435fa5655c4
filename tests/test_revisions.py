"""Articles that are read again: what is written, what is remembered, when the next visit comes."""

import asyncio
import hashlib
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from newscrawl.core.crawl_state import FetchRecord, Outcome, Validators
from newscrawl.core.links import Link
from newscrawl.core.site import Site
from newscrawl.items import Article
from newscrawl.publishing import publisher
from newscrawl.publishing.run import Run
from newscrawl.store import FILE_NAME, StoreSettings, open_store
from newscrawl.store.recheck import queue

SITE = Site(name="gazette", publisher="Gazette", publisher_group="press", timezone="UTC", language="en")
SISTER = Site(name="herald", publisher="Herald", publisher_group="press", timezone="UTC", language="en")
HOUR = timedelta(hours=1)


def identify(url):
    return hashlib.sha256(url.encode()).hexdigest()[:32]


def url_of(name):
    return f"https://gazette.test/{name}/"


def link(name, **hints):
    return Link(url=url_of(name), source="feed", **hints)


TEXT = (
    "The ship was moved to the yard at Rota. {}\n\nOfficials at {} gave no reason.\n\n"
    "It has a crew of two hundred sailors."
)


def article(name, word="first", at=None, way="site", **more):
    url = url_of(at or name)
    given = {
        "id": identify(url),
        "site": "gazette",
        "publisher": "G",
        "url": url,
        "canonical_url": url,
        "headline": name,
        "body": TEXT.format(word, name),
        "date_published": "2026-11-22T07:30:00+00:00",
        "provenance": {"body": way, "headline": "h1", "date_published": "meta"},
        "reader_version": 1,
    }
    return Article(**(given | more))


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(publisher, "WAIT", 0.001)


class Desk:
    """Runs of one output folder, an hour apart unless told otherwise."""

    def __init__(self, root):
        self.root = root
        self.now = datetime(2026, 11, 22, 8, tzinfo=UTC)
        self.run = None
        self.opened = []

    def __call__(self, *, hours=1, site=SITE, **policy):
        if self.run:
            self.run.finish("finished", 0, {})
        self.now += hours * HOUR
        self.run = Run.begin(
            self.root, site, identify, arguments={}, versions={}, policy=StoreSettings(**policy), clock=lambda: self.now
        )
        return self.run.memory

    def publish(self, one, found=None, *, visit=None, **seen):
        one.crawled_at = self.now.isoformat()

        async def publish():
            found_by = found or (visit.link if visit else link(one.headline))
            one.fetch = FetchRecord(link=found_by, at=self.now, recheck=visit, **seen)
            return await self.run.publish(one)

        return asyncio.run(publish())

    def new(self, name, **seen):
        self.run.memory.add_discovered([link(name)])
        return self.publish(article(name), **seen)

    def lines(self):
        if self.run:
            self.run.finish("finished", 0, {})
            self.run = None
        files = sorted(self.root.glob("*/*.jsonl"))
        return [json.loads(line) for file in files for line in file.read_bytes().splitlines()]

    def told(self):
        return [(line["headline"], line["revision"], line["changed_fields"]) for line in self.lines()]


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path)
    yield desk
    desk.lines()
    for database in desk.opened:
        database.close()


def due(memory):
    return [visit.link.url.split("/")[-2] for visit in memory.next_rechecks(limit=100)]


def test_there_and_back_are_two_revisions(desk):
    desk()
    assert desk.new("a") is Outcome.PUBLISHED
    for word, expected in (("second", Outcome.PUBLISHED), ("second", Outcome.UNCHANGED), ("first", Outcome.PUBLISHED)):
        (visit,) = desk(hours=7).next_rechecks(limit=10)
        assert desk.publish(article("a", word), visit=visit) is expected
    first, second, third = desk.lines()
    assert [line["revision"] for line in (first, second, third)] == [1, 2, 3]
    assert second["previous_hash"] == first["content_hash"] == third["content_hash"]
    assert third["previous_hash"] == second["content_hash"]
    assert second["changed_fields"] == third["changed_fields"] == ["body"]
    assert {line["id"] for line in (first, second, third)} == {identify(url_of("a"))}
    assert {line["story_id"] for line in (first, second, third)} == {first["id"]}
    manifest = json.loads(max((desk.root / "gazette").glob("*.run.json")).read_bytes())
    assert (manifest["written"], manifest["revisions"]) == (1, 1)


def test_visits_come_at_growing_intervals_newest_article_first(desk):
    desk(hours=0)
    for name in "ab":
        desk.new(name)
    seen = []
    for hour in range(1, 60):
        memory = desk()
        visits = memory.next_rechecks(limit=1) + memory.next_rechecks(limit=1) + memory.next_rechecks(limit=1)
        if visits:
            seen.append(hour)
            assert [visit.link.url for visit in visits] == [url_of("b"), url_of("a")]
        for visit in visits:
            memory.recheck_unchanged(visit)
    assert seen == [1, 3, 8, 18, 40]
    assert len(desk.lines()) == 2


def test_zero_means_never_for_age_and_a_hint_still_counts(desk):
    desk(revisit_within=timedelta())
    desk.new("a")
    assert due(desk(hours=2, revisit_within=timedelta())) == []
    memory = desk(revisit_within=timedelta())
    assert memory.add_discovered([link("a", modified="2026-11-22T11:30:00Z")]) == []
    assert due(memory) == ["a"]


class TestHints:
    def settled(self, desk):
        """A month after: no visit is due because of its age."""
        desk()
        desk.new("a")
        return desk(hours=24 * 30)

    def test_a_newer_hint_makes_a_visit_due_at_once_and_is_kept_when_the_run_dies(self, desk):
        memory = self.settled(desk)
        feed = "https://gazette.test/feed/"
        found = link("a", modified="2026-12-22T07:00:00Z", title="New title")
        assert memory.add_discovered([found], source_url=feed, validators=Validators(etag="x")) == []
        assert desk().validators(feed) == Validators(etag="x")
        (visit,) = desk().next_rechecks(limit=10)
        assert (visit.link.title, visit.link.modified) == ("New title", "2026-12-22T07:00:00Z")
        desk.publish(article("a", "second"), visit=visit)
        memory = desk()
        memory.add_discovered([found])
        assert due(memory) == [], "the same hint again"
        assert desk.told()[-1] == ("a", 2, ["body"])

    @pytest.mark.parametrize("older", ["2026-11-22T06:00:00Z", "2026-11-22", "2026-11", "nonsense", None])
    def test_an_older_hint_means_nothing(self, desk, older):
        memory = self.settled(desk)
        memory.add_discovered([link("a", modified=older)])
        assert due(memory) == []

    def test_what_the_article_says_of_itself_is_what_was_read(self, desk):
        desk()
        desk.publish(article("a", date_modified="2026-11-22T12:00:00+00:00"))
        memory = desk(hours=24 * 30)
        memory.add_discovered([link("a", modified="2026-11-22T12:00:00Z")])
        assert due(memory) == []
        memory.add_discovered([link("a", modified="2026-11-22T12:00:01Z")])
        assert due(desk()) == ["a"]

    def test_a_source_that_always_calls_it_changed_is_heeded_ever_less(self, desk):
        self.settled(desk)
        visited = 0
        for _ in range(24 * 7):
            memory = desk(hours=1)
            memory.add_discovered([link("a", modified=f"{desk.now:%Y-%m-%dT%H:%M:%SZ}")])
            for visit in memory.next_rechecks(limit=10):
                visited += 1
                memory.recheck_unchanged(visit)
        assert 5 < visited < 16

    def test_an_alias_brings_the_hint_to_its_article_and_a_sister_none(self, desk):
        memory = self.settled(desk)
        memory.add_discovered([link("b")])
        assert desk.publish(article("a", at="b")) is Outcome.DUPLICATE
        memory.add_discovered([link("b", modified="2026-12-22T07:00:00Z")])
        assert due(memory) == ["a"]
        memory = desk(site=SISTER)
        memory.add_discovered([link("a", modified="2026-12-22T08:30:00Z")])
        assert due(memory) == []


class TestFeedTexts:
    def test_a_changed_text_in_the_feed_is_read_from_there(self, desk):
        memory = desk()
        (one,) = memory.add_discovered([link("a", html="<p>one</p>")])
        desk.publish(article("a", way="feed"), one)
        memory = desk(hours=2)
        assert due(memory) == [], "a feed is asked in any case; its text shows every change"
        memory.add_discovered([link("a", html="<p>one</p>")])
        assert due(memory) == []
        memory = desk()
        memory.add_discovered([link("a", html="<p>two</p>")])
        (visit,) = memory.next_rechecks(limit=10)
        assert visit.from_feed
        assert visit.link.html == "<p>two</p>"
        assert desk.publish(article("a", "second", way="feed"), visit=visit) is Outcome.PUBLISHED
        memory = desk()
        memory.add_discovered([link("a", html="<p>two</p>")])
        assert due(memory) == []

    def test_feed_and_page_are_never_compared(self, desk):
        memory = desk()
        (one,) = memory.add_discovered([link("a", html="<p>one</p>")])
        desk.publish(article("a", way="feed"), one)
        memory = desk(hours=2)
        memory.add_discovered([link("a", modified="2026-11-22T10:30:00Z")])
        (visit,) = memory.next_rechecks(limit=10)
        assert not visit.from_feed
        assert desk.publish(article("a", "page"), visit=visit) is Outcome.UNCHANGED
        (visit,) = desk(hours=6).next_rechecks(limit=10)
        assert desk.publish(article("a", "edited page"), visit=visit) is Outcome.PUBLISHED, "page against page"
        assert desk.told() == [("a", 1, []), ("a", 2, ["body"])]

    def test_a_feed_that_gives_beginnings_only_from_now_on_cuts_no_article(self, desk):
        (one,) = desk().add_discovered([link("a", html="<p>all</p>")])
        desk.publish(article("a", way="feed", body=LONG), one)
        begun = LONG.split("\n\n")[0]
        for _ in range(30):
            memory = desk(hours=1)
            memory.add_discovered([link("a", html="<p>begin</p>")])
            for visit in memory.next_rechecks(limit=10):
                assert desk.publish(article("a", way="feed", body=begun), visit=visit) is Outcome.UNCHANGED
        assert len(desk.lines()) == 1

    def test_the_page_of_an_article_is_asked_for_though_the_feed_has_its_text(self, desk):
        desk()
        desk.new("a")
        memory = desk(hours=24 * 30)
        memory.add_discovered([link("a", html="<p>changed</p>")])
        assert due(memory) == []
        memory = desk()
        memory.add_discovered([link("a", html="<p>changed</p>", modified="2026-12-22T08:00:00Z")])
        (visit,) = memory.next_rechecks(limit=10)
        assert (visit.from_feed, visit.link.html) == (False, None)


@pytest.mark.parametrize("differently", [{"reader_version": 2}, {"way": "generic"}])
def test_another_way_of_reading_resets_the_base_silently(desk, differently):
    desk()
    desk.new("a")
    (visit,) = desk(hours=2).next_rechecks(limit=10)
    assert desk.publish(article("a", "other", **differently), visit=visit) is Outcome.UNCHANGED
    (visit,) = desk(hours=3).next_rechecks(limit=10)
    assert desk.publish(article("a", "edited", **differently), visit=visit) is Outcome.PUBLISHED
    assert desk.told() == [("a", 1, []), ("a", 2, ["body"])]


def test_another_selector_is_another_way(desk):
    desk()
    desk.new("a", body_selector="div.entry")
    (visit,) = desk(hours=2).next_rechecks(limit=10)
    assert desk.publish(article("a", "other"), visit=visit, body_selector="main") is Outcome.UNCHANGED


def test_the_validators_of_the_page_are_kept(desk):
    desk()
    desk.new("a", validators=Validators(etag='"1"', last_modified="x"))
    (visit,) = desk(hours=2).next_rechecks(limit=10)
    assert visit.validators == Validators(etag='"1"', last_modified="x")
    desk.run.memory.recheck_unchanged(visit)
    (visit,) = desk(hours=3).next_rechecks(limit=10)
    assert visit.validators == Validators(etag='"1"', last_modified="x")
    desk.publish(article("a"), visit=visit, validators=Validators(etag='"2"'))
    (visit,) = desk(hours=6).next_rechecks(limit=10)
    assert visit.validators == Validators(etag='"2"')


class TestMoved:
    def test_a_redirect_adds_a_name_and_no_article(self, desk):
        desk()
        desk.new("a")
        (visit,) = desk(hours=2).next_rechecks(limit=10)
        assert desk.publish(article("a", at="b"), visit=visit) is Outcome.UNCHANGED
        memory = desk(hours=2)
        assert memory.add_discovered([link("b"), link("a")]) == []
        (visit,) = desk(hours=4).next_rechecks(limit=10)
        assert visit.link.url == url_of("b")
        assert desk.publish(article("a", "edited", at="b"), visit=visit) is Outcome.PUBLISHED
        first, second = desk.lines()
        assert first["id"] == second["id"]
        assert (second["canonical_url"], second["revision"]) == (url_of("b"), 2)

    def test_a_text_that_stands_elsewhere_too_is_visited_there_when_its_page_is_gone(self, desk):
        memory = desk()
        desk.new("a")
        memory.add_discovered([link("b")])
        assert desk.publish(article("a", at="b")) is Outcome.DUPLICATE
        memory = desk(hours=2)
        (visit,) = memory.next_rechecks(limit=10)
        memory.recheck_gone(visit)
        memory = desk()
        (visit,) = memory.next_rechecks(limit=10)
        assert visit.link.url == url_of("b")
        memory.recheck_gone(visit)
        assert due(desk(hours=9)) == []

    def test_an_address_that_leads_to_another_article_now_makes_no_revision(self, desk):
        desk()
        desk.new("a")
        desk.new("b")
        visits = {visit.link.url: visit for visit in desk(hours=2).next_rechecks(limit=10)}
        assert desk.publish(article("b"), visit=visits[url_of("a")]) is Outcome.UNCHANGED
        stranger = article("c", body="Nothing in common with the former.\n\nNot a paragraph.")
        assert desk.publish(stranger, visit=visits[url_of("b")]) is Outcome.UNCHANGED
        memory = desk(hours=24)
        assert due(memory) == []
        assert [one.url for one in memory.add_discovered([link("c")])] == [url_of("c")], "it is an article of its own"
        assert len(desk.lines()) == 2


def test_what_is_gone_is_not_visited_until_a_source_names_it_again(desk):
    desk()
    desk.new("a")
    memory = desk(hours=2)
    (visit,) = memory.next_rechecks(limit=10)
    memory.recheck_gone(visit)
    for _ in range(30):
        assert due(desk(hours=2)) == []
    memory = desk()
    memory.add_discovered([link("a", modified="2026-11-25T23:00:00Z")])
    assert due(memory) == ["a"]


def test_a_failing_visit_waits_longer_each_time_and_ends(desk):
    desk(tries=4)
    desk.new("a")
    tried = []
    for hour in range(1, 80):
        memory = desk(tries=4)
        for visit in memory.next_rechecks(limit=10):
            tried.append(hour)
            memory.retry_recheck(visit, "HTTP 503")
    assert tried == [1, 2, 4, 8]
    memory.add_discovered([link("a", modified="2026-11-26T23:00:00Z")])
    assert due(memory) == [], "once in a run"
    assert due(desk()) == ["a"]
    assert len(desk.lines()) == 1


def test_a_visit_that_was_not_made_is_due_in_the_next_run(desk):
    desk(tries=1)
    desk.new("a")
    for _ in range(3):
        memory = desk(tries=1)
        (visit,) = memory.next_rechecks(limit=10)
        memory.retry_recheck(visit, "not asked", count=False)


def test_a_sister_drops_the_text_of_an_earlier_revision_too(desk):
    desk()
    desk.new("a")
    (visit,) = desk(hours=2).next_rechecks(limit=10)
    desk.publish(article("a", "second"), visit=visit)
    desk(site=SISTER)
    for word in ("first", "second"):
        assert desk.publish(article("a", word, at=f"herald-{word}")) is Outcome.DUPLICATE
    assert len(desk.lines()) == 2


def test_an_edit_that_is_no_json_harms_no_other(desk):
    desk()
    desk.new("a")
    desk.new("b")
    visits = {visit.link.url: visit for visit in desk(hours=2).next_rechecks(limit=10)}

    async def both():
        bad = article("a", "second", keywords=[object()])
        good = article("b", "second")
        for one in (bad, good):
            one.fetch = FetchRecord(link=visits[one.url].link, at=desk.now, recheck=visits[one.url])
        return await asyncio.gather(desk.run.publish(bad), desk.run.publish(good), return_exceptions=True)

    outcomes = asyncio.run(both())
    assert isinstance(outcomes[0], TypeError)
    assert outcomes[1] is Outcome.PUBLISHED
    assert "a" in due(desk()), "it is tried again"
    assert desk.told() == [("a", 1, []), ("b", 1, []), ("b", 2, ["body"])]


def test_a_lost_state_is_read_back_with_its_revisions(desk):
    desk()
    desk.new("a")
    desk.new("b")
    for visit in desk(hours=2).next_rechecks(limit=10):
        if visit.link.url == url_of("a"):
            desk.publish(article("a", "second"), visit=visit)
    desk.lines()
    for file in desk.root.glob("newscrawl.sqlite*"):
        file.unlink()
    visits = {visit.link.url: visit for visit in desk(hours=3).next_rechecks(limit=10)}
    assert desk.publish(article("a", "second"), visit=visits[url_of("a")]) is Outcome.UNCHANGED
    (visit,) = [visit for visit in desk(hours=4).next_rechecks(limit=10) if visit.link.url == url_of("a")]
    assert desk.publish(article("a", "third"), visit=visit) is Outcome.PUBLISHED
    desk(site=SISTER)
    assert desk.publish(article("a", "first", at="herald")) is Outcome.DUPLICATE
    assert desk.told() == [("a", 1, []), ("b", 1, []), ("a", 2, ["body"]), ("a", 3, ["body"])]


class TestNearDuplicates:
    WIRE = " ".join(f"word{number} of the wire story at place{number % 17}." for number in range(60))

    def wire(self, desk, site, name, tail="", **policy):
        desk(site=site, **policy)
        desk.run.memory.add_discovered([link(name)])
        at = desk.now.isoformat()  # of one instant, it would be the same article of its site
        return desk.publish(article(name, body=f"{self.WIRE}\n\n{tail}".strip(), date_published=at))

    STRANGER = Site(name="courier", publisher="Courier", publisher_group="courier", timezone="UTC", language="en")

    def test_they_are_marked_across_houses_and_keep_their_story(self, desk):
        assert self.wire(desk, SITE, "a") is Outcome.PUBLISHED
        assert self.wire(desk, self.STRANGER, "b") is Outcome.PUBLISHED, "equal text of another house"
        assert self.wire(desk, SITE, "c", "One line more.") is Outcome.PUBLISHED
        memory = desk(site=self.STRANGER)
        (visit,) = memory.next_rechecks(limit=10)
        assert desk.publish(article("b", body=f"{self.WIRE}\n\nEdited."), visit=visit) is Outcome.PUBLISHED
        lines = {(line["headline"], line["revision"]): line for line in desk.lines()}
        first = lines["a", 1]["id"]
        assert lines["a", 1]["near_duplicate_of"] is None
        assert {line["story_id"] for line in lines.values()} == {first}
        assert lines["b", 1]["near_duplicate_of"] == lines["b", 2]["near_duplicate_of"] == first
        assert lines["c", 1]["near_duplicate_of"] in (first, lines["b", 1]["id"])

    def test_they_are_dropped_where_that_is_asked_for(self, desk):
        drop = {"drop_near_duplicates": True}
        assert self.wire(desk, SITE, "a", **drop) is Outcome.PUBLISHED
        assert self.wire(desk, self.STRANGER, "b", "One line more.", **drop) is Outcome.NEAR_DUPLICATE
        assert desk.run.memory.pending_count() == 0
        assert desk.run.memory.add_discovered([link("b")]) == []
        assert len(desk.lines()) == 1

    def test_beyond_the_window_nothing_is_compared(self, desk):
        self.wire(desk, SITE, "a")
        desk.now += timedelta(days=91)
        self.wire(desk, self.STRANGER, "b")
        assert [line["near_duplicate_of"] for line in desk.lines()] == [None, None]


def kept(desk):
    desk.lines()
    with open_store(desk.root) as store:
        (history,) = store.histories(identify(url_of("a"))[:8], limit=2)
    return [(one.revision, one.changed, bool(one.text)) for one in history.revisions]


def prune_texts(desk, before):
    """Prune the texts from before then; gives how many."""
    desk.lines()
    with open_store(desk.root, settings=StoreSettings(keep_texts=timedelta()), clock=lambda: before) as store:
        return store.prune().rows["texts of revisions"]


def change(desk, *statements):
    desk.lines()
    with closing(sqlite3.connect(desk.root / FILE_NAME, isolation_level=None)) as connection:
        return [connection.execute(statement).fetchall() for statement in statements]


def test_texts_that_are_pruned_leave_their_dates_and_later_edits_are_found(desk):
    desk()
    desk.new("a")
    (visit,) = desk(hours=2).next_rechecks(limit=10)
    desk.publish(article("a", "second"), visit=visit)
    assert kept(desk) == [(1, (), True), (2, ("body",), True)]
    assert prune_texts(desk, desk.now) == 0
    assert prune_texts(desk, desk.now + HOUR) == 2
    assert prune_texts(desk, desk.now + HOUR) == 0
    assert kept(desk) == [(1, (), False), (2, ("body",), False)]
    (visit,) = desk(hours=3).next_rechecks(limit=10)
    assert desk.publish(article("a", "second"), visit=visit) is Outcome.UNCHANGED
    (visit,) = desk(hours=7).next_rechecks(limit=10)
    assert desk.publish(article("a", "third"), visit=visit) is Outcome.PUBLISHED
    assert kept(desk)[2] == (3, ("body",), True)


def test_of_an_article_that_never_changed_pruning_leaves_nothing(desk):
    desk()
    desk.new("a")
    assert prune_texts(desk, desk.now + HOUR) == 1
    assert kept(desk) == []


def test_no_texts_are_kept_where_none_shall_be(desk):
    desk(keep_texts=timedelta())
    desk.new("a")
    (visit,) = desk(hours=2, keep_texts=timedelta()).next_rechecks(limit=10)
    assert desk.publish(article("a", "second"), visit=visit) is Outcome.PUBLISHED
    assert kept(desk) == [(1, (), False), (2, ("body",), False)]


def test_an_article_of_an_older_state_gets_its_base_when_a_source_calls_it_changed(desk):
    desk()
    desk.new("a")
    change(desk, "DELETE FROM readings", "DELETE FROM revisions")
    memory = desk(hours=50)
    memory.add_discovered([link("a", modified="2026-11-22T08:30:00Z")])
    assert due(memory) == [], "older than its publishing"
    memory = desk()
    memory.add_discovered([link("a", modified="2026-11-24T08:30:00Z")])
    (visit,) = memory.next_rechecks(limit=10)
    assert desk.publish(article("a", "second"), visit=visit) is Outcome.UNCHANGED
    memory = desk()
    memory.add_discovered([link("a", modified="2026-11-25T08:30:00Z")])
    (visit,) = memory.next_rechecks(limit=10)
    assert desk.publish(article("a", "third"), visit=visit) is Outcome.PUBLISHED


def test_a_site_that_rested_visits_no_article_that_has_grown_old_meanwhile(desk):
    desk()
    desk.new("a")
    assert due(desk(hours=60)) == []
    assert change(desk, "SELECT count(*) FROM readings WHERE next_visit IS NOT NULL") == [[(0,)]]


def test_links_that_are_given_up_are_listed(desk):
    memory = desk(tries=1)
    memory.add_discovered([link("a"), link("b")])
    memory.retry_later(link("a"), "HTTP 503")
    desk.publish(article("b"))
    desk.lines()
    manifest = json.loads(next((desk.root / "gazette").glob("*.run.json")).read_bytes())
    assert manifest["given_up"] == {"total": 1, "links": [{"url": url_of("a"), "reason": "HTTP 503"}]}


PLACEHOLDER = "This is a breaking story and will be updated."


def brief(name, headline, **more):
    """A story that so far says only that it will be told."""
    return article(name, headline=headline, body=PLACEHOLDER, **more)


class TestPlaceholders:
    def test_two_stories_that_begin_with_the_same_notice_are_both_published_and_told(self, desk):
        desk()
        assert desk.publish(brief("a", "Crash near Ramstein")) is Outcome.PUBLISHED
        later = brief("b", "Blast at Bagram", date_published="2026-11-22T08:10:00+00:00")
        assert desk.publish(later) is Outcome.PUBLISHED
        first, second = desk.lines()
        assert second["story_id"] == second["id"] != first["id"]
        assert second["near_duplicate_of"] is None

    def test_the_notice_of_an_earlier_revision_drops_no_other_story(self, desk):
        desk()
        desk.publish(brief("a", "Crash near Ramstein"), link("a"))
        (visit,) = desk(hours=2).next_rechecks(limit=10)
        told = article("a", headline="Crash near Ramstein")
        assert desk.publish(told, visit=visit) is Outcome.PUBLISHED
        later = brief("b", "Blast at Bagram", date_published="2026-11-22T10:10:00+00:00")
        assert desk.publish(later) is Outcome.PUBLISHED

    def test_other_words_on_other_sites_are_no_copy_because_of_the_notice(self, desk):
        desk()
        desk.publish(brief("a", "Crash near Ramstein"))
        desk(site=Site(name="post", publisher="Post", publisher_group="post", timezone="UTC", language="en"))
        desk.publish(brief("b", "Blast at Bagram"))
        assert [line["near_duplicate_of"] for line in desk.lines()] == [None, None]

    @pytest.mark.parametrize("same", [{"headline": "Crash near Ramstein"}, {"headline": "Another headline"}])
    def test_the_same_story_at_another_address_is_no_second_one(self, desk, same):
        desk()
        desk.publish(brief("a", "Crash near Ramstein"))
        assert desk.publish(brief("b", **same)) is Outcome.DUPLICATE


LONG = "\n\n".join(
    " ".join(f"word{paragraph}x{number}" for number in range(30)) + f" and so ends paragraph {paragraph}."
    for paragraph in range(8)
)


class TestMovedAndEdited:
    def moved(self, desk, **more):
        """Listed under a new address with an edit, before the old one was read again."""
        desk()
        desk.publish(article("a", headline="Ship sails", body=LONG), link("a"))
        desk(hours=2)
        edited = {"headline": "Ship sails", "body": LONG.replace("word3x7", "another")} | more
        desk.run.memory.add_discovered([link("b")])
        return desk.publish(article("b", **edited), link("b"))

    def test_it_is_a_revision_not_a_second_article(self, desk):
        assert self.moved(desk) is Outcome.PUBLISHED
        memory = desk(hours=8)
        (visit,) = memory.next_rechecks(limit=10)
        assert visit.link.url == url_of("b")
        assert memory.add_discovered([link("a"), link("b")]) == []
        first, second = desk.lines()
        assert (second["id"], second["revision"], second["changed_fields"]) == (first["id"], 2, ["body"])
        assert second["url"] == url_of("b")

    def test_with_another_headline_too(self, desk):
        assert self.moved(desk, headline="Ship sails at last") is Outcome.PUBLISHED
        assert [line["changed_fields"] for line in desk.lines()] == [[], ["headline", "body"]]

    @pytest.mark.parametrize("other", [
        {"date_published": "2026-11-22T07:31:00+00:00"},
        {"date_published": "2026-11-22"},
        {"date_published": None},
        {"body": LONG.replace("x1", "y1"), "headline": "Another"},
    ])  # fmt: skip
    def test_what_differs_in_more_is_another_article(self, desk, other):
        assert self.moved(desk, **other) is Outcome.PUBLISHED
        first, second = desk.lines()
        assert (second["revision"], second["id"] != first["id"]) == (1, True)

    def test_two_reports_of_one_minute_are_two_articles(self, desk):
        def report(name):
            said = f"The Department identified Spc. {name} Smith{name}, 2{len(name)}, of Camp {name}, who died Friday."
            return f"{said} The soldier was assigned to the 1st Brigade in Kuwait. The incident is under investigation."

        desk()
        for name in ("Anna", "Bernard"):
            one = article(name, headline="Army identifies soldier", body=report(name))
            assert desk.publish(one, link(name)) is Outcome.PUBLISHED
        assert [line["revision"] for line in desk.lines()] == [1, 1]


class TestAPageThatIsHardlyTheArticle:
    TEASER = "\n\n".join(LONG.split("\n\n")[:1])
    NOTICE = "We are working on our site and will soon be back. Thank you for your patience, dear readers and friends."

    def read(self, desk, hours, **more):
        found = desk(hours=hours).next_rechecks(limit=10)
        given = {"headline": "Ship sails", "body": LONG} | more
        return [desk.publish(article("a", **given), visit=visit) for visit in found]

    @pytest.fixture(autouse=True)
    def published(self, desk):
        desk(hours=0)
        desk.publish(article("a", headline="Ship sails", body=LONG))

    @pytest.mark.parametrize("shown", [{"body": TEASER}, {"body": NOTICE, "headline": "Maintenance"}])
    def test_once_it_is_not_believed(self, desk, shown):
        assert self.read(desk, 1, **shown) == [Outcome.UNCHANGED]
        assert self.read(desk, 1) == [Outcome.UNCHANGED]
        assert self.read(desk, 1, **shown) == [Outcome.UNCHANGED]
        assert self.read(desk, 24) == [Outcome.UNCHANGED]
        assert len(desk.lines()) == 1

    @pytest.mark.parametrize("shown", [{"body": TEASER}, {"body": NOTICE, "headline": "Maintenance"}])
    def test_seen_again_and_again_it_is(self, desk, shown):
        outcomes = [outcome for _ in range(5) for outcome in self.read(desk, 1, **shown)]
        assert outcomes == [Outcome.UNCHANGED, Outcome.UNCHANGED, Outcome.PUBLISHED]
        assert desk.lines()[-1]["revision"] == 2

    def test_what_is_behind_a_wall_now_is_not_cut(self, desk):
        outcomes = [outcome for _ in range(40) for outcome in self.read(desk, 1, body=self.TEASER, free_access=False)]
        assert set(outcomes) == {Outcome.UNCHANGED}

    def test_an_edit_is_told_though_the_site_was_being_repaired_in_between(self, desk):
        """The notice has another template, hence was read another way: it must not become what is compared with."""
        notice = {"headline": "Maintenance", "body": self.NOTICE, "provenance": {"body": "generic", "headline": "h1"}}
        assert self.read(desk, 1, **notice) == [Outcome.UNCHANGED]
        assert self.read(desk, 1, body=LONG.replace("word3x7", "another")) == [Outcome.PUBLISHED]
        assert desk.lines()[-1]["changed_fields"] == ["body"]

    def test_doubts_and_failures_in_turn_come_to_an_end(self, desk):
        visited = 0
        for hour in range(200):
            memory = desk(hours=1)
            for visit in memory.next_rechecks(limit=10):
                visited += 1
                if hour % 2:
                    memory.retry_recheck(visit, "HTTP 503")
                else:
                    desk.publish(article("a", headline="Maintenance", body=self.NOTICE), visit=visit)
        assert visited <= 12
        assert due(desk()) == []

    def test_a_source_that_calls_it_changed_meanwhile_takes_no_doubt_away(self, desk):
        for hour in range(1, 4):
            memory = desk(hours=1)
            memory.add_discovered([link("a", modified=f"{desk.now:%Y-%m-%dT%H:%M:%SZ}")])
            (visit,) = memory.next_rechecks(limit=10)
            done = desk.publish(article("a", headline="Ship sails", body=self.TEASER), visit=visit)
            assert done is (Outcome.PUBLISHED if hour == 3 else Outcome.UNCHANGED)

    def test_another_template_that_shows_less_resets_the_base_in_the_end(self, desk):
        less = {"body": self.TEASER, "provenance": {"body": "generic", "headline": "h1"}}
        assert [one for _ in range(5) for one in self.read(desk, 1, **less)] == [Outcome.UNCHANGED] * 3
        assert self.read(desk, 4, **less | {"body": self.TEASER + " More."}) == [Outcome.PUBLISHED]

    def test_an_update_told_anew_under_its_headline_is_a_revision_at_once(self, desk):
        assert self.read(desk, 1, body=LONG[::-1]) == [Outcome.PUBLISHED]


class TestHintsThatLieAhead:
    def test_they_hide_no_later_change(self, desk):
        desk()
        desk.publish(article("a", date_modified="2099-01-01T00:00:00+00:00"), link("a", modified="2099-01-01"))
        memory = desk(hours=24 * 30)
        memory.add_discovered([link("a", modified="2099-01-02T00:00:00Z")])
        assert due(memory) == []
        memory.add_discovered([link("a", modified="2026-12-22T06:00:00Z")])
        assert due(desk()) == ["a"]


def test_a_run_visits_so_many_articles_at_most(desk, monkeypatch):
    monkeypatch.setattr(queue, "MOST_RECHECKS", 3)
    desk()
    for name in "abcde":
        desk.new(name)
    memory = desk(hours=24 * 30)
    memory.add_discovered([link(name, modified="2026-12-22T06:00:00Z") for name in "abcde"])
    seen = due(memory)
    assert seen == ["e", "d", "c"], "the newest"
    for visit in desk().next_rechecks(limit=10):
        desk.run.memory.recheck_unchanged(visit)
    assert due(desk()) == ["b", "a"], "the others next time"


def test_the_texts_of_a_page_that_changes_for_years_are_pruned_too(desk):
    desk()
    desk.new("a")
    for word in ("second", "third", "fourth"):
        desk(hours=24).add_discovered([link("a", modified=f"{desk.now:%Y-%m-%dT%H:%M:%SZ}")])
        (visit,) = desk.run.memory.next_rechecks(limit=10)
        assert desk.publish(article("a", word), visit=visit) is Outcome.PUBLISHED
    assert prune_texts(desk, desk.now - 12 * HOUR) == 2
    assert [told for _, _, told in kept(desk)] == [False, False, True, True], "the last change can still be shown"
