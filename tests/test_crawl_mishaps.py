"""Sites that have a bad hour: nothing that may pass settles a link for ever, and no such run is a quiet success."""

import json
import sqlite3
from contextlib import closing
from html import escape

import pytest

from newscrawl.testing.newsroom import build, expected
from newscrawl.testing.page import Page, Reset

AMN = "https://americanmilitarynews.com"
DESK = expected()["amn"]
WANTED = {story.body for story in DESK.stories}


@pytest.fixture
def newsroom(replica):
    """The bundled newsroom."""
    build(replica)
    return replica


def make_due(newsdesk):
    """Let the waits of all pending links be over."""
    with closing(sqlite3.connect(newsdesk.root / "newscrawl.sqlite")) as state, state:
        state.execute("UPDATE pending SET next_try = 0")


def texts(newsdesk):
    bodies = [line["body"] for line in newsdesk.published("amn")]
    assert len(set(bodies)) == len(bodies)
    return set(bodies)


def article(number, date="2026-11-10T08:00:00+00:00", extra=""):
    text = "".join(
        f"<p>Paragraph {line} of story {number}: the harbor office of Port Alder counted boats on a windy day.</p>"
        for line in range(6)
    )
    meta = f'<meta property="article:published_time" content="{date}">' if date else ""
    return Page.of(
        f"<html lang=en><head><title>Story {number}</title>{meta}{extra}</head><body>"
        f'<h1 class="entry-title">Story {number}</h1><div class="entry-content">{text}</div></body></html>'
    )


def listing(urls):
    return Page.of("".join(f'<div><h2><a href="{url}">A title of some length</a></h2></div>' for url in urls))


def feed(*urls):
    items = "".join(f"<item><title>A title</title><link>{url}</link></item>" for url in urls)
    return Page.xml(f'<?xml version="1.0"?><rss version="2.0"><channel><title>F</title>{items}</channel></rss>')


def url(number):
    return f"{AMN}/2026/11/story-{number:03d}/"


BAD_HOURS = {
    "login page on another host": (Page.redirect("https://login.example/", status=302), 5),
    "a guard's JSON": (Page.of('{"error": "try later"}', content_type="application/json"), 5),
    "maintenance page": (
        Page.of("<html><head><title>Back soon</title></head><body><p>We'll be back.</p></body></html>"),
        5,
    ),
    "everything missing": (Page.refusal(404), 5),
    "server errors": (Page.refusal(500), 4),
}


@pytest.mark.parametrize("kind", BAD_HOURS)
def test_a_bad_hour_of_the_site_loses_no_article(newsroom, newsdesk, kind):
    answer, status = BAD_HOURS[kind]
    newsroom.add("https://login.example/", Page.of("<h1>Log in</h1>"))
    for story in DESK.listed:
        newsroom.add(story.url, answer)
    newsroom.add(f"{AMN}/feed/", Page.refusal(503))
    bad = newsdesk.crawl("amn", "-s", "RETRY_ENABLED=0")
    assert bad.status == status, bad.screen
    assert not bad.lines
    build(newsroom)
    make_due(newsdesk)
    good = newsdesk.crawl("amn")
    assert good.status == 0, good.screen
    assert texts(newsdesk) == WANTED


def test_a_feed_that_does_not_page_hides_no_back_fill(newsroom, newsdesk):
    for number in range(2, 9):
        newsroom.remove(f"{AMN}/feed/?paged={number}")
    newsdesk.crawl("amn", since="2020-01-01")
    assert texts(newsdesk) == WANTED


def test_a_page_of_imports_only_does_not_end_a_back_fill(replica, newsdesk):
    replica.add(f"{AMN}/feed/", feed(url(0)))
    for number in range(6):
        replica.add(url(number), article(number, f"2026-11-{20 - number}T08:00:00+00:00"))
    replica.add(f"{AMN}/", listing([url(0), url(1), url(2)]))
    replica.add(f"{AMN}/page/2/", listing([f"{AMN}/ai/import-{number}/" for number in range(3)]))
    replica.add(f"{AMN}/page/3/", listing([url(3), url(4), url(5)]))
    crawled = newsdesk.crawl("amn", since="2026-11-01")
    assert len(crawled.lines) == 6


def test_a_back_fill_that_was_cut_says_so_and_is_run_again(newsroom, newsdesk):
    newsroom.add(f"{AMN}/page/2/", Page.refusal(503))
    newsroom.add(f"{AMN}/feed/?paged=2", Page.refusal(503))
    cut = newsdesk.crawl("amn", "-s", "RETRY_ENABLED=0", since="2026-01-01")
    assert cut.status == 4
    assert "Re-run with the same `since`" in cut.screen
    build(newsroom)
    newsdesk.crawl("amn", since="2026-01-01")
    assert texts(newsdesk) == WANTED


def test_until_hides_nothing_from_the_next_run(replica, newsdesk):
    urls = [url(number) for number in range(5)]
    for number, address in enumerate(urls):
        replica.add(address, article(number, f"2026-11-{20 - number}T08:00:00+00:00"))
    replica.add(f"{AMN}/feed/", feed(*urls))
    replica.add(f"{AMN}/", listing(urls))
    newsdesk.crawl("amn", until="2026-11-18")
    newsdesk.crawl("amn")
    assert len(texts(newsdesk)) == 5


