"""A back-fill asks for its span only, by whichever source serves, and goes on after a kill without asking again."""

import asyncio
import signal
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import ClassVar
from urllib.parse import urlsplit

import pytest
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from newscrawl.core.arguments import Arguments
from newscrawl.core.clock import now
from newscrawl.core.crawl_state import Outcome
from newscrawl.core.date_ranges import Span
from newscrawl.core.errors import ExitStatus
from newscrawl.core.links import Link
from newscrawl.crawler.context import CrawlContext
from newscrawl.crawler.date_range_sources import Archive, Rest, Sitemap
from newscrawl.crawler.discovery import SiteDiscovery
from newscrawl.crawler.sources import Feed, ListingSource, NewsSitemap
from newscrawl.discovery.listing_rules import Listing
from newscrawl.spiders.amn import AmnSpider
from newscrawl.store import RunRow, open_store
from newscrawl.testing.bulk import Bulk
from newscrawl.testing.page import ReceivedRequest
from newscrawl.testing.server import LoopbackServer
from newscrawl.urls import Addresses
from tests.fake_crawl import FakeCrawl

HOST = "www.example.com"
ROOT = f"https://{HOST}"
ADDRESSES = Addresses(host=HOST, article=(r"^/\d{4}/\d\d/(?:\d\d/)?[^/]+-\d+/$",))
FEED = Feed(url=f"{ROOT}/feed/", numbered=f"{ROOT}/feed/?paged={{page}}")
REST = Rest(url=f"{ROOT}/wp-json/wp/v2/posts", optional=True)
SITEMAP = Sitemap(url=f"{ROOT}/sitemap_index.xml", optional=True)
ARCHIVE = Archive(
    url=f"{ROOT}/{{month:%Y/%m}}/",
    numbered=f"{ROOT}/{{month:%Y/%m}}/page/{{page}}/",
    timezone="America/New_York",
    optional=True,
)
HOME = ListingSource(url=f"{ROOT}/", numbered=f"{ROOT}/page/{{page}}/", listing=Listing())
EVERY = (FEED, REST, SITEMAP, ARCHIVE, HOME)
SPAN = {"since": datetime(2026, 3, 1, tzinfo=UTC), "until": datetime(2026, 4, 1, tzinfo=UTC)}


def clock():
    """The present instant, as the fixture ``today`` sets it."""
    raise NotImplementedError


class Killed(BaseException):
    """The process is gone."""


class MadeUpSite:
    """Two years of articles, one every ten hours, behind the crawl's ``download``."""

    def __init__(self, ways, *, count=1700):
        self.bulk = Bulk(
            host=HOST,
            count=count,
            spacing=timedelta(hours=10),
            size_kb=(8, 9),
            sources=ways,
            permalink="%Y/%m/%d",
        )
        self.replica = LoopbackServer()
        self.bulk.build(self.replica, prepare=False)
        self.asked = []
        self.answers = {}
        self.killed_after = None
        self.unpublished = 0
        """So many of the newest articles are not there yet, as the REST route sees it."""

    async def download(self, request):
        if self.killed_after is not None and len(self.asked) >= self.killed_after:
            raise Killed
        target = request.url.removeprefix(ROOT)
        self.asked.append(target)
        answer = self.answers.get(target) or self.answers.get(urlsplit(target).path)
        if isinstance(answer, Exception):
            raise answer
        if answer is not None:
            return answer
        if self.unpublished and "before=" not in target:
            first = self.bulk.indexes.newest - self.bulk.spacing * (self.unpublished - 1)
            target += f"&before={first:%Y-%m-%dT%H:%M:%SZ}"
        asked = ReceivedRequest(time=0, scheme="https", method="GET", host=HOST, target=target, headers={})
        status, head, body = self.replica._answer(asked)[1].reply({})
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:] if line)
        return Response(request.url, status=status, headers=headers, body=body)

    @property
    def dates(self):
        """Address and date of every article."""
        newest = self.bulk.indexes.newest
        return {url: newest - self.bulk.spacing * number for number, url in enumerate(self.bulk.urls())}

    def wanted(self, since, until=None):
        return {url for url, date in self.dates.items() if since <= date and (until is None or date < until)}


