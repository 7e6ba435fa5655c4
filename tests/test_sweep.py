"""``scrapy sweep``: many sites, real processes, one replica."""

import json
import signal
import subprocess
import time

import pytest

from newscrawl.cli.crawl_pool import CrawlJob, combined_status
from newscrawl.commands.sweep import _line
from newscrawl.core.errors import ExitStatus
from newscrawl.testing.newsroom import build
from newscrawl.testing.page import Hang, Page

HASTE = ("DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=0", "CONCURRENT_REQUESTS=8")


class Sweeper:
    def __init__(self, newsdesk):
        self.newsdesk = newsdesk
        newsdesk.root.mkdir()

    def words(self, *words):
        return ("sweep", *words, *(word for setting in HASTE for word in ("-s", setting)))

    def start(self, *words):
        return self.newsdesk.begin(*self.words(*words))

    def run(self, *words):
        return self.newsdesk.run(*self.words(*words))


@pytest.fixture
def sweep(replica, newsdesk):
    build(replica)
    return Sweeper(newsdesk)


def test_every_site_is_crawled_and_its_arguments_are_passed_on(sweep, newsdesk, replica):
    status, said = sweep.run("amn", "defensenews", "-a", "limit=2", "--jobs", "2")
    assert status == 0, said
    assert "2 sites in" in said
    assert "4 new articles; 2 ok" in said
    assert len(newsdesk.published("amn")) == len(newsdesk.published("defensenews")) == 2


def test_one_site_that_fails_never_stops_the_others(sweep, newsdesk, replica):
    replica.add_host("www.defensenews.com", lambda _: Page.refusal(403))
    for path in ("/", "/arc/outboundfeeds/rss/?outputType=xml"):
        replica.add(f"https://www.defensenews.com{path}", Page.refusal(403))
    (newsdesk.root / "spacenews").write_text("a file where the folder should be", "utf-8")
    status, said = sweep.run("defensenews", "spacenews", "amn", "--jobs", "1", "--json")
    ended = {line["site"]: line for line in map(json.loads, said.splitlines())}
    assert (ended["defensenews"]["status"], ended["spacenews"]["status"], ended["amn"]["status"]) == (3, 6, 0)
    assert ended["amn"]["written"] == len(newsdesk.published("amn")) > 0
    assert status == 6, "that which most needs a person"


def test_a_crawl_that_is_killed_is_said_to_have_died(sweep, newsdesk, replica):
    replica.script("https://americanmilitarynews.com/feed/", Hang())
    process = sweep.start("amn")
    while not any(asked.target == "/robots.txt" for asked in replica.log):
        time.sleep(0.02)
    time.sleep(0.3)
    children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=True).stdout
    for child in children.split():
        subprocess.run(["kill", "-KILL", child], check=True)
    said, _ = process.communicate(timeout=30)
    assert "died" in said
    assert "killed by signal 9" in said
    assert process.returncode == 1


def test_an_interrupt_ends_the_crawls_in_good_order_and_begins_no_other(sweep, newsdesk, replica):
    replica.script("https://americanmilitarynews.com/feed/", Hang())
    process = sweep.start("amn", "defensenews", "--jobs", "1")
    while not any(asked.target == "/robots.txt" for asked in replica.log):
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=30)
    assert "1 not started" in said
    assert "Traceback" not in said
    assert not replica.requests_to("www.defensenews.com")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("amm",), "unknown site 'amm'; `scrapy list` shows them all"),
        (("--family", "joomla"), "unknown platform 'joomla'; known are"),
        (("--jobs", "0"), "invalid --jobs 0"),
        (("-a", "since"), "invalid value for -a: 'since'; write NAME=VALUE"),
        (("amn", "--family", "sightline"), "no site has --platform sightline"),
    ],
)
def test_wrong_words_are_told_in_one_line(sweep, words, said):
    status, screen = sweep.run(*words)
    assert status == 2
    assert said in screen


def test_a_wrong_argument_is_told_for_each_site(sweep):
    status, screen = sweep.run("amn", "-a", "sice=7d")
    assert status == 2
    assert "known are since" in screen


def test_a_status_that_nobody_knows_is_a_death_and_no_success():
    crawl = CrawlJob("amn", began=0.0, ended=1.0, status=120, last_line="Segmentation fault")
    assert crawl.died
    assert combined_status([crawl, CrawlJob("spacenews", status=0)]) is ExitStatus.ERROR
    assert "died" in _line(crawl).plain
    assert "Segmentation fault" in _line(crawl).plain
