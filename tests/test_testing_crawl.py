"""Scrapy against a replica: the requests go to 127.0.0.1, everything else sees the real hosts."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from scrapy.settings import Settings

from newscrawl.core.errors import UsageProblem
from newscrawl.core.loopback import loopback_address
from newscrawl.extensions.addons import LoopbackAddon
from newscrawl.testing.page import Hang, Page, Reset, Truncated
from newscrawl.testing.server import LoopbackServer

PROJECT = Path(__file__).parent.parent
CRAWL = """
import json, sys
import scrapy
from scrapy.crawler import CrawlerProcess

class Probe(scrapy.Spider):
    name = "probe"
    allowed_domains = ["example.com", "www.news.example"]

    async def start(self):
        for url in json.loads(sys.argv[2]):
            yield scrapy.Request(url, dont_filter=True, errback=self.failed, meta=json.loads(sys.argv[3]))

    def parse(self, response):
        print(json.dumps({
            "url": response.url, "status": response.status, "length": len(response.body),
            "timed": response.meta.get("download_latency", 0) > 0, "slot": response.meta.get("download_slot"),
            "sent": sorted(name.decode() for name in response.request.headers),
        }))
        for link in response.css("a::attr(href)").getall():
            yield response.follow(link, errback=self.failed)

    def failed(self, failure):
        print(json.dumps({"url": failure.request.url, "error": type(failure.value).__name__}))