def test_what_since_sets_aside_of_earlier_links_is_read_later(replica, newsdesk):
    urls = [url(number) for number in range(6)]
    for number, address in enumerate(urls):
        replica.add(address, article(number, f"2026-11-{20 - number}T08:00:00+00:00"))
    replica.add(f"{AMN}/feed/", feed(*urls))
    replica.add(f"{AMN}/", listing(urls))
    replica.add(urls[5], Page.refusal(500))
    newsdesk.crawl("amn", "-s", "RETRY_ENABLED=0")
    replica.add(urls[5], article(5, "2026-11-15T08:00:00+00:00"))
    make_due(newsdesk)
    newsdesk.crawl("amn", since="2026-11-19")
    make_due(newsdesk)
    newsdesk.crawl("amn")
    assert len(texts(newsdesk)) == 6


def test_one_wrong_canonical_for_all_pages_loses_none(replica, newsdesk):
    urls = [url(number) for number in range(5)]
    for number, address in enumerate(urls):
        replica.add(address, article(number, extra=f'<link rel="canonical" href="{urls[0]}">'))
    replica.add(f"{AMN}/feed/", feed(*urls))
    replica.add(f"{AMN}/", listing(urls))
    newsdesk.crawl("amn")
    assert len(newsdesk.published("amn")) == 5


def test_our_own_network_that_fails_uses_up_no_try(newsroom, newsdesk):
    for story in DESK.listed:
        newsroom.add(story.url, Page.refusal(500))
    newsroom.add(f"{AMN}/feed/", Page.refusal(503))
    newsdesk.crawl("amn", "-s", "RETRY_ENABLED=0", "-s", "NEWSCRAWL_TRIES=3")
    for _ in range(3):
        make_due(newsdesk)
        offline = newsdesk.crawl(
            "amn", "-s", "RETRY_ENABLED=0", "-s", "NEWSCRAWL_TRIES=3", env={"NEWSCRAWL_REPLICA": "http://127.0.0.1:9"}
        )
        assert offline.status == 4, offline.screen
    build(newsroom)
    make_due(newsdesk)
    newsdesk.crawl("amn", "-s", "NEWSCRAWL_TRIES=3")
    assert texts(newsdesk) == WANTED


def test_sections_keep_to_themselves(newsroom, newsdesk):
    newsdesk.crawl("defensenews", limit=1)
    crawled = newsdesk.crawl("defensenews", section="naval")
    home = {target for target in newsroom.requests_to("www.defensenews.com") if target.endswith("/naval/")}
    assert home
    assert all("/naval/" in line["url"] for line in crawled.lines)


def test_a_very_large_page_is_read_aside_and_stops_nothing(newsroom, newsdesk):
    story = DESK.stories[0]
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in story.body.split("\n\n"))
    clutter = "<script>var padding = '" + "x" * 700_000 + "';</script>"
    newsroom.add(
        story.url,
        Page.of(
            f"<html><head><title>{story.title}</title>"
            f'<meta property="article:published_time" content="{story.date.isoformat()}"></head>'
            f'<body><h1>{story.title}</h1><div class="entry-content">{text}</div>{clutter}</body></html>'
        ),
    )
    crawled = newsdesk.crawl("amn")
    assert crawled.status == 0, crawled.screen
    assert crawled.manifest["counters"]["pages"]["large"] == 1
    assert texts(newsdesk) == WANTED


def test_a_site_that_prefers_its_feed_asks_for_no_page(newsroom, newsdesk, tmp_path):
    (tmp_path / "mine.py").write_text(
        "from newscrawl.spiders.defensenews import DefensenewsSpider\n"
        "class Mine(DefensenewsSpider):\n"
        "    name = 'feedfirst'\n"
        "    prefer = 'feed'\n"
    )
    crawled = newsdesk.crawl("feedfirst", "-s", "SPIDER_MODULES=mine", env={"PYTHONPATH": str(tmp_path)})
    assert crawled.status == 0, crawled.screen
    assert {line["provenance"]["body"] for line in crawled.lines} == {"feed"}
    assert len(crawled.lines) == len(expected()["defensenews"].stories)
    assert not [target for target in newsroom.requests_to("www.defensenews.com") if "/2026/" in target]


# --- manners -------------------------------------------------------------------------------------


def test_a_challenge_that_comes_as_503_is_not_asked_for_again_and_again(newsroom, newsdesk):
    challenge = Page.of("<html><head><title>Just a moment...</title></head></html>", status=503)
    for story in DESK.listed:
        newsroom.add(story.url, challenge)
    crawled = newsdesk.crawl("amn", "-s", "CONCURRENT_REQUESTS=1")
    asked = [target for target in newsroom.requests_to("americanmilitarynews.com") if target.count("/") == 4]
    assert crawled.status == 3
    assert len(asked) == 3


