"""The browser's room without a browser: addresses of clicks, the program to run, processes, what a page may ask."""

import asyncio
import subprocess
import sys

import pytest
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, Request, TextResponse

from newscrawl.browser.executable import SYSTEM_NAMES, find_chromium, launch_options
from newscrawl.browser.opening import Opening, clicked_url, clicks_of
from newscrawl.browser.processes import end, memory_of, new_folder, processes_of
from newscrawl.browser.traffic import Shelf, Traffic
from newscrawl.core.blocking import BrowserFault, ListingClosed, NoBrowser
from newscrawl.discovery.listing_rules import Listing
from newscrawl.middlewares.browser import BrowserMiddleware
from newscrawl.platforms.browser_listing import ClickedListing

HERE = "https://example.com"
LISTING = f"{HERE}/news/"


# --- addresses ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("clicks", [0, 1, 37])
def test_the_clicks_stand_in_the_address_and_can_be_read_back(clicks):
    assert clicks_of(clicked_url(LISTING, clicks)) == (LISTING, clicks)


def test_other_fragments_are_no_clicks():
    assert clicks_of(f"{LISTING}#top") == (f"{LISTING}#top", 0)
    assert clicks_of(f"{LISTING}#clicks=many") == (f"{LISTING}#clicks=many", 0)


def test_pages_of_a_clicked_listing_are_counted_in_clicks():
    source = ClickedListing(url=LISTING, listing=Listing(), meta={"browser": Opening(hosts=("example.com",))})
    assert source.page_url(1) == LISTING
    assert source.page_url(3) == f"{LISTING}#clicks=2"
    assert source.needs_browser
    assert source.sequential


@pytest.mark.parametrize(
    ("host", "admitted"),
    [("example.com", True), ("static.example.com", True), ("notexample.com", False), ("example.com.evil.org", False)],
)
def test_a_page_loads_from_its_own_hosts_only(host, admitted):
    assert Opening(hosts=("example.com",)).admits(host) is admitted


# --- the program --------------------------------------------------------------------------------------------------


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """A PATH of our own; the function puts a program there."""
    monkeypatch.setenv("PATH", str(tmp_path))

    def put(name):
        path = tmp_path / name
        path.write_text("#!/bin/sh\n")
        path.chmod(0o755)
        return str(path)

    return put


def test_the_named_program_goes_before_playwrights_own_and_that_before_the_systems(programs):
    system, own, named = programs(SYSTEM_NAMES[-1]), programs("playwrights"), programs("named")
    assert find_chromium(named, own) == named
    assert find_chromium("", own) == own
    assert find_chromium("", "/nowhere") == system


def test_a_machine_without_one_is_told_what_to_install_and_a_wrong_name_is_named(programs):
    with pytest.raises(NoBrowser, match=r"apt install chromium.*NEWSCRAWL_CHROMIUM"):
        find_chromium("")
    with pytest.raises(NoBrowser, match="NEWSCRAWL_CHROMIUM=/nowhere is not a program"):
        find_chromium("/nowhere", programs("playwrights"))


def test_the_browser_has_no_network_and_writes_into_its_own_folder(tmp_path):
    options = launch_options("/usr/bin/chromium", tmp_path, {"HOME": "/root", "LANG": "C"})
    assert "--host-resolver-rules=MAP * ~NOTFOUND" in options["args"]
    assert "--proxy-bypass-list=<-loopback>" in options["args"]
    assert options["env"]["HOME"] == options["env"]["TMPDIR"] == str(tmp_path)
    assert options["env"]["LANG"] == "C"


# --- processes ----------------------------------------------------------------------------------------------------


def test_processes_are_found_by_their_folder_whoever_their_parent_is_and_ended(tmp_path):
    # The child leaves its session and its parent, as Chromium's crash handlers do.
    orphan = "import os, time\nif os.fork() == 0:\n os.setsid()\n time.sleep(60)"
    subprocess.run([sys.executable, "-c", orphan], env={"TMPDIR": str(tmp_path)}, check=True)
    running = subprocess.Popen(["sleep", "60"], env={"TMPDIR": str(tmp_path)})
    found = processes_of(tmp_path)
    assert running.pid in found
    assert len(found) == 2
    assert memory_of(tmp_path) > 0
    end(tmp_path)
    running.wait()
    assert processes_of(tmp_path) == []
    assert not tmp_path.exists()


