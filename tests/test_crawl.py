"""Whole crawls of the replica newsroom and of sites that misbehave: shipped spiders, real sockets, real files."""

import json
import re
import signal
import sqlite3
import time
from contextlib import closing

import pytest

from newscrawl.commands.crawl import GRACE
from newscrawl.spiders.amn import AmnSpider
from newscrawl.spiders.defensenews import DefensenewsSpider
from newscrawl.testing.newsroom import build, expected
from newscrawl.testing.page import Hang, Page, Reset

AMN = "https://americanmilitarynews.com"
DN = "https://www.defensenews.com"
DN_FEED = f"{DN}/arc/outboundfeeds/rss/?outputType=xml"
DESKS = expected()
SPIDERS = {"amn": AmnSpider, "defensenews": DefensenewsSpider}
TWINS = {
    AmnSpider.identify(repost.url): AmnSpider.identify(story.url)
    for repost in DESKS["amn"].reposts
    for story in DESKS["amn"].stories
    if story.body == repost.body
}
"""Reposts and their first printings have one text; which of the two is read first, and so published, is chance."""


def ids(site, stories=None):
    return {SPIDERS[site].identify(story.url) for story in (DESKS[site].stories if stories is None else stories)}


def ids_of(lines):
    found = [TWINS.get(line["id"], line["id"]) for line in lines]
    assert len(set(found)) == len(found), "an article was written twice"
    return set(found)


@pytest.fixture
def newsroom(replica):
    """The bundled newsroom."""
    build(replica)
    return replica


@pytest.mark.parametrize("site", ["amn", "defensenews"])
def test_a_crawl_writes_each_article_once_and_a_second_one_nothing(newsroom, newsdesk, site):
    first = newsdesk.crawl(site, own_process=True)
    assert first.status == 0, first.screen
    assert ids_of(first.lines) == ids(site)
    assert first.manifest["written"] == len(first.lines)
    before = newsdesk.files(site)
    second = newsdesk.crawl(site, own_process=True)
    assert second.status == 0
    assert f"{site}: nothing new" in second.screen
    assert newsdesk.files(site) == before


@pytest.mark.parametrize("site", ["amn", "defensenews"])
def test_every_story_reads_as_it_was_written(newsroom, newsdesk, site):
    lines = {line["body"]: line for line in newsdesk.crawl(site).lines}
    for story in DESKS[site].stories:
        line = lines.get(story.body)
        assert line, f"{story.url} reads otherwise"
        same = [story, *(repost for repost in DESKS[site].reposts if repost.body == story.body)]
        assert line["headline"] in [one.title for one in same]
        assert line["date_published"][:10] in [f"{one.date:%Y-%m-%d}" for one in same]


def test_the_imported_press_items_are_never_asked_for(newsroom, newsdesk):
    newsdesk.crawl("amn")
    assert not [target for target in newsroom.requests_to("americanmilitarynews.com") if target.startswith("/ai/")]


def test_robots_txt_is_obeyed(newsroom, newsdesk):
    newsroom.add(f"{AMN}/robots.txt", Page.text("User-agent: *\nDisallow: /\n"))
    crawled = newsdesk.crawl("amn")
    assert crawled.status == 3, crawled.screen
    assert newsroom.requests_to("americanmilitarynews.com") == []


def test_the_user_agent_names_project_and_contact(newsroom, newsdesk):
    newsdesk.crawl("amn", limit=1, env={"NEWSCRAWL_CONTACT": "desk@example.org"})
    agents = {asked.headers["user-agent"] for asked in newsroom.log}
    assert len(agents) == 1
    assert re.fullmatch(r"newscrawl/\S+ \(\+https://\S+; desk@example\.org\)", agents.pop())