@pytest.mark.parametrize(
    ("answer", "status", "said"),
    [
        (Page.refusal(503), 4, "robots.txt unavailable (HTTP 503)"),
        (Page.refusal(429), 3, "robots.txt unavailable (HTTP 429)"),
        (Reset(), 4, "robots.txt unavailable (connection failed)"),
    ],
)
def test_without_robots_txt_nothing_is_asked(newsroom, newsdesk, answer, status, said):
    assert newsdesk.crawl("amn", limit=1).status == 0
    pages = newsroom.requests_to("americanmilitarynews.com")
    newsroom.script(f"{AMN}/robots.txt", *[answer] * 9)
    crawled = newsdesk.crawl("amn", "-s", "RETRY_TIMES=1")
    assert crawled.status == status, crawled.screen
    assert said in crawled.screen
    assert newsroom.requests_to("americanmilitarynews.com") == pages
    with closing(sqlite3.connect(newsdesk.root / "newscrawl.sqlite")) as state:
        assert state.execute("SELECT count(*) > 2, max(tries) FROM pending").fetchone() == (True, 0)


def test_robots_txt_of_a_host_that_redirects_lead_to_is_kept(newsroom, newsdesk):
    newsroom.add("https://login.example/robots.txt", Page.text("User-agent: *\nDisallow: /\n"))
    newsroom.add("https://login.example/", Page.of("<h1>Log in</h1>"))
    newsroom.script(DESK.listed[0].url, Page.redirect("https://login.example/"))
    newsdesk.crawl("amn")
    assert [asked.target for asked in newsroom.log if asked.host == "login.example"] == ["/robots.txt"]


def test_of_an_endless_robots_txt_the_first_half_megabyte_counts(newsroom, newsdesk):
    rules = "".join(f"Disallow: /private/{number}/\n" for number in range(400_000))
    newsroom.add(f"{AMN}/robots.txt", Page.text(f"User-agent: *\nDisallow: /feed/\n{rules}Disallow: /\n"))
    crawled = newsdesk.crawl("amn", limit=1)
    assert len(crawled.lines) == 1, crawled.screen
    assert "/feed/" not in newsroom.requests_to("americanmilitarynews.com")


def test_the_contact_may_be_set_as_any_setting(newsroom, newsdesk):
    newsdesk.crawl("amn", "-s", "NEWSCRAWL_CONTACT=desk@example.org", limit=1)
    assert all("desk@example.org" in asked.headers["user-agent"] for asked in newsroom.log)


def test_redirects_without_end_are_a_fault_in_few_words(newsroom, newsdesk):
    story = DESK.stories[0]
    newsroom.add(story.url, Page.redirect(story.url))
    crawled = newsdesk.crawl("amn")
    assert crawled.manifest["counters"]["put_off"] == {"redirects without end": 1}


# --- pipelines of the user's own -----------------------------------------------------------------


def pipeline(tmp_path, body, number):
    (tmp_path / "mine.py").write_text(
        f"from scrapy.exceptions import DropItem\nclass Mine:\n    def process_item(self, item):\n        {body}\n"
    )
    ours = {
        "newscrawl.pipelines.clean.CleanPipeline": 100,
        "newscrawl.pipelines.require.RequirePipeline": 200,
        "newscrawl.pipelines.publish.PublishPipeline": 300,
    }
    return ("-s", f"ITEM_PIPELINES={json.dumps({**ours, 'mine.Mine': number})}")


def test_a_pipeline_that_makes_other_objects_is_told(newsroom, newsdesk, tmp_path):
    options = pipeline(tmp_path, "return {'url': item.url}", 250)
    crawled = newsdesk.crawl("amn", *options, env={"PYTHONPATH": str(tmp_path)})
    assert crawled.status == 1
    assert "never reached PublishPipeline" in crawled.screen


def test_a_pipeline_that_raises_fails_its_article_only(newsroom, newsdesk, tmp_path):
    options = pipeline(tmp_path, "assert 'hospital' not in item.url, 'no\\nhospitals\\x1b[2J'; return item", 250)
    crawled = newsdesk.crawl("amn", *options, env={"PYTHONPATH": str(tmp_path)})
    assert crawled.status == 1
    assert "error: AssertionError: no hospitals[2J (the log has more)\n" in crawled.screen, "one line"
    assert len(crawled.lines) == len(WANTED) - 1
    assert crawled.manifest["pending"] == 1


def test_a_value_that_cannot_be_written_fails_its_article_only(newsroom, newsdesk, tmp_path):
    options = pipeline(tmp_path, "item.revision = [1] if 'hospital' in item.url else 1; return item", 250)
    crawled = newsdesk.crawl("amn", *options, env={"PYTHONPATH": str(tmp_path)})
    assert crawled.status == 1
    assert len(crawled.lines) == len(WANTED) - 1


def test_what_is_published_stays_so_whatever_is_dropped_later(newsroom, newsdesk, tmp_path):
    options = pipeline(tmp_path, "raise DropItem('seen enough')", 450)
    crawled = newsdesk.crawl("amn", *options, env={"PYTHONPATH": str(tmp_path)})
    assert crawled.status == 0
    assert {line["body"] for line in crawled.lines} == WANTED
    assert "refused" not in crawled.manifest["counters"].get("settled", {})