def test_folders_of_crawls_that_are_no_more_are_removed(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("newscrawl.browser.processes._LONGEST", 4_000)
    gone = subprocess.Popen(["true"])
    gone.wait()
    (tmp_path / f"newscrawl-browser-{gone.pid}-abc").mkdir()
    mine = new_folder()
    again = new_folder()
    assert sorted(tmp_path.iterdir()) == sorted([mine, again])


# --- what a page may ask ------------------------------------------------------------------------------------------


class Route:
    """Playwright's route, as far as the traffic uses it."""

    def __init__(self, url, kind="fetch", *, method="GET", navigation=False):
        self.request = self
        self.url, self.resource_type, self.method, self.headers = url, kind, method, {"accept": "*/*", "cookie": "a=1"}
        self.post_data_buffer = None
        self.navigation = navigation
        self.given = self.aborted = None

    def is_navigation_request(self):
        return self.navigation

    async def fulfill(self, *, status, headers, body):
        self.given = status, headers, body

    async def abort(self, code):
        self.aborted = code


class Engine:
    """Answers like Scrapy's engine, and keeps what was asked."""

    def __init__(self):
        self.asked = []
        self.most_at_once = self.now = 0
        self.error = None

    async def fetch(self, request):
        self.asked.append(request)
        self.now += 1
        self.most_at_once = max(self.now, self.most_at_once)
        await asyncio.sleep(0)
        self.now -= 1
        if self.error:
            raise self.error
        return TextResponse(request.url, body=b"1", headers={"Content-Type": "text/javascript", "Set-Cookie": "a=1"})


@pytest.fixture
def page():
    """Engine, counters, and what hands a page's requests over."""
    engine, counted = Engine(), []
    traffic = Traffic(
        HtmlResponse(LISTING, body=b"<p>page", headers={"Content-Type": "text/html"}),
        Opening(hosts=("example.com",)),
        fetch=engine.fetch,
        timeout=5,
        shelf=Shelf(),
        count=counted.append,
        waited=lambda seconds: None,
    )

    def ask(*routes):
        async def all_at_once():
            await asyncio.gather(*(traffic.handle(route) for route in routes))

        asyncio.run(all_at_once())
        return routes[0]

    return engine, counted, traffic, ask


def test_the_document_is_given_once_and_no_other_navigation_follows(page):
    engine, counted, _, ask = page
    assert ask(Route(LISTING, "document", navigation=True)).given[2] == b"<p>page"
    assert ask(Route(LISTING, "document", navigation=True)).aborted == "aborted"
    assert ask(Route("https://ads.example/", "document", navigation=True)).aborted == "aborted"
    assert engine.asked == []
    assert counted == ["left_out", "left_out"]


@pytest.mark.parametrize("kind", ["image", "font", "media", "stylesheet", "ping", "eventsource", "manifest", "other"])
def test_what_carries_no_text_is_not_asked_for(page, kind):
    engine, counted, _, ask = page
    assert ask(Route(f"{HERE}/x", kind)).aborted
    assert engine.asked == []
    assert counted == ["left_out"]


@pytest.mark.parametrize("url", ["https://tracker.example/t.js", "http://127.0.0.1:8000/", "ftp://example.com/x"])
def test_third_parties_are_not_asked(page, url):
    engine, counted, _, ask = page
    assert ask(Route(url, "script")).aborted
    assert engine.asked == []
    assert counted == ["third_parties"]


def test_requests_go_through_the_engine_one_after_the_other_without_cookies(page):
    engine, counted, _, ask = page
    route = ask(*(Route(f"{HERE}/api?page={number}") for number in range(5)))
    assert len(engine.asked) == 5
    assert engine.most_at_once == 1
    assert all("Cookie" not in request.headers for request in engine.asked)
    status, headers, body = route.given
    assert (status, body) == (200, b"1")
    assert "set-cookie" not in headers
    assert counted == ["fetched"] * 5


def test_a_script_is_asked_for_once(page):
    engine, _, _, ask = page
    for _ in range(3):
        assert ask(Route(f"{HERE}/site.js", "script")).given[2] == b"1"
    assert len(engine.asked) == 1


@pytest.mark.parametrize(
    ("error", "name"),
    [(IgnoreRequest("Forbidden by robots.txt"), "forbidden"), (OSError("no network"), "failed")],
)
def test_what_is_forbidden_or_fails_is_told_to_the_page_and_counted(page, error, name):
    engine, counted, traffic, ask = page
    engine.error = error
    assert ask(Route(f"{HERE}/api")).aborted == "failed"
    assert counted == [name]
    assert getattr(traffic, name) == 1
    assert not traffic.busy


def test_a_page_that_asks_without_end_is_cut_off(page):
    engine, counted, _, ask = page
    ask(*(Route(f"{HERE}/api?{number}") for number in range(100)))
    assert len(engine.asked) == 60
    assert counted.count("too_many") == 40


# --- listings that close ------------------------------------------------------------------------------------------


class Closing:
    """A renderer whose browser is closed after each page, as one that holds too much is."""

    def is_open(self, url, clicks):
        return False

    async def render(self, document, opening):
        return document

    async def click(self, url, clicks, opening):
        raise ListingClosed


def test_a_listing_that_does_not_stay_open_while_it_is_clicked_again_is_told(caplog):
    middleware = BrowserMiddleware(None)
    middleware._made = Closing()
    opening = Opening(hosts=("example.com",), more=("button",))
    request = Request(clicked_url(LISTING, 2), meta={"browser": opening})
    with pytest.raises(BrowserFault, match="closed before click 2"):
        asyncio.run(middleware.process_response(request, HtmlResponse(LISTING, body=b"<p>", request=request)))


# --- only where it is needed --------------------------------------------------------------------------------------


def test_spiders_that_need_no_browser_know_nothing_of_one():
    script = (
        "import sys\n"
        "from scrapy.crawler import Crawler\n"
        "from scrapy.utils.project import get_project_settings\n"
        "from scrapy.spiderloader import SpiderLoader\n"
        "settings = get_project_settings()\n"
        "loader = SpiderLoader.from_settings(settings)\n"
        "own = {name for name in loader.list() if any('browser' in key for key in"
        " Crawler(loader.load(name), settings).settings.getdict('DOWNLOADER_MIDDLEWARES'))}\n"
        "assert own == {'airandspaceforces', 'isw'}, own\n"
        "assert not [name for name in sys.modules if 'playwright' in name]\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
