"""``scrapy read``, as a person calls it."""

import gzip
import json
import os
from pathlib import Path

import jsonschema
import pytest

from newscrawl.schema import article_schema
from newscrawl.testing.page import Page
from tests.in_process import run_scrapy

PROJECT = Path(__file__).parent.parent
URL = "https://harbor.example/2025/11/buoy-found/"
MARKUP = f"""<html lang="en"><head><title>Buoy found after nine days</title><link rel="canonical" href="{URL}">
<meta property="og:site_name" content="Harbor Wire"><meta property="og:title" content="A buoy is found">
<meta property="article:published_time" content="2025-11-12T15:20:00Z"></head>
<body><article><h1>Buoy found after nine days</h1>
<p>The crew of the cutter found the buoy on Wednesday, nine days after the storm had torn it away from its mooring.</p>
<p>It had travelled almost 140 miles, the district said in a statement, and its batteries were still working well.</p>
<p>The post Buoy found after nine days appeared first on Harbor Wire.</p>
<p>Repairs are expected to cost a third of the price of a new one, according to an estimate that the yard gave.</p>
</article></body></html>"""


def scrapy_read(*words, **environment):
    return run_scrapy(["read", *map(str, words)], {**os.environ, "COLUMNS": "100", **environment}, PROJECT)


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "page.html"
    path.write_text(MARKUP, "utf-8")
    return path


def test_card(saved):
    done = scrapy_read(saved, "--explain")
    assert done.status == 0, done.stderr
    for expected in (
        *("Buoy found after nine days", "harbor.example", "2025-11-12T15:20:00+00:00", "A buoy is found"),
        *("The crew of the cutter found", "feed_tail: The post", "word_count"),
    ):
        assert expected in done.stdout
    assert done.stderr == ""


def test_record(saved, tmp_path):
    packed = tmp_path / "page.html.gz"
    packed.write_bytes(gzip.compress(MARKUP.encode()))
    done = scrapy_read(packed, "--json")
    assert done.status == 0
    record = json.loads(done.stdout)
    schema = article_schema()
    schema["properties"]["run_id"] = {}  # no run read it
    jsonschema.validate(record, schema)
    assert record["publisher"] == "Harbor Wire"
    assert record["word_count"] == len(record["body"].split())


def test_by_the_rules_of_a_site(saved):
    done = scrapy_read(saved, "--site", "amn", "--url", "https://americanmilitarynews.com/2025/11/buoy/", "--json")
    assert json.loads(done.stdout)["site"] == "amn"


def test_site_is_found_by_the_address(saved):
    done = scrapy_read(saved, "--url", "https://www.defensenews.com/naval/2025/11/12/buoy/", "--json")
    assert json.loads(done.stdout)["site"] == "defensenews"


def test_page_without_text(tmp_path):
    path = tmp_path / "empty.html"
    path.write_text("<h1>Nothing</h1>", "utf-8")
    done = scrapy_read(path, "--url", URL)
    assert done.status == 5
    assert "problem: " in done.stdout


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["no-such-file.html"], 2, "no such file: no-such-file.html"),
        (["."], 2, "can't read ."),
        (["{page}", "--site", "nowhere"], 2, "unknown site 'nowhere'"),
        (["{page}", "--url", "nowhere"], 2, "invalid --url nowhere"),
        (["{text}", "--url", URL], 2, "is not an HTML page"),
        (["{unsigned}"], 2, "give its address with --url"),
        (["{broken}"], 2, "can't read"),
        (["http://127.0.0.1:9/x"], 4, "127.0.0.1 is unreachable"),
        ([], 2, "give one page"),
    ],
)
def test_one_clear_line(words, status, says, saved, tmp_path):
    files = {"page": saved}
    for name, content in (("text", b"plain words"), ("unsigned", b"<p>x"), ("broken", b"\x1f\x8bxx")):
        files[name] = tmp_path / name
        files[name].write_bytes(content)
    done = scrapy_read(*(word.format(**files) for word in words))
    assert done.status == status
    assert says in done.stderr + done.stdout
    assert "Traceback" not in done.stderr
    if words:
        assert len(done.stderr.strip().splitlines()) == 1


class TestLive:
    LIVE = "https://live.example/2025/11/buoy-found/"

    def read(self, replica, *words):
        return scrapy_read(self.LIVE, *words, NEWSCRAWL_REPLICA=replica.address)

    def test_page(self, replica):
        replica.add(self.LIVE, Page.of(MARKUP))
        done = self.read(replica, "--json")
        assert done.status == 0, done.stderr
        assert json.loads(done.stdout)["headline"] == "Buoy found after nine days"
        assert [asked.target for asked in replica.log] == ["/robots.txt", "/2025/11/buoy-found/"]

    def test_robots_are_obeyed(self, replica):
        replica.add(self.LIVE, Page.of(MARKUP))
        replica.add("https://live.example/robots.txt", Page.text("User-agent: *\nDisallow: /2025/\n"))
        done = self.read(replica)
        assert (done.status, done.stdout) == (3, "")
        assert "robots.txt" in done.stderr

    def test_refused(self, replica):
        replica.add(self.LIVE, Page.refusal(403))
        done = self.read(replica)
        assert done.status == 3
        assert done.stderr.strip() == f"scrapy read: access denied at {self.LIVE} (403)"

    def test_missing(self, replica):
        replica.add("https://live.example/", Page.of("x"))
        done = self.read(replica)
        assert done.status == 4
        assert done.stderr.strip() == f"scrapy read: {self.LIVE} returned HTTP 404"
