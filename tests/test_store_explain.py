"""What the store tells of a link: where it is on its way, and why."""

import hashlib
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from newscrawl.core.crawl_state import FetchRecord, Outcome
from newscrawl.core.links import Link
from newscrawl.core.reasons import Reason, ReasonKind
from newscrawl.items import Article
from newscrawl.store import DuplicateRule, LinkState, LinkStory, RunRow, StoreSettings, Tombstone

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
WORDS = " ".join(f"word{number}" for number in range(300))


def identify(url):
    return hashlib.sha256(url.encode()).hexdigest()[:32]


def link(name, source="feed"):
    return Link(url=f"https://gazette.test/{name}/", source=source)


class Desk:
    """A store whose clock goes on by an hour at each look."""

    def __init__(self, open_store):
        self.now = NOW
        settings = StoreSettings(tries=2, drop_near_duplicates=True)
        self.store = open_store(settings=settings, clock=lambda: self.now)
        self.site = self.store.site("gazette", "press", identify)
        self.run = RunRow(id="run", stem="gazette-20261122T080000Z-run", started=NOW, account={})
        self.site.begin_run(self.run)

    def find(self, *links):
        self.site.add_discovered(links)
        self.now += HOUR
        return links[0]

    def publish(self, found, url=None, body=None):
        url = url or found.url
        article = Article(
            id=identify(url), site="gazette", publisher="G", url=url, canonical_url=url, headline=url,
            body=body or f"{url} {url[::-1]}", fetch=FetchRecord(link=found, at=self.now),
        )  # fmt: skip
        (done,) = self.site.publish([self.site.prepare(article, "run")])
        return done.outcome

    def explain(self, found):
        (story,) = self.store.explain(identify(found.url))
        return story


@pytest.fixture
def desk(open_store):
    return Desk(open_store)


def test_never_seen(desk):
    assert desk.store.explain(identify("https://gazette.test/nothing/")) == []


def test_pending_then_put_off(desk):
    found = desk.find(link("a", source="sitemap"))
    fresh = LinkStory(state=LinkState.PENDING, site="gazette", url=found.url, found=NOW, source="sitemap", tries=0)
    assert desk.explain(found) == fresh
    desk.site.retry_later(found, Reason.http(503))
    story = desk.explain(found)
    assert (story.tries, story.last_answer) == (1, Reason.http(503))
    assert desk.now < story.next_try <= desk.now + HOUR


def test_given_up(desk):
    found = desk.find(link("a"))
    desk.site.retry_later(found, Reason(ReasonKind.TIMED_OUT))
    desk.site.retry_later(found, Reason.http(503))
    assert desk.explain(found) == LinkStory(
        state=LinkState.SETTLED, site="gazette", url=found.url, found=NOW, source="feed", tries=2,
        last_answer=Reason.http(503), outcome=Outcome.GIVEN_UP, reason=Reason.http(503), settled=desk.now, run="run",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [(Outcome.GONE, Reason.http(410)), (Outcome.REFUSED, Reason(ReasonKind.DROPPED, "too short"))],
)
def test_gone_and_refused(desk, outcome, reason):
    found = desk.find(link("a"))
    desk.site.resolve(found, outcome, reason)
    story = desk.explain(found)
    assert (story.outcome, story.reason, story.url, story.found) == (outcome, reason, found.url, NOW)


def test_a_link_that_was_never_pending(desk):
    desk.site.resolve(link("a", source="address"), Outcome.GONE, Reason.http(404))
    story = desk.explain(link("a"))
    assert (story.outcome, story.source, story.found, story.tries) == (Outcome.GONE, "address", None, None)


def test_published_by_way_of_another_address(desk):
    found = desk.find(link("short"))
    desk.site.retry_later(found, Reason.http(503))
    assert desk.publish(found, "https://gazette.test/long/") is Outcome.PUBLISHED
    story = desk.explain(found)
    assert (story.outcome, story.url, story.tries, story.last_answer) == (
        Outcome.PUBLISHED,
        found.url,
        1,
        Reason.http(503),
    )
    assert (story.found, story.settled, story.run) == (NOW, desk.now, "run")
    place = story.article
    assert (place.url, place.site, place.revision, place.stem, place.month) == (
        "https://gazette.test/long/",
        "gazette",
        1,
        desk.run.stem,
        None,
    )
    by_other_name = desk.explain(link("long"))
    assert by_other_name.url == "https://gazette.test/long/"
    assert (by_other_name.found, by_other_name.source, by_other_name.tries) == (NOW, "feed", 1)


def test_published_and_merged(desk):
    desk.publish(desk.find(link("a")))
    desk.site.record_months({"2026-11": 700})
    assert desk.explain(link("a")).article.month == "2026-11"


def test_duplicates_say_of_which_article(desk):
    desk.publish(desk.find(link("first")), body=WORDS)
    first = identify(link("first").url)
    for name, url, body, rule in (
        ("same-text", None, WORDS, DuplicateRule.SAME_TEXT),
        ("other-way", "https://gazette.test/first/", "Other words.", DuplicateRule.SAME_ADDRESS),
    ):
        found = desk.find(link(name))
        assert desk.publish(found, url, body) is Outcome.DUPLICATE
        story = desk.explain(found)
        assert (story.outcome, story.reason, story.article.id) == (Outcome.DUPLICATE, rule, first)
        assert story.url == found.url
    found = desk.find(link("near"))
    site = desk.store.site("courier", "courier", identify)
    site.begin_run(RunRow(id="other", stem="courier", started=NOW, account={}))
    desk.site, wire = site, desk.site
    assert desk.publish(found, body=WORDS + " and a few more") is Outcome.NEAR_DUPLICATE
    desk.site = wire
    (story,) = [story for story in desk.store.explain(identify(found.url)) if story.site == "courier"]
    assert (story.reason, story.article.id, story.url) == (DuplicateRule.NEARLY_REPEATS, first, found.url)


def test_refused_once_and_published_later(desk):
    found = desk.find(link("a"))
    desk.site.resolve(found, Outcome.REFUSED, Reason(ReasonKind.NO_BODY))
    desk.publish(found)
    story = desk.explain(found)
    assert (story.outcome, story.reason, story.found, story.source) == (Outcome.PUBLISHED, None, NOW, "feed")


def test_released(desk):
    found = desk.find(link("a"))
    desk.site.return_to_pending(found, date="2020-01-01")
    assert desk.explain(found) == LinkStory(
        state=LinkState.RELEASED, site="gazette", date="2020-01-01", settled=desk.now
    )


def test_of_a_deleted_article_nothing_else_is_known(desk):
    found = desk.find(link("secret-story"))
    desk.publish(found, "https://gazette.test/long-secret-story/")
    (known,) = desk.store.find_articles(identify(found.url))
    stone = Tombstone(id=known.id, site="gazette", publisher_group="press", names=known.names, forgotten="2026-11-22")
    desk.store.record_deletions([stone], 100)
    assert desk.explain(found) == LinkStory(state=LinkState.DELETED, site="gazette", settled=desk.now)
    with closing(sqlite3.connect(desk.store.path)) as connection:
        assert not [line for line in connection.iterdump() if "secret-story" in line]


def test_no_longer_known(desk):
    found = desk.find(link("a"))
    desk.site.resolve(found, Outcome.GONE, Reason.http(410))
    desk.now += timedelta(days=500)
    desk.store.prune()
    assert desk.store.explain(identify(found.url)) == []