class Looked(FakeCrawl):
    """A crawl, and the addresses that its discovery gave."""

    def __init__(self, site):
        super().__init__(site.download)
        self.urls = []

    @property
    def served(self):
        return [name.removeprefix("served/") for name in self.figures if name.startswith("served/")]

    @property
    def statuses(self):
        return [problem.status for problem in self.problems if problem.status is not ExitStatus.OK]


class State:
    """A state file, and the memory of each run that uses it."""

    opened: ClassVar = []

    def __init__(self):
        self.store = open_store(None)
        self.opened.append(self.store)
        self.runs = 0

    def run(self, started=None):
        self.runs += 1
        memory = self.store.site("example", "example", ADDRESSES.identify)
        memory.begin_run(RunRow(id=f"run-{self.runs}", stem="", started=started or now(), account={}))
        return memory

    def end(self, memory):
        """The run ends by itself, its links settled."""
        for link in memory.next_pending():
            memory.resolve(link, Outcome.REFUSED)
        memory.end_run(f"run-{self.runs}", lambda _: {})


@pytest.fixture
def state():
    return State()


@pytest.fixture(autouse=True)
def closed_stores():
    yield
    while State.opened:
        State.opened.pop().close()


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """Set discovery's clock, which stands at the site's newest article otherwise."""

    def set_to(instant):
        monkeypatch.setattr(f"{__name__}.clock", lambda: instant)

    set_to(datetime(2026, 11, 20, 18, tzinfo=UTC))
    return set_to


def look(site, memory, sources=EVERY, **arguments):
    """One discovery, without reading what it finds."""
    looked = Looked(site)

    async def all_of_it():
        context = CrawlContext(
            addresses=ADDRESSES,
            arguments=Arguments(**arguments),
            state=memory,
            crawl=looked,
            listing_pages=3,
            now=clock(),
        )
        async for new in SiteDiscovery(context).new_links(sources):
            looked.urls.extend(link.url for link in new)

    with suppress(Killed):
        asyncio.run(all_of_it())
    return looked


@pytest.mark.parametrize(("way", "most"), [("rest", 1), ("sitemap", 6), ("archive", 9), ("listing", 20), ("feed", 24)])
def test_a_month_is_asked_for_by_whatever_serves(state, way, most):
    site = MadeUpSite(f"{way},listing" if way != "feed" else way)
    looked = look(site, state.run(), **SPAN)
    assert site.wanted(**SPAN) <= set(looked.urls)
    assert len(looked.urls) <= len(site.wanted(**SPAN)) + 12, "neighbours of the month, where dates are days"
    assert looked.served == [way]
    assert len(site.asked) <= most
    # Of what is missing only the listing is not optional.
    assert looked.statuses == ([ExitStatus.UNREACHABLE] if way == "feed" else [])


@pytest.mark.parametrize("way", ["rest", "sitemap", "archive", "listing"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 1.0])
def test_a_killed_back_fill_resumes_and_requests_nothing_twice(state, way, share):
    whole, site = MadeUpSite(f"{way},listing"), MadeUpSite(f"{way},listing")
    look(whole, State().run(), **SPAN)
    site.killed_after = int(len(whole.asked) * share)
    first = look(site, state.run(), **SPAN)
    site.killed_after = None
    rest = look(site, state.run(), **SPAN)
    assert {*first.urls, *rest.urls} >= site.wanted(**SPAN)
    assert not set(first.urls) & set(rest.urls), "what the first run found is pending"
    again = [target for target, times in Counter(site.asked).items() if times > 1]
    # A bisection that had not ended is repeated, and a page that it saw may be ahead.
    assert not again or (way == "listing" and (not first.urls or len(again) <= 2))


def test_when_all_is_done_or_another_span_is_requested_a_back_fill_starts_over(state):
    site = MadeUpSite("sitemap")
    memory = state.run()
    look(site, memory, (SITEMAP,), **SPAN)
    once = len(site.asked)
    assert look(site, state.run(), (SITEMAP,), **SPAN).urls == []
    assert len(site.asked) == once, "links are pending still"
    look(site, state.run(), (SITEMAP,), **{**SPAN, "since": SPAN["since"] - timedelta(days=1)})
    assert len(site.asked) == 2 * once, "another span"
    memory = state.run()
    look(site, memory, (SITEMAP,), **SPAN)
    state.end(memory)
    before = len(site.asked)
    look(site, state.run(), (SITEMAP,), **SPAN)
    assert len(site.asked) == before + once, "that back-fill had ended"