def test_the_manifest_gives_the_account_of_the_run(newsroom, newsdesk):
    crawled = newsdesk.crawl("amn", since="2026-01-01")
    manifest = crawled.manifest
    assert manifest["arguments"] == {"since": "2026-01-01"}
    assert manifest["finish_reason"] == "finished"
    assert manifest["exit_status"] == 0
    counters = manifest["counters"]
    assert counters["requests"] == len(newsroom.log)
    assert counters["found"] >= len(DESKS["amn"].listed)
    assert counters["dropped"] == {"duplicate": len(DESKS["amn"].reposts)}
    assert counters["settled"] == {"gone": len(DESKS["amn"].gone)}
    assert manifest["newest_article"]
    assert manifest["complete"]["from"] <= "2026-01-01T00:00:00Z"
    assert manifest["complete"]["to"] <= manifest["finished"]


# --- arguments ---------------------------------------------------------------------------------


def test_since_and_until_are_held_against_the_articles_own_dates(newsroom, newsdesk):
    dates = sorted(story.date for story in DESKS["amn"].stories)
    since, until = dates[5], dates[15]
    crawled = newsdesk.crawl("amn", since=since.isoformat(), until=until.isoformat())
    desk = DESKS["amn"]
    asked = [story for story in desk.stories if since <= story.date < until]
    # A repost counts as the article where the first printing lies outside the asked span.
    texts = {story.body for story in asked}
    asked += [story for story in desk.reposts if since <= story.date < until and story.body not in texts]
    assert ids_of(crawled.lines) == ids("amn", asked)
    newsdesk.crawl("amn")
    bodies = [line["body"] for line in newsdesk.published("amn")]
    assert sorted(bodies) == sorted(story.body for story in desk.stories)


def test_limit_takes_the_newest_and_leaves_the_rest_pending(newsroom, newsdesk):
    first = newsdesk.crawl("amn", limit=3)
    newest = sorted(DESKS["amn"].listed, key=lambda story: story.date)[-3:]
    assert ids_of(first.lines) <= ids("amn", newest)
    assert first.manifest["pending"] > 0
    newsdesk.crawl("amn")
    assert ids_of(newsdesk.published("amn")) == ids("amn")


def test_a_section_has_its_own_sources(newsroom, newsdesk):
    crawled = newsdesk.crawl("defensenews", section="naval")
    naval = [story for story in DESKS["defensenews"].stories if story.url.startswith(f"{DN}/naval/")]
    assert naval
    assert ids_of(crawled.lines) >= ids("defensenews", naval)
    assert all("/arc/outboundfeeds/rss/?" not in target for target in newsroom.requests_to("www.defensenews.com"))


def test_a_trial_remembers_nothing_and_writes_only_where_told(newsroom, newsdesk, tmp_path):
    for _ in range(2):
        crawled = newsdesk.crawl("defensenews", "-O", str(tmp_path / "trial.jsonl"), trial=1)
        assert crawled.status == 0
        lines = [json.loads(line) for line in (tmp_path / "trial.jsonl").read_text("utf-8").splitlines()]
        assert ids_of(lines) == ids("defensenews")
    assert not newsdesk.root.exists()


def test_stock_feeds_work_beside_it(newsroom, newsdesk, tmp_path):
    crawled = newsdesk.crawl("defensenews", "-o", str(tmp_path / "mine.jsonl"))
    mine = [json.loads(line) for line in (tmp_path / "mine.jsonl").read_text("utf-8").splitlines()]
    assert sorted(mine, key=lambda line: line["id"]) == sorted(crawled.lines, key=lambda line: line["id"])


def test_a_users_own_pipeline_may_change_and_drop(newsroom, newsdesk, tmp_path):
    (tmp_path / "mine.py").write_text(
        "from itemadapter import ItemAdapter\n"
        "from scrapy.exceptions import DropItem\n"
        "class Mine:\n"
        "    def process_item(self, item):\n"
        "        adapter = ItemAdapter(item)\n"
        "        if adapter['url'].endswith('/'):\n"
        "            adapter['keywords'] = ['mine']\n"
        "        if 'naval' in adapter['url']:\n"
        "            raise DropItem('not of interest')\n"
        "        return item\n"
    )
    pipelines = {
        "newscrawl.pipelines.clean.CleanPipeline": 100,
        "newscrawl.pipelines.require.RequirePipeline": 200,
        "mine.Mine": 250,
        "newscrawl.pipelines.publish.PublishPipeline": 300,
    }
    options = ("-s", f"ITEM_PIPELINES={json.dumps(pipelines)}")
    crawled = newsdesk.crawl("defensenews", *options, env={"PYTHONPATH": str(tmp_path)})
    assert crawled.status == 0, crawled.screen
    assert crawled.lines
    assert all(line["keywords"] == ["mine"] and "naval" not in line["url"] for line in crawled.lines)
    asked = len(newsroom.log)
    newsdesk.crawl("defensenews", *options, env={"PYTHONPATH": str(tmp_path)})
    assert len(newsroom.log) - asked <= 3, "what a pipeline dropped is settled, not read again"


