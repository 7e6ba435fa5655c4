"""``scrapy doctor``: shipped spiders' sources and pages, examined on the replica."""

import json

import pytest

from newscrawl.testing.newsroom import build
from newscrawl.testing.page import Page

HASTE = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=0")
AMN = "https://americanmilitarynews.com"


@pytest.fixture
def doctor(replica, newsdesk):
    build(replica)
    newsdesk.root.mkdir()

    def run(*words):
        status, said = newsdesk.run("doctor", *words, "--json", *HASTE)
        return status, {line["site"]: line for line in map(json.loads, said.splitlines())}

    return run


def test_sites_that_are_well(doctor, newsdesk):
    status, found = doctor("amn", "defensenews")
    assert status == 0, found
    assert [found[site]["status"] for site in ("amn", "defensenews")] == [0, 0]
    feed = found["amn"]["findings"][0]
    assert (feed["kind"], feed["served"], feed["links"] > 5) == ("feed", True, True)
    assert len(found["amn"]["articles"]) == 3
    for article in found["amn"]["articles"]:
        assert {"headline", "body", "date_published"} <= set(article["ways"])
    assert list(newsdesk.root.glob("*.sqlite")) == [], "it remembers nothing"


def test_a_site_that_refuses_is_blocked_and_others_are_examined_all_the_same(doctor, replica):
    replica.add(f"{AMN}/feed/", Page.refusal(403))
    status, found = doctor("amn", "defensenews")
    assert status == 3
    assert found["amn"]["status"] == 3
    assert found["defensenews"]["status"] == 0


def test_a_site_whose_robots_forbid_us_is_blocked(doctor, replica):
    replica.add(f"{AMN}/robots.txt", Page.text("User-agent: *\nDisallow: /\n"))
    assert doctor("amn")[0] == 3


def test_a_feed_that_is_none_any_more_is_a_change(doctor, replica):
    replica.add(f"{AMN}/feed/", Page.of("<html><body><h1>We have moved to an app</h1></body></html>"))
    status, found = doctor("amn")
    assert status == 5
    assert not found["amn"]["findings"][0]["served"]


def test_pages_without_text_are_a_change(doctor, replica):
    for host, target in list(replica._answers):
        if host == "americanmilitarynews.com" and target.startswith("/20"):
            replica.add(
                AMN + target,
                Page.of(
                    "<html><head><title>A</title></head><body class=single><h1>A</h1><div id=app></div></body></html>"
                ),
            )
    status, found = doctor("amn")
    assert status == 5
    assert {article["problem"] for article in found["amn"]["articles"]} <= {"no body", "not an article"}


def test_servers_that_fail_are_not_reachable(doctor, replica):
    for path in ("/feed/", "/"):
        replica.script(AMN + path, *[Page.refusal(502)] * 3)
    assert doctor("amn")[0] == 4


def test_the_table_fits_and_says_why(replica, newsdesk):
    build(replica)
    newsdesk.root.mkdir()
    replica.add(f"{AMN}/feed/", Page.refusal(403))
    status, said = newsdesk.run("doctor", "amn", "defensenews", *HASTE)
    assert status == 3
    assert f"amn: feed {AMN}/feed/: access denied (403)" in said
    head, *rows = said.splitlines()[:3]
    assert head.split()[:3] == ["site", "feed", "sitemap"]
    assert rows[0].split()[-1] == "blocked"
    assert rows[1].split()[-1] == "ok"
    assert max(map(len, (head, *rows))) <= 120


def test_wrong_names_are_told_in_one_line(newsdesk):
    newsdesk.root.mkdir()
    status, said = newsdesk.run("doctor", "amm")
    assert (status, said.strip()) == (2, "scrapy doctor: unknown site 'amm'; `scrapy list` shows them all")
