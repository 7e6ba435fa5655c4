"""How far back a run looks: discovery on a made-up WordPress site that pages its archive, on a real memory."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from scrapy.http import Response

from newscrawl.core.arguments import Arguments
from newscrawl.core.blocking import AccessDenied
from newscrawl.core.crawl_state import FetchRecord, Outcome
from newscrawl.core.errors import ExitStatus
from newscrawl.core.site import Site
from newscrawl.crawler.context import CrawlContext
from newscrawl.crawler.discovery import SiteDiscovery
from newscrawl.crawler.sources import Feed, ListingSource
from newscrawl.discovery.listing_rules import Listing
from newscrawl.items import Article
from newscrawl.publishing.run import Run
from newscrawl.urls import Addresses
from tests.fake_crawl import FakeCrawl

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ADDRESSES = Addresses(host="example.com", article=(r"^/\d{4}/\d\d/[^/]+/$",))
SITE = Site(name="example", publisher="Example", publisher_group="example", timezone="UTC", language="en")
FEED = Feed(url="https://example.com/feed/", numbered="https://example.com/feed/?paged={page}")
HOME = ListingSource(url="https://example.com/", numbered="https://example.com/page/{page}/", listing=Listing())


class MadeUpSite:
    """Articles of every hour back from NOW; ten on a page of the feed, twenty on one of the listing."""

    def __init__(self, hours):
        self.dates = [NOW - timedelta(hours=hour) for hour in range(1, hours + 1)]
        self.asked = []
        self.faults = {}
        self.dated = True
        self.sidebar = ""
        self.etag = '"1"'
        self.end = None

    def url(self, date):
        return f"https://example.com/{date:%Y/%m}/story-{date:%d-%H}/"

    async def download(self, request):
        self.asked.append(request.url.removeprefix("https://example.com"))
        fault = self.faults.get(self.asked[-1])
        if isinstance(fault, Exception):
            raise fault
        if fault is not None:
            return Response(request.url, status=fault)
        if self.etag and request.headers.get("If-None-Match") == self.etag.encode():
            return Response(request.url, status=304)
        size = 10 if "/feed/" in request.url else 20
        number = int(request.url.rstrip("/").split("page/")[-1].split("paged=")[-1]) if "page" in request.url else 1
        dates = self.dates[(number - 1) * size : number * size]
        if not dates:
            return (
                Response(request.url, status=404) if self.end is None else Response(request.url, body=self.end.encode())
            )
        body = (self.feed if size == 10 else self.listing)(dates)
        headers = {"ETag": self.etag} if self.etag and number == 1 else {}
        return Response(request.url, body=body.encode(), headers=headers)

    def feed(self, dates):
        items = "".join(
            f"<item><title>Story</title><link>{self.url(date)}</link><pubDate>{format_datetime(date)}</pubDate></item>"
            for date in dates
        )
        return f"<rss version='2.0'><channel>{items}</channel></rss>"

    def listing(self, dates):
        cards = "".join(
            f"<div class=card><a href='{self.url(date)}'>Story</a>"
            + (f"<time datetime='{date.isoformat()}'></time>" if self.dated else "")
            + "</div>"
            for date in dates
        )
        return f"<html><body>{self.sidebar}{cards}</body></html>"


class Looked:
    """The result of one discovery."""

    def __init__(self, links, problems):
        self.links = links
        self.problems = problems


def look(site, run, *, publish=True, sources=(FEED, HOME), **arguments):
    """One discovery; with ``publish`` every new link is read at once, as a crawl would."""
    links, crawl = [], FakeCrawl(site.download)

    async def all_of_it():
        context = CrawlContext(
            addresses=ADDRESSES, arguments=Arguments(**arguments), state=run.memory, crawl=crawl, listing_pages=3
        )
        async for new in SiteDiscovery(context).new_links(sources):
            links.extend(new)
            if publish:
                reading = [asyncio.ensure_future(read(site, run, link)) for link in new]
                await asyncio.sleep(0)
                run.flush()
                await asyncio.gather(*reading)

    asyncio.run(all_of_it())
    return Looked(links, crawl.problems)


async def read(site, run, link):
    date = next(date for date in site.dates if site.url(date) == link.url)
    article = Article(
        id=ADDRESSES.identify(link.url),
        site="example",
        publisher="Example",
        url=link.url,
        canonical_url=link.url,
        headline="Story",
        body=link.url,
        date_published=date.isoformat(),
    )
    article.fetch = FetchRecord(link=link, at=NOW)
    assert await run.publish(article) is Outcome.PUBLISHED


@pytest.fixture
def runs(tmp_path):
    """Begin runs of the made-up site that share a memory; finished at the end of the test."""
    begun = []

    def begin(at=NOW):
        if begun:
            begun[-1].finish("finished", 0, {})
        run = Run.begin(tmp_path, SITE, ADDRESSES.identify, arguments={}, versions={}, clock=lambda: at)
        begun.append(run)
        return run

    yield begin
    begun[-1].finish("finished", 0, {})


def test_the_first_run_takes_the_feed_and_three_listing_pages(runs):
    site = MadeUpSite(hours=200)
    looked = look(site, runs())
    assert site.asked == ["/feed/", "/", "/page/2/", "/page/3/"]
    assert len(looked.links) == 60
    assert not looked.problems


def test_a_quiet_second_run_asks_two_sources_and_finds_nothing(runs):
    site = MadeUpSite(hours=200)
    look(site, runs())
    site.asked.clear()
    assert look(site, runs()).links == []
    assert site.asked == ["/feed/", "/"]


def test_sources_without_validators_are_read_again_and_still_bring_nothing(runs):
    site = MadeUpSite(hours=200)
    site.etag = None
    look(site, runs())
    site.asked.clear()
    assert look(site, runs()).links == []
    assert site.asked == ["/feed/", "/"]


def later(site, hours):
    """So many hours on, with an article of each."""
    site.dates = [NOW + timedelta(hours=hour) for hour in range(hours - 1, -1, -1)] + site.dates
    site.etag = f'"{hours}"'
    return NOW + timedelta(hours=hours)


def test_after_a_pause_it_pages_back_to_where_the_site_is_complete(runs):
    site = MadeUpSite(hours=200)
    look(site, runs())
    now = later(site, hours=150)
    looked = look(site, runs(at=now))
    assert len(looked.links) == 150, "every article of the pause, however many pages that takes"
    assert not looked.problems


def test_a_run_killed_half_way_leaves_the_mark_where_it_was(runs):
    site = MadeUpSite(hours=200)
    look(site, runs())
    now = later(site, hours=150)
    site.faults["/feed/?paged=3"] = OSError("connection reset")
    site.faults["/page/2/"] = OSError("connection reset")
    cut = look(site, runs(at=now))
    site.faults.clear()
    rest = look(site, runs(at=now))
    assert len(cut.links) < 150
    assert len({link.url for link in cut.links + rest.links}) == 150


def test_a_304_never_hides_what_an_interrupted_run_did_not_see(runs):
    site = MadeUpSite(hours=200)
    site.faults["/page/2/"] = 503
    run = runs()
    look(site, run)
    assert run.memory.validators(HOME.url) is None, "so its first page is read again, not answered with 304"
    assert run.memory.validators(FEED.url) is not None


@pytest.mark.parametrize("finished", [True, False])
def test_a_first_run_that_was_cut_is_begun_again(runs, finished):
    site = MadeUpSite(hours=200)
    site.faults["/page/2/"] = OSError("connection reset")
    cut = runs()
    look(site, cut)
    if finished:
        assert cut.memory.coverage() is None
    else:
        cut.memory._claim = None  # as after a kill: nothing of the end of the run was written
    site.faults.clear()
    site.asked.clear()
    looked = look(site, runs())
    assert site.asked == ["/feed/", "/", "/page/2/", "/page/3/"]
    assert len(looked.links) == 40


def test_a_304_of_a_source_without_pages_does_not_close_a_gap(runs):
    site = MadeUpSite(hours=100)
    only_feed = (Feed(url=FEED.url),)
    look(site, runs(), sources=only_feed)
    now = later(site, hours=50)
    killed = runs(at=now)
    look(site, killed, sources=only_feed)
    killed.memory._claim = None  # as after a kill
    looked = look(site, runs(at=now + timedelta(minutes=5)), sources=only_feed)
    assert "crawl it more often" in looked.problems[0].text, "the gap is still reported"


def test_since_pages_back_as_far_as_asked_and_brings_nothing_older(runs):
    site = MadeUpSite(hours=500)
    since = NOW - timedelta(hours=300)
    looked = look(site, runs(), since=since)
    assert len(looked.links) == 300
    assert all(datetime.fromisoformat(link.date) >= since for link in looked.links)


def test_since_within_the_complete_span_asks_for_no_more_than_a_quiet_run(runs):
    site = MadeUpSite(hours=500)
    look(site, runs(), since=NOW - timedelta(hours=300))
    site.asked.clear()
    assert look(site, runs(), since=NOW - timedelta(hours=200)).links == []
    assert site.asked == ["/feed/", "/"]


def test_a_narrow_since_does_not_hide_the_older_ones_from_the_next_run(runs):
    site = MadeUpSite(hours=200)
    look(site, runs(), since=NOW - timedelta(hours=5))
    looked = look(site, runs())
    assert len(looked.links) >= 15, "the first pages' other articles"


def test_until_leaves_the_newest_out_and_moves_no_mark(runs):
    site = MadeUpSite(hours=100)
    looked = look(site, runs(), since=NOW - timedelta(hours=50), until=NOW - timedelta(hours=20))
    assert len(looked.links) == 30
    assert runs().memory.coverage() is None


def test_undated_listings_are_followed_by_the_dates_of_what_was_read(runs):
    site = MadeUpSite(hours=400)
    site.dated = False
    looked = look(site, runs(), sources=(HOME,), since=NOW - timedelta(hours=100))
    assert {site.url(date) for date in site.dates[:100]} <= {link.url for link in looked.links}
    assert len(site.asked) <= 8


def test_a_most_read_box_with_an_old_story_does_not_end_the_paging(runs):
    site = MadeUpSite(hours=300)
    look(site, runs())
    now = later(site, hours=150)
    site.sidebar = (
        "<aside><a href='/2019/01/old-story/'>Old</a><time datetime='2019-01-01T00:00:00+00:00'></time></aside>"
    )
    looked = look(site, runs(at=now), sources=(HOME,), publish=False)
    assert sum("/2026/" in link.url for link in looked.links) == 150


def test_a_site_that_gives_the_same_page_again_and_again_is_left_alone(runs):
    site = MadeUpSite(hours=20)
    same = ListingSource(url="https://example.com/", numbered="https://example.com/?again={page}", listing=Listing())
    looked = look(site, runs(), sources=(same,), since=NOW - timedelta(days=30))
    assert len(looked.links) == 20
    assert len(site.asked) == 2


@pytest.mark.parametrize("last", ["", " \n", "{}", '{"html": ""}', "[]"])
def test_a_listing_that_ends_in_empty_answers_is_whole(runs, last):
    site = MadeUpSite(hours=70)
    site.end = last
    more = ListingSource(url="https://example.com/more/page/{page}/", listing=Listing())
    looked = look(site, runs(), sources=(more,), since=NOW - timedelta(days=30))
    assert len(looked.links) == 70
    assert looked.problems == []
    assert len(site.asked) == 5


def test_a_feed_that_is_kept_on_another_host_is_asked_there(runs):
    site = MadeUpSite(hours=5)
    feed = Feed(url="https://feeds.example.net/feed/")
    looked = look(site, runs(), sources=(feed,))
    assert site.asked == [feed.url]
    assert len(looked.links) == 5
    assert looked.problems == []


@pytest.mark.parametrize(
    ("faults", "status"),
    [
        ({"/feed/": 404}, ExitStatus.UNREACHABLE),
        ({"/feed/": AccessDenied("403")}, ExitStatus.BLOCKED),
        ({"/feed/": OSError("no route"), "/": OSError("no route")}, ExitStatus.UNREACHABLE),
        ({"/feed/": 503}, ExitStatus.OK),
    ],
)
def test_what_a_failing_source_means(runs, faults, status):
    site = MadeUpSite(hours=20)
    site.faults = faults
    looked = look(site, runs())
    assert [problem.status for problem in looked.problems] == [status]
    assert all("\n" not in problem.text for problem in looked.problems)


@pytest.mark.parametrize("body", ["<html><body>Nothing here</body></html>", ""])
def test_a_first_page_without_links_is_never_a_quiet_success(runs, body):
    site = MadeUpSite(hours=20)
    site.listing = lambda dates: body
    looked = look(site, runs(), sources=(HOME,))
    assert [problem.status for problem in looked.problems] == [ExitStatus.LAYOUT_CHANGED]


def test_a_feed_that_became_a_page_is_reported(runs):
    site = MadeUpSite(hours=20)
    site.feed = lambda dates: "<html><head><title>Our feeds</title></head><body>moved</body></html>"
    looked = look(site, runs(), sources=(FEED,))
    assert [problem.status for problem in looked.problems] == [ExitStatus.LAYOUT_CHANGED]


def test_a_gap_that_cannot_be_closed_is_reported_once_and_a_new_span_begins(runs):
    site = MadeUpSite(hours=100)
    only_feed = (Feed(url=FEED.url),)
    look(site, runs(), sources=only_feed)
    now = later(site, hours=50)
    looked = look(site, runs(at=now), sources=only_feed)
    assert len(looked.links) == 10
    assert [problem.status for problem in looked.problems] == [ExitStatus.OK]
    assert "crawl it more often" in looked.problems[0].text
    assert not look(site, runs(at=now + timedelta(minutes=5)), sources=only_feed).problems