@pytest.mark.parametrize("command", ["fetch", "parse"])
def test_looking_at_a_page_takes_no_lock_and_leaves_no_file(newsroom, newsdesk, command):
    url = DESKS["amn"].stories[0].url
    assert "hospital-ship" in url
    # In a process of its own, because these commands put a start() of theirs into the class of the spider.
    status, said = newsdesk.run(command, url, "--nolog", own_process=True)
    assert status == 0
    assert "Hospital ship" in said
    assert not newsdesk.root.exists()


# --- pages that fail ---------------------------------------------------------------------------


def make_due(newsdesk):
    """Let the waits of all pending links be over."""
    with closing(sqlite3.connect(newsdesk.root / "newscrawl.sqlite")) as state, state:
        state.execute("UPDATE pending SET next_try = 0")


def test_a_page_that_fails_stays_pending_until_it_answers(newsroom, newsdesk):
    story = DESKS["defensenews"].stories[0]
    newsroom.script(story.url, *[Page.refusal(503)] * 3)
    # Without the feed's text, so that the page is the only way.
    newsroom.add(DN_FEED, Page.refusal(503))
    first = newsdesk.crawl("defensenews")
    assert first.status == 0, first.screen
    assert ids_of(first.lines) == ids("defensenews") - {DefensenewsSpider.identify(story.url)}
    assert first.manifest["pending"] == 1
    assert "1 pending, will be retried (1 HTTP 503)" in first.screen
    second = newsdesk.crawl("defensenews")
    assert not second.lines, "its wait is not over"
    make_due(newsdesk)
    third = newsdesk.crawl("defensenews")
    assert ids_of(third.lines) == {DefensenewsSpider.identify(story.url)}


def test_a_gone_page_is_settled(newsroom, newsdesk):
    newsdesk.crawl("amn")
    gone = [story.url.removeprefix(AMN) for story in DESKS["amn"].gone]
    newsdesk.crawl("amn")
    asked = newsroom.requests_to("americanmilitarynews.com")
    assert gone
    assert all(asked.count(target) == 1 for target in gone)


def test_a_connection_that_breaks_is_tried_again(newsroom, newsdesk):
    newsroom.script(DESKS["amn"].stories[0].url, Reset())
    assert ids_of(newsdesk.crawl("amn").lines) == ids("amn")


def test_blocked_pages_are_made_from_the_feed_and_the_run_says_blocked(newsroom, newsdesk):
    for story in DESKS["defensenews"].stories:
        newsroom.add(story.url, Page.refusal(403))
    crawled = newsdesk.crawl("defensenews", "-s", "CONCURRENT_REQUESTS=1")
    assert crawled.status == 3
    assert ids_of(crawled.lines) == ids("defensenews")
    asked = [
        target for target in newsroom.requests_to("www.defensenews.com") if re.search(r"/\d{4}/\d\d/\d\d/", target)
    ]
    assert len(asked) == 3, "asked for no more pages after three refusals in a row"
    for line in crawled.lines:
        assert line["provenance"]["body"] == "feed"
        assert line["provenance"]["page"] in ("refused: 403", "blocked")
    assert crawled.manifest["exit_status"] == 3
    assert "blocked" in crawled.screen


def test_a_challenge_page_is_no_article(newsroom, newsdesk):
    challenge = Page.of("<html><head><title>Just a moment...</title></head><body>Checking</body></html>")
    for story in DESKS["amn"].listed:
        newsroom.add(story.url, challenge)
    newsroom.add(f"{AMN}/feed/", Page.refusal(503))
    crawled = newsdesk.crawl("amn")
    assert crawled.status == 3
    assert not crawled.lines