process = CrawlerProcess({
    "ADDONS": {"newscrawl.extensions.addons.LoopbackAddon": 100},
    "NEWSCRAWL_REPLICA": sys.argv[1],
    "DOWNLOAD_HANDLERS": {"https": "no.such.Handler"},
    "DOWNLOADER_MIDDLEWARES": {"scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": 50},
    "ROBOTSTXT_OBEY": True, "AUTOTHROTTLE_ENABLED": True, "AUTOTHROTTLE_START_DELAY": 0, "DOWNLOAD_DELAY": 0,
    "RETRY_TIMES": 1, "DOWNLOAD_TIMEOUT": 1, "LOG_LEVEL": "ERROR",
    "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False,
})
process.crawl(Probe)
process.start()
"""


@pytest.fixture
def crawl():
    def run(replica, *urls, environment=None, **meta):
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", CRAWL, replica.address, json.dumps(urls), json.dumps(meta)],
            capture_output=True,
            text=True,
            cwd=PROJECT,
            env={**os.environ, **(environment or {})},
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return {reply["url"]: reply for reply in map(json.loads, done.stdout.splitlines())}, done.stderr

    return run


@pytest.fixture
def replica():
    with LoopbackServer() as server:
        yield server


def test_the_crawl_sees_real_hosts_and_only_the_replica_is_asked(replica, crawl):
    replica.add("https://www.news.example/robots.txt", Page.text("User-agent: *\nDisallow: /private/\n"))
    replica.add(
        "https://www.news.example/",
        Page.of(
            '<a href="/a/">a</a><a href="/private/b/">b</a><a href="https://elsewhere.example/">c</a>' + " " * 2000
        ),
    )
    replica.add("https://www.news.example/a/", Page.of("<h1>A</h1>"))
    replica.add("http://example.com/old", Page.redirect("https://www.news.example/moved/"))
    replica.add("https://www.news.example/moved/", Page.of("<h1>Moved</h1>"))
    proxies = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    replies, errors = crawl(replica, "https://www.news.example/", "http://example.com/old", environment=proxies)
    assert errors == ""
    assert replies["https://www.news.example/"]["length"] > 2000
    assert replies["https://www.news.example/"]["slot"] == "www.news.example"
    assert replies["https://www.news.example/private/b/"] == {
        "url": "https://www.news.example/private/b/",
        "error": "IgnoreRequest",
    }
    assert replies["https://www.news.example/moved/"]["status"] == 200
    assert all(reply["timed"] for reply in replies.values() if "status" in reply)
    assert "X-Forwarded-Proto" not in replies["https://www.news.example/a/"]["sent"]
    assert sorted({asked.url for asked in replica.log}) == [
        "http://example.com/old",
        "http://example.com/robots.txt",
        "https://www.news.example/",
        "https://www.news.example/a/",
        "https://www.news.example/moved/",
        "https://www.news.example/robots.txt",
    ]


def test_faults_arrive_as_in_a_live_crawl(replica, crawl):
    for name in ("busy", "hang", "reset", "cut"):
        replica.add(f"https://example.com/{name}", Page.of("x" * 3000))
    replica.script("https://example.com/busy", Page.refusal(503), Page.refusal(503))
    replica.script("https://example.com/hang", Hang(), Hang())
    replica.script("https://example.com/reset", *[Reset()] * 4)
    replica.script("https://example.com/cut", Truncated())
    urls = [f"https://example.com/{name}" for name in ("busy", "hang", "reset", "cut")]
    replies, _ = crawl(replica, *urls)
    assert replies["https://example.com/busy"]["error"] == "HttpError"
    assert replies["https://example.com/hang"]["error"] == "DownloadTimeoutError"
    assert replies["https://example.com/reset"]["error"] == "DownloadFailedError"
    assert replies["https://example.com/cut"]["status"] == 200  # the second try


def test_connections_are_kept_and_shared_by_all_hosts(replica, crawl):
    urls = [f"https://{host}/{number}" for number in range(20) for host in ("www.news.example", "example.com")]
    for url in urls:
        replica.add(url, Page.of("x"))
    replies, _ = crawl(replica, *urls)
    assert [reply["status"] for reply in replies.values()] == [200] * 40
    assert replica.connections <= 16  # CONCURRENT_REQUESTS


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8099", "http://127.0.0.1:8099/", "http://localhost:1", "http://[::1]:80"]
)
def test_loopback_addresses(address):
    assert loopback_address(address).port > 0
    settings = Settings({"NEWSCRAWL_REPLICA": address, "DOWNLOAD_HANDLERS": {"http": "x.Y", "ftp": "f.F"}})
    LoopbackAddon().update_settings(settings)
    handlers = settings.getdict("DOWNLOAD_HANDLERS")
    assert handlers["http"] == handlers["https"] == "newscrawl.testing.handler.LoopbackHandler"
    assert handlers["ftp"] == "f.F"
    assert settings.getbool("HTTPPROXY_ENABLED") is False


@pytest.mark.parametrize(
    "address",
    [
        "http://example.com:80",
        "http://10.0.0.1:80",
        "http://127.0.0.1",
        "https://127.0.0.1:80",
        "http://127.0.0.1:80/path",
        "http://127.0.0.1:port",
        "http://127.0.0.1.example.com:80",
        "http://example.com@127.0.0.1.evil:80",
        "127.0.0.1:8099",
        "yes",
        "http://[",
    ],
)
def test_anything_else_is_refused_in_one_line(address):
    with pytest.raises(UsageProblem) as caught:
        LoopbackAddon().update_settings(Settings({"NEWSCRAWL_REPLICA": address}))
    assert str(caught.value).startswith("NEWSCRAWL_REPLICA=")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("unset", [None, ""])
def test_idle_without_the_setting(unset):
    settings = Settings({"NEWSCRAWL_REPLICA": unset})
    LoopbackAddon().update_settings(settings)
    assert settings.getdict("DOWNLOAD_HANDLERS") == {}
    assert settings.getbool("HTTPPROXY_ENABLED") is True


REAL_CRAWL = """
import atexit, sys
from scrapy.cmdline import execute

atexit.register(lambda: print([name for name in sys.modules if name.startswith("newscrawl.testing")]))
settings = ("RETRY_TIMES=0", "DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=0", "NEWSCRAWL_OUTPUT=" + sys.argv[1])
execute(["scrapy", "crawl", "amn", *(word for setting in settings for word in ("-s", setting))])
"""


def test_a_crawl_of_real_sites_imports_nothing_of_the_newsroom(tmp_path):
    """Sent to a proxy that is not there, it ends as unreachable after having loaded all that a crawl loads."""
    environment = {name: value for name, value in os.environ.items() if name != "NEWSCRAWL_REPLICA"}
    done = subprocess.run(
        [sys.executable, "-c", REAL_CRAWL, str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=PROJECT,
        env=environment | {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"},
        timeout=60,
        check=False,
    )
    assert done.returncode == 4, done.stderr
    assert done.stdout == "[]\n"