def test_what_appeared_after_a_kill_is_found_by_the_run_that_goes_on(state, today):
    site = MadeUpSite("rest")
    newest = site.bulk.indexes.newest
    today(newest - site.bulk.spacing * 30)
    since = datetime(2025, 6, 1, tzinfo=UTC)
    site.unpublished, site.killed_after = 30, 3
    first = look(site, state.run(), (REST,), since=since)
    site.unpublished, site.killed_after = 0, None
    today(newest)
    rest = look(site, state.run(), (REST,), since=since)
    assert {*first.urls, *rest.urls} >= site.wanted(since)
    assert len(first.urls) > 250
    assert len(site.asked) <= -(-len(site.wanted(since)) // 99) + 2, "the newest, then what was left"


def test_a_killed_back_fill_of_sitemaps_without_an_end_requests_only_what_is_new_again(state, today):
    site = MadeUpSite("listing")
    since = datetime(2025, 6, 1, tzinfo=UTC)
    months = {}
    for url, date in site.dates.items():
        months.setdefault(f"{date:%Y-%m}", []).append(f"<url><loc>{url}</loc><lastmod>{date:%Y-%m-%d}</lastmod></url>")
    for month, entries in months.items():
        body = f"<urlset>{''.join(entries)}</urlset>".encode()
        site.answers[f"/sitemap-{month}.xml"] = Response(f"{ROOT}/sitemap-{month}.xml", body=body)
    children = "".join(f"<sitemap><loc>{ROOT}/sitemap-{month}.xml</loc></sitemap>" for month in months)
    index = f"<sitemapindex>{children}</sitemapindex>".encode()
    site.answers["/sitemap_index.xml"] = Response(SITEMAP.url, body=index)
    today(site.bulk.indexes.newest)
    everything = look(site, State().run(), (SITEMAP,), since=since)
    whole, site.asked = len(site.asked), []
    assert set(everything.urls) >= site.wanted(since)
    site.killed_after = whole // 2
    first = look(site, state.run(), (SITEMAP,), since=since)
    site.killed_after = None
    rest = look(site, state.run(), (SITEMAP,), since=since)
    assert {*first.urls, *rest.urls} >= site.wanted(since)
    assert len(site.asked) <= whole + 2, "the index and the newest sitemap, which have changed perhaps"


def test_a_source_that_failed_once_does_not_prove_the_span_by_its_newest(state, today):
    site = MadeUpSite("rest")
    since = datetime(2025, 6, 1, tzinfo=UTC)
    today(site.bulk.indexes.newest)
    site.answers["/wp-json/wp/v2/posts"] = Response(REST.url, status=404)
    first = state.run()
    first.add_discovered([Link(url=f"{ROOT}/2026/11/20/left-1/", source="feed")])
    look(site, first, (REST,), since=since)
    site.answers.clear()
    second = state.run()
    look(site, second, (REST,), since=since)
    state.end(second)
    assert state.run().coverage() is None


def test_sources_of_the_newest_are_asked_first_and_spans_only_where_they_fall_short(state):
    site = MadeUpSite("feed,rest,listing")
    look(site, state.run(), **SPAN)
    assert not [target for target in site.asked if target.startswith("/feed")], "a month that is past"
    site.asked.clear()
    newest = site.bulk.indexes.newest
    looked = look(site, State().run(), since=newest - timedelta(days=30))
    assert site.asked[0] == "/feed/"
    assert [urlsplit(target).path for target in site.asked[1:]] == ["/wp-json/wp/v2/posts", "/"]
    assert set(looked.urls) >= site.wanted(newest - timedelta(days=30))
    site.asked.clear()
    look(site, State().run(), since=newest - timedelta(hours=20))
    assert site.asked == ["/feed/", "/"], "the feed reaches back"


def test_a_sitemap_of_the_last_days_does_not_pass_for_one_of_all_years(state):
    site = MadeUpSite("listing")
    recent = sorted(site.dates.items(), key=lambda pair: pair[1])[-40:]
    entries = "".join(f"<url><loc>{url}</loc><lastmod>{date.isoformat()}</lastmod></url>" for url, date in recent)
    site.answers["/sitemap_index.xml"] = Response(
        f"{ROOT}/sitemap_index.xml", body=f"<urlset>{entries}</urlset>".encode()
    )
    since = site.bulk.indexes.newest - timedelta(days=60)
    looked = look(site, state.run(), (SITEMAP, HOME), since=since)
    assert set(looked.urls) >= site.wanted(since)
    assert looked.served == ["listing", "sitemap"]


@pytest.mark.parametrize(
    ("broken", "served"),
    [
        ({"/wp-json/wp/v2/posts": 404}, "sitemap"),
        ({"/wp-json/wp/v2/posts": IgnoreRequest("Forbidden by robots.txt")}, "sitemap"),
        ({"/wp-json/wp/v2/posts": b'{"code":"rest_disabled"}', "/sitemap_index.xml": b"<html></html>"}, "archive"),
        ({"/wp-json/wp/v2/posts": OSError("reset"), "/sitemap_index.xml": b"<sitemapindex/>"}, "archive"),
        ({"/wp-json/wp/v2/posts": b"[]", "/sitemap_index.xml": 410, "/2026/03/": "home"}, "listing"),
    ],
)
def test_the_next_source_serves_and_an_optional_one_fails_nothing(state, broken, served):
    site = MadeUpSite("rest,sitemap,archive,listing")
    for path, answer in broken.items():
        if isinstance(answer, int):
            site.answers[path] = Response(f"{ROOT}{path}", status=answer)
        elif isinstance(answer, bytes):
            site.answers[path] = Response(f"{ROOT}{path}", body=answer)
        elif answer == "home":
            site.answers[path] = Response(f"{ROOT}/", body=b"<a href='/2026/11/20/a-b-c-1/'>Home</a>")
        else:
            site.answers[path] = answer
    looked = look(site, state.run(), **SPAN)
    assert set(looked.urls) >= site.wanted(**SPAN)
    assert served in looked.served
    assert looked.statuses == []
    assert all("\n" not in problem.text for problem in looked.problems)


@pytest.mark.parametrize(
    "page",
    [Response(ROOT, body=b"<html><title>Log in</title></html>"), Response(ROOT, status=406)],
    ids=["html", "406"],
)
def test_an_unreadable_answer_half_way_is_requested_again(state, page):
    site = MadeUpSite("rest")
    span = SPAN | {"since": datetime(2025, 11, 1, tzinfo=UTC)}
    assert look(site, State().run(), (REST,), **span).problems == []
    second = site.asked[1]
    site.answers[second] = page.replace(url=ROOT + second)
    cut = look(site, state.run(), (REST,), **span)
    assert cut.statuses == [ExitStatus.UNREACHABLE], "it did not get back as far as asked"
    site.answers.clear()
    again = look(site, state.run(), (REST,), **span)
    assert {*cut.urls, *again.urls} == site.wanted(**span), "links of the first run are pending still"


@pytest.mark.parametrize(("source", "way"), [(REST, "rest"), (FEED, "feed")])
def test_a_bad_hour_of_the_source_that_reaches_back_leaves_the_gap_open(state, source, way):
    site = MadeUpSite(f"{way},listing")
    shallow = ListingSource(url=f"{ROOT}/latest/", listing=Listing())
    latest = Response(shallow.url, body="".join(f"<a href={url}>A story</a>" for url in list(site.dates)[:5]).encode())
    site.answers["/latest/"] = latest
    through = datetime(2026, 11, 1, tzinfo=UTC)
    first = state.run(started=through)
    first.extend_coverage(through - timedelta(days=9))
    state.end(first)
    site.answers[urlsplit(source.url).path] = Response(source.url, status=502)
    cut = state.run()
    look(site, cut, (source, shallow))
    state.end(cut)
    del site.answers[urlsplit(source.url).path]
    later = state.run()
    assert later.coverage().through == through
    found = look(site, later, (source, shallow))
    assert found.statuses == []
    assert min(site.dates[url] for url in found.urls) < through + timedelta(days=1)


def test_a_stated_source_fails_the_run_though_another_serves(state):
    site = MadeUpSite("listing")
    stated = Rest(url=REST.url)
    looked = look(site, state.run(), (stated, HOME), **SPAN)
    assert looked.served == ["listing"]
    assert looked.statuses == [ExitStatus.UNREACHABLE]


def test_where_nothing_serves_optional_sources_are_reported_as_failures(state):
    site = MadeUpSite("rest")
    site.answers["/wp-json/wp/v2/posts"] = Response(REST.url, status=404)
    looked = look(site, state.run(), (REST,), **SPAN)
    assert (looked.urls, looked.served) == ([], [])
    assert looked.statuses == [ExitStatus.UNREACHABLE]


def rss(*urls, title="Example", dated="Fri, 20 Nov 2026 15:30:00 +0000"):
    items = "".join(f"<item><title>A story</title><link>{url}</link><pubDate>{dated}</pubDate></item>" for url in urls)
    return f"<rss><channel><title>{title}</title>{items}</channel></rss>".encode()


def test_another_services_feed_is_refused_and_reported(state):
    site = MadeUpSite("listing")
    feed = Feed(url=FEED.url, channel="space force")
    site.answers["/feed/"] = Response(feed.url, body=rss(f"{ROOT}/2026/11/20/a-b-1/", title="Air Force News"))
    looked = look(site, state.run(), (feed, HOME))
    assert looked.statuses == [ExitStatus.LAYOUT_CHANGED]
    assert "Air Force News" in looked.problems[0].text
    assert looked.served == ["listing"]


@pytest.mark.parametrize("own", [0, 1, 9])
def test_links_to_other_hosts_are_refused_and_reported(state, own):
    site = MadeUpSite("listing")
    urls = [f"{ROOT}/2026/11/20/a-b-{number}/" for number in range(own)]
    others = ["https://www.af.mil/News/Article/1/x/", "https://www.af.mil/News/Article/2/x/"]
    site.answers["/feed/"] = Response(FEED.url, body=rss(*urls, *others))
    looked = look(site, state.run(), (FEED, HOME))
    assert not [url for url in looked.urls if "af.mil" in url]
    assert looked.figures["foreign_links"] == 2
    assert looked.statuses == ([ExitStatus.LAYOUT_CHANGED] if own == 0 else [])
    assert any("www.af.mil" in problem.text for problem in looked.problems) == (own < 9)


@pytest.mark.parametrize("own", [1, 9])
def test_entries_that_match_no_article_pattern_are_counted_and_reported(state, own):
    site = MadeUpSite("listing")
    urls = [f"{ROOT}/2026/11/20/a-b-{number}/" for number in range(own)]
    site.answers["/feed/"] = Response(FEED.url, body=rss(*urls, f"{ROOT}/stories/a-new-shape/", f"{ROOT}/stories/too/"))
    looked = look(site, state.run(), (FEED, HOME))
    assert looked.figures["not_articles"] == 2
    assert looked.statuses == []
    assert any("/stories/a-new-shape/" in problem.text for problem in looked.problems) == (own < 2)


def test_a_block_page_that_begins_like_xml_is_not_an_empty_feed(state):
    site = MadeUpSite("listing")
    page = f'<?xml version="1.0"?><rss><channel/></rss><!-- {"x" * 19_000} --><b>Access  Denied</b>'
    site.answers["/feed/"] = Response(FEED.url, body=page.encode())
    looked = look(site, state.run(), (FEED, HOME))
    assert looked.statuses == [ExitStatus.BLOCKED]
    assert "Access Denied" in looked.problems[0].text


def test_feeds_complete_one_another_and_a_news_sitemap_stands_in_for_them(state):
    site = MadeUpSite("listing")
    second = Feed(url=f"{ROOT}/releases/")
    one, two = f"{ROOT}/2026/11/20/a-b-1/", f"{ROOT}/2026/11/20/a-b-2/"
    site.answers |= {"/feed/": Response(FEED.url, body=rss(one)), "/releases/": Response(second.url, body=rss(two))}
    looked = look(site, state.run(), (FEED, second, HOME))
    assert {one, two} <= set(looked.urls)
    news = NewsSitemap(url=f"{ROOT}/news-sitemap.xml", optional=True)
    entry = f"<urlset><url><loc>{one}</loc><news><publication_date>2026-11-20</publication_date></news></url></urlset>"
    site.answers["/news-sitemap.xml"] = Response(news.url, body=entry.encode())
    site.answers["/feed/"] = Response(FEED.url, status=404)
    looked = look(site, State().run(), (FEED, news))
    assert (looked.urls, looked.served) == ([one], ["news sitemap"])


def test_a_first_run_with_neither_feed_nor_listing_asks_for_the_last_days(state):
    site = MadeUpSite("rest")
    site.answers["/"] = Response(f"{ROOT}/", body=b"<html>scripts only</html>")
    looked = look(site, state.run(), (REST, HOME))
    assert len(looked.urls) >= 10
    assert looked.served == ["rest"]


def test_every_section_is_read_to_the_cutoff(state):
    site = MadeUpSite("listing")
    sections = [
        ListingSource(
            url=f"{ROOT}/{name}", numbered=f"{ROOT}/page/{{page}}/", listing=Listing(), section=name or "home"
        )
        for name in ("", "?again")
    ]
    site.answers["/?again"] = Response(f"{ROOT}/?again", body=b"<a href='/2026/11/20/x-y-1/'>One</a>")
    since = site.bulk.indexes.newest - timedelta(days=30)
    look(site, state.run(), sections, since=since, sections=("home", "?again"))
    assert site.asked.count("/page/2/") == 2


def test_pages_count_by_number_index_or_offset():
    url = f"{ROOT}/news/load-more-stories?offset={{offset}}&count=20"
    more = ListingSource(url=url, step=20, listing=Listing())
    assert [more.page_url(number) for number in (1, 3)] == [url.format(offset=0), url.format(offset=40)]
    drupal = ListingSource(url=f"{ROOT}/topics", numbered=f"{ROOT}/topics?page={{index}}", listing=Listing())
    assert [drupal.page_url(number) for number in (1, 2)] == [f"{ROOT}/topics", f"{ROOT}/topics?page=1"]
    assert Feed(url=f"{ROOT}/feed/").page_url(2) is None


def test_archives_are_asked_by_the_sites_own_calendar():
    def urls(form, since, until, timezone="America/New_York"):
        archive = Archive(url=f"{ROOT}/{form}", timezone=timezone)
        span = Span(since=since, until=until)
        return [
            step.url.removeprefix(f"{ROOT}/") for step in archive.begin(span, now=datetime(2026, 11, 22, tzinfo=UTC))
        ]

    may, june = datetime(2024, 5, 1, tzinfo=UTC), datetime(2024, 6, 1, tzinfo=UTC)
    assert urls("{month:%Y/%m}/", may, june) == ["2024/05/", "2024/04/"], "the last evening of April over there"
    assert urls("{month:%Y/%m}/", may, june, timezone="UTC") == ["2024/05/"]
    assert urls("{day:%Y/%m/%d}/", may, may + timedelta(days=2), timezone="UTC") == ["2024/05/02/", "2024/05/01/"]
    assert urls("{first:%Y-%m-%d}_{last:%Y-%m-%d}/", may, june, timezone="UTC") == ["2024-05-01_2024-05-31/"]
    assert urls("{month:%Y/%m}/", datetime(2026, 11, 1, tzinfo=UTC), None, timezone="UTC") == ["2026/11/"]


def test_a_whole_crawl_of_a_month_is_killed_half_way_and_goes_on(replica, newsdesk):
    bulk = Bulk(count=400, spacing=timedelta(hours=16), size_kb=(8, 9), sources="feed,archive")
    bulk.build(replica, prepare=False)
    dates = {url: bulk.indexes.newest - bulk.spacing * number for number, url in enumerate(bulk.urls())}
    wanted = {AmnSpider.identify(url) for url, date in dates.items() if SPAN["since"] <= date < SPAN["until"]}
    process = newsdesk.start("amn", since="2026-03-01", until="2026-04-01")
    deadline = time.monotonic() + 60
    while len(replica.log) < len(wanted) // 2 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    crawled = newsdesk.crawl("amn", since="2026-03-01", until="2026-04-01")
    assert crawled.status == 0, crawled.screen
    ids = [line["id"] for line in newsdesk.published("amn")]
    assert len(ids) == len(set(ids))
    assert wanted <= set(ids)
    asked = Counter(replica.requests_to(AmnSpider.addresses.host))
    sources = [
        times for target, times in asked.items() if not AmnSpider.addresses.is_article(bulk.indexes.home + target)
    ]
    assert sum(sources) <= len(sources) + 1, "but for the answer that was on its way"
    assert sum(asked.values()) <= 1.05 * len(wanted) + 40