def test_a_blocked_link_is_due_again_at_once(newsroom, newsdesk):
    newsroom.add(DN_FEED, Page.refusal(503))
    urls = [story.url for story in DESKS["defensenews"].stories]
    for url in urls:
        newsroom.add(url, Page.refusal(403))
    first = newsdesk.crawl("defensenews", "-s", "CONCURRENT_REQUESTS=1")
    assert first.status == 3
    assert not first.lines
    build(newsroom)
    newsroom.add(DN_FEED, Page.refusal(503))
    second = newsdesk.crawl("defensenews")
    assert len(second.lines) == len(urls) - 3, "all but those three that were refused, which wait"
    make_due(newsdesk)
    newsdesk.crawl("defensenews")
    assert ids_of(newsdesk.published("defensenews")) == ids("defensenews")


# --- a site that changes -----------------------------------------------------------------------


def test_a_site_that_lists_nothing_any_more_is_an_error(newsroom, newsdesk):
    newsroom.add(f"{AMN}/", Page.of("<html><head><title>New</title></head><body><h1>Welcome</h1></body></html>"))
    crawled = newsdesk.crawl("amn")
    assert crawled.status == 5
    assert f"No article links found at {AMN}/" in crawled.screen


def test_pages_without_text_are_an_error_and_stay_pending(newsroom, newsdesk):
    for story in DESKS["amn"].listed:
        newsroom.add(story.url, Page.of("<html><head><title>New</title></head><body><div id=app></div></body></html>"))
    newsroom.add(f"{AMN}/feed/", Page.refusal(503))
    crawled = newsdesk.crawl("amn")
    assert crawled.status == 5, crawled.screen
    assert "the site's layout may have changed" in crawled.screen
    assert not crawled.lines


def test_a_site_that_moved_is_an_error(replica, newsdesk):
    replica.add(f"{AMN}/feed/", Page.redirect("https://elsewhere.example/feed/"))
    replica.add(f"{AMN}/", Page.redirect("https://elsewhere.example/"))
    replica.add("https://elsewhere.example/", Page.of("<h1>New owner</h1>"))
    replica.add("https://elsewhere.example/feed/", Page.of("<h1>New owner</h1>"))
    crawled = newsdesk.crawl("amn")
    assert crawled.status == 4
    assert "redirects to another site, https://elsewhere.example/" in crawled.screen


def test_a_site_that_cannot_be_reached_is_one_line(newsdesk, replica):
    replica.script(f"{AMN}/robots.txt", *[Reset()] * 9)
    replica.script(f"{AMN}/feed/", *[Reset()] * 9)
    replica.script(f"{AMN}/", *[Reset()] * 9)
    replica.add_host("americanmilitarynews.com")
    crawled = newsdesk.crawl("amn")
    assert crawled.status == 4
    assert len(crawled.screen.strip().splitlines()) == 1
    assert "can't be reached" in crawled.screen
    assert "make demo" in crawled.screen


# --- interruptions -----------------------------------------------------------------------------


def wait_for(condition, seconds=60.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def holds_lines(newsdesk, site):
    return any(part.stat().st_size for part in (newsdesk.root / site).glob("*.part"))


def test_a_stop_takes_less_time_than_schedulers_give():
    assert GRACE < 10, "Scrapyd and systemd kill after ten seconds"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_run_in_time_with_everything_durable(newsroom, newsdesk, number):
    hanging = DESKS["amn"].stories[-1].url
    newsroom.script(hanging, Hang())
    # A download that could only end by itself would hold the run for a quarter of an hour.
    process = newsdesk.start("amn", "-s", "DOWNLOAD_TIMEOUT=900")
    wait_for(
        lambda: hanging.removeprefix(AMN) in [asked.target for asked in newsroom.log] or process.poll() is not None
    )
    wait_for(lambda: len(newsroom.log) >= 20 and holds_lines(newsdesk, "amn"))
    process.send_signal(number)
    process.communicate(timeout=60)
    written = newsdesk.published("amn")
    assert written
    assert not [path for path in newsdesk.files("amn") if path.suffix == ".part"]
    assert newsdesk.crawl("amn").status == 0
    assert ids_of(newsdesk.published("amn")) == ids("amn")


def test_a_killed_run_is_finished_by_the_next_one(newsroom, newsdesk):
    # As many as are under way at once; they are read last.
    hanging = sorted(DESKS["amn"].listed, key=lambda story: story.date)[:8]
    for story in hanging:
        newsroom.script(story.url, Hang())
    process = newsdesk.start("amn", "-s", "DOWNLOAD_TIMEOUT=900")
    wait_for(
        lambda: (
            {story.url for story in hanging} <= {asked.url for asked in newsroom.log} and holds_lines(newsdesk, "amn")
        )
    )
    process.kill()
    process.communicate()
    (part,) = (newsdesk.root / "amn").glob("*.part")
    run_id = part.name.split("-")[-1].split(".")[0]
    crawled = newsdesk.crawl("amn")
    assert crawled.status == 0
    assert not part.exists()
    lines = newsdesk.published("amn")
    assert ids_of(lines) == ids("amn")
    assert run_id in {line["run_id"] for line in lines}, "its lines keep their run"
    assert len({line["run_id"] for line in lines}) == 2


def test_a_second_run_of_a_site_ends_at_once(newsroom, newsdesk):
    newsroom.script(f"{AMN}/feed/", Hang())
    first = newsdesk.start("amn", "-s", "DOWNLOAD_TIMEOUT=900")
    wait_for(lambda: "/feed/" in newsroom.requests_to("americanmilitarynews.com"))
    second = newsdesk.crawl("amn", own_process=True)
    assert second.status == 0
    assert "already" in second.screen
    assert len(second.screen.strip().splitlines()) == 1
    assert newsroom.requests_to("americanmilitarynews.com") == ["/feed/"], "it asked for nothing"
    assert first.poll() is None, "the first goes on"
    first.kill()
    first.communicate()
    assert newsdesk.crawl("amn").status == 0
    assert ids_of(newsdesk.published("amn")) == ids("amn")


def test_a_full_disk_is_one_line_and_loses_nothing(newsroom, newsdesk):
    crawled = newsdesk.crawl("amn", own_process=True, env={"NEWSCRAWL_FAILPOINT": "part.write.before=ENOSPC"})
    assert crawled.status == 6, crawled.screen
    assert "No space left" in crawled.screen
    assert "Traceback" not in crawled.screen
    assert newsdesk.crawl("amn").status == 0
    assert ids_of(newsdesk.published("amn")) == ids("amn")


def test_an_output_folder_that_is_none_is_one_line(newsroom, newsdesk):
    newsdesk.root.parent.mkdir(exist_ok=True)
    newsdesk.root.write_text("a file")
    crawled = newsdesk.crawl("amn")
    assert crawled.status == 6
    assert len(crawled.screen.strip().splitlines()) == 1
    assert str(newsdesk.root) in crawled.screen


# --- what a person types -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("nosuch",), "unknown site 'nosuch'"),
        (("amn", "-a", "since=yesterday"), "since=yesterday is neither a date"),
        (("amn", "-a", "section=nave"), "unknown section 'nave'; this site has"),
        (("amn", "-s", "NEWSCRAWL_TRIES=many"), "NEWSCRAWL_TRIES=many is not a whole number"),
        (("amn", "-s", "NEWSCRAWL_REPLICA=http://192.0.2.1:80"), "is not an address on this machine"),
        (("amn", "defensenews"), "one site at a time"),
        ((), "give a site"),
    ],
)
def test_a_slip_is_told_in_one_line(newsdesk, words, says):
    status, said = newsdesk.run("crawl", *words)
    assert status == 2
    assert says in said
    assert not newsdesk.root.exists()


def test_the_full_log_is_one_flag_away(newsroom, newsdesk):
    quiet, full = newsdesk.crawl("defensenews", limit=1), newsdesk.crawl("defensenews", "-L", "INFO", limit=1)
    assert len(quiet.screen.strip().splitlines()) <= 5
    assert "Spider opened" in full.screen
    assert "Traceback" not in full.screen
