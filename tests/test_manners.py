"""Politeness that can be proved: turns, waits that were asked for, opt-outs."""

import json
import multiprocessing
import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.middlewares.backoff import LONGEST, LONGEST_GUESS, growing, retry_after
from newscrawl.middlewares.host_schedule import HostSchedule, HostState
from newscrawl.middlewares.opt_out_signals import AI_AGENTS, from_headers, from_robots
from newscrawl.testing.newsroom import build
from newscrawl.testing.page import Page

HOST = "americanmilitarynews.com"
AMN = f"https://{HOST}"


# --- the book of hosts -----------------------------------------------------------------------------------------------


def turns(folder, count, result):
    book = HostSchedule(folder)
    result.put([datetime.now(UTC).timestamp() + book.take_turn("example.com", 5.0) for _ in range(count)])


def test_two_processes_share_one_lane(tmp_path):
    context = multiprocessing.get_context("spawn")
    result = context.Queue()
    processes = [context.Process(target=turns, args=(tmp_path, 20, result)) for _ in range(2)]
    for process in processes:
        process.start()
    taken = sorted(result.get(timeout=30) + result.get(timeout=30))
    for process in processes:
        process.join()
    gaps = [later - earlier for earlier, later in pairwise(taken)]
    assert len(taken) == 40
    assert min(gaps) > 4.9


def test_setbacks_are_remembered_by_the_next_crawl_and_forgiven_together(tmp_path):
    book = HostSchedule(tmp_path)
    book.set_back("example.com", lambda n: 60.0 * n, "429")
    known = book.set_back("example.com", lambda n: 60.0 * n, "503")
    assert (known.setbacks, known.why) == (2, "503")
    next_run = HostSchedule(tmp_path)
    assert next_run.look_up("example.com") == known
    next_run.forgive("example.com")
    assert book.look_up("example.com") == HostState(free_at=known.free_at)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[]",
        b'{"free_at": "soon"}',
        b"\xff\xfe",
        b'{"free_at": 0, "wait_until": 0, "setbacks": 1e999, "why": ""}',
    ],
)
def test_a_torn_page_of_the_book_is_an_empty_one(tmp_path, text):
    (tmp_path / "example.com.json").write_bytes(text)
    assert HostSchedule(tmp_path).look_up("example.com") == HostState()
    assert HostSchedule(tmp_path).take_turn("example.com", 1.0) == 0


def test_a_turn_taken_by_a_clock_that_was_ahead_holds_nobody_up(tmp_path):
    (tmp_path / "example.com.json").write_text(
        json.dumps({"free_at": 9e9, "wait_until": 0, "setbacks": 0, "why": ""}), "utf-8"
    )
    assert HostSchedule(tmp_path).take_turn("example.com", 1.0) == 0


def test_a_wait_noted_by_a_clock_that_was_ahead_holds_nobody_up(tmp_path):
    (tmp_path / "example.com.json").write_text(
        json.dumps({"free_at": 0, "wait_until": 9e9, "setbacks": 2, "why": "429"}), "utf-8"
    )
    known = HostSchedule(tmp_path).look_up("example.com")
    assert (known.wait_until, known.setbacks) == (0, 2)


def test_a_lane_keeps_a_crawl_delay_of_hours(tmp_path):
    book = HostSchedule(tmp_path)
    assert book.take_turn("example.com", 7200.0) == 0
    assert book.take_turn("example.com", 7200.0) > 7190


def test_without_a_disk_the_book_is_kept_in_memory(tmp_path):
    book = HostSchedule(tmp_path / "missing" / "folder")
    assert book.take_turn("example.com", 5.0) == 0
    assert book.take_turn("example.com", 5.0) > 4.9
    assert book.set_back("example.com", lambda _: 9.0, "429").setbacks == 1
    book.forgive("example.com")
    assert book.look_up("example.com").setbacks == 0


def test_on_a_full_disk_a_wait_is_kept_though_the_book_is_there(tmp_path, monkeypatch):
    book = HostSchedule(tmp_path)
    book.take_turn("example.com", 1.0)

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr("newscrawl.middlewares.host_schedule.os.pwrite", full)
        known = book.set_back("example.com", lambda _: 90.0, "429")
        assert known.setbacks == 1
        assert book.look_up("example.com").wait_until == known.wait_until
        assert book.set_back("example.com", lambda n: 90.0 * n, "429").setbacks == 2
    book.forgive("example.com")
    assert book.look_up("example.com").setbacks == 0


def test_a_host_is_a_file_name_whatever_it_is_called(tmp_path):
    book = HostSchedule(tmp_path)
    book.set_back("[::1]:8080/..", lambda _: 9.0, "429")
    assert [path.parent for path in tmp_path.rglob("*.json")] == [tmp_path]


# --- waits ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "seconds"),
    [(None, None), (b"7", 7), (b" 120 ", 120), (b"-5", None), (b"soon", None), (b"", None), (b"99999999999", LONGEST)],
)
def test_retry_after_as_a_number(value, seconds):
    assert retry_after(value) == seconds


def test_retry_after_as_a_date():
    until = datetime.now(UTC) + timedelta(minutes=10)
    assert 590 < retry_after(format_datetime(until, usegmt=True).encode()) <= 600
    assert retry_after(b"Sun, 06 Nov 1994 08:49:37 GMT") == 0


@given(st.binary(max_size=40))
def test_any_retry_after_is_a_bounded_wait_or_none(value):
    seconds = retry_after(value)
    assert seconds is None or 0 <= seconds <= LONGEST


@given(st.integers(1, 10_000), st.floats(0.1, 60))
def test_waits_grow_to_a_bound(setbacks, delay):
    assert delay < growing(setbacks, delay) <= growing(setbacks + 1, delay) <= LONGEST_GUESS


# --- opt-outs -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tags", "reservation", "found"),
    [
        ([b"noindex, noai"], None, {"noai"}),
        ([b"googlebot: noai, noimageai"], None, {"noai", "noimageai"}),
        ([b"noarchive", b"NOAI"], b"1", {"noai", "tdm-reservation"}),
        ([b"max-image-preview:large"], b"0", set()),
        ([], b" 1 ", {"tdm-reservation"}),
    ],
)
def test_signals_of_headers(tags, reservation, found):
    assert from_headers(tags, reservation) == found


def test_robots_against_one_ai_crawler_is_a_signal_and_one_against_all_is_none():
    assert from_robots(lambda _, agent: agent != "CCBot", "https://example.com/") == {"robots-ai"}
    assert from_robots(lambda *_: True, "https://example.com/") == set()
    assert from_robots(lambda *_: False, "https://example.com/") == set()
    assert len(set(AI_AGENTS)) == len(AI_AGENTS)


# --- whole crawls ----------------------------------------------------------------------------------------------------


@pytest.fixture
def newsroom(replica):
    build(replica, sites=["amn"])
    return replica


def test_crawl_delay_is_kept_and_accounted_for(newsroom, newsdesk):
    newsroom.add(f"{AMN}/robots.txt", Page.text("User-agent: *\nCrawl-delay: 0.4\n"))
    crawled = newsdesk.crawl("amn", limit=3)
    assert crawled.status == 0
    times = sorted(asked.time for asked in newsroom.log if asked.target != "/robots.txt")
    # When requests reach the server, not when they are sent: a little sooner may be.
    assert min(later - earlier for earlier, later in pairwise(times)) > 0.3
    manners = crawled.manifest["counters"]["manners"]
    assert manners["waits"] >= 4
    assert manners["seconds"] > 1
    assert crawled.manifest["counters"]["asked"][HOST] == len(newsroom.log)


def test_bytes_that_304_saved_are_accounted_for(newsroom, newsdesk):
    assert "bytes_saved" not in newsdesk.crawl("amn").manifest["counters"]
    before = len(newsroom.log)
    second = newsdesk.crawl("amn", "--report", str(newsdesk.root / "report.json"), env=newsdesk.clock(3))
    figures = json.loads((newsdesk.root / "report.json").read_text("utf-8"))["figures"]
    saved = [asked for asked in newsroom.log[before:] if asked.status == 304]
    weights = [len(newsroom._answers[asked.host, asked.target].reply({})[2]) for asked in saved]
    assert second.status == 0
    assert {asked.target for asked in saved} >= {"/feed/", "/"}
    assert figures["sources_unchanged"] == 2
    assert figures["revisits"]["unchanged"] == len(saved) - 2 > 0
    assert figures["bytes_saved"] == sum(weights)


@pytest.mark.parametrize("status", [429, 503])
def test_a_short_retry_after_is_waited_for_and_costs_no_article(newsroom, newsdesk, status):
    newsroom.script(f"{AMN}/feed/", Page.refusal(status, retry_after="1"))
    crawled = newsdesk.crawl("amn")
    assert crawled.status == 0, crawled.screen
    assert crawled.lines
    first, second = [asked.time for asked in newsroom.log if asked.target == "/feed/"][-2:]
    assert second - first >= 0.9
    assert crawled.manifest["counters"]["manners"]["waits"] >= 1


def test_a_long_retry_after_ends_the_run_and_is_kept_by_the_next_ones(newsroom, newsdesk):
    newsroom.script(f"{AMN}/feed/", Page.refusal(429, retry_after="7200"))
    crawled = newsdesk.crawl("amn", env=newsdesk.clock(0))
    assert crawled.status == 3
    assert re.search(rf"{HOST} is rate-limiting us \(HTTP 429\); pausing until [0-9-]+ [0-9:]+ UTC", crawled.screen)
    assert "Traceback" not in crawled.screen
    asked = len(newsroom.log)
    assert newsdesk.crawl("amn", env=newsdesk.clock(1)).status == 3
    assert len(newsroom.log) == asked, "it asked all the same"
    later = newsdesk.crawl("amn", env=newsdesk.clock(2.1))
    assert later.status == 0
    assert later.lines


def test_growing_waits_without_a_word_of_the_server(newsroom, newsdesk):
    newsroom.script(f"{AMN}/feed/", *[Page.refusal(429)] * 9)
    crawled = newsdesk.crawl("amn", "-s", "DOWNLOAD_DELAY=0.03", "-s", "NEWSCRAWL_PATIENCE=2")
    times = [asked.time for asked in newsroom.log if asked.target == "/feed/"]
    assert len(times) == 3
    assert times[1] - times[0] > 0.28
    assert times[2] - times[1] > 0.58
    assert crawled.lines, "the listing served"


def test_opt_outs_are_noted(newsroom, newsdesk):
    newsroom.add(f"{AMN}/robots.txt", Page.text("User-agent: GPTBot\nDisallow: /\n\nUser-agent: *\nAllow: /\n"))
    for line in newsdesk.crawl("amn").lines:
        assert line["rights"] == ["robots-ai"]


def test_opt_outs_are_obeyed_where_that_is_asked(newsroom, newsdesk):
    newsroom.add(f"{AMN}/robots.txt", Page.text("User-agent: GPTBot\nDisallow: /\n\nUser-agent: *\nAllow: /\n"))
    crawled = newsdesk.crawl("amn", env={"NEWSCRAWL_OPT_OUT": "skip"})
    assert crawled.status == 3
    assert "disallows AI crawlers" in crawled.screen
    assert newsroom.requests_to(HOST) == []


def test_a_page_that_opts_out_is_left_out_for_good(newsroom, newsdesk):
    page = newsroom._answers
    paths = [target for host, target in page if host == HOST and re.match(r"/20\d\d/", target)]
    for path in paths:
        answer = page[HOST, path]
        newsroom.add(AMN + path, Page.of(answer.reply({})[2], headers=(("X-Robots-Tag", "noai"),)))
    crawled = newsdesk.crawl("amn", env={"NEWSCRAWL_OPT_OUT": "skip"})
    assert not crawled.lines
    assert "opted out" in crawled.screen
    before = len(newsroom.log)
    assert newsdesk.crawl("amn", env={"NEWSCRAWL_OPT_OUT": "skip"}).status == 0
    assert not [asked for asked in newsroom.log[before:] if asked.target in paths]


def test_the_opt_out_of_a_page_is_noted_wherever_a_redirect_has_led(newsroom, newsdesk):
    stories = [target for host, target in newsroom._answers if host == HOST and re.match(r"/20\d\d/", target)]
    for path in stories:
        body = newsroom._answers[HOST, path].reply({})[2]
        newsroom.add(f"{AMN}{path}?utm_source=rss", Page.of(body, headers=(("X-Robots-Tag", "noai"),)))
        newsroom.add(AMN + path, Page.redirect(f"{path}?utm_source=rss"))
    lines = newsdesk.crawl("amn").lines
    assert lines
    assert {tuple(line["rights"]) for line in lines} == {("noai",)}


def test_a_challenge_that_comes_as_503_is_no_wish_for_time(newsroom, newsdesk):
    newsroom.add(f"{AMN}/feed/", Page.of("<html><head><title>Just a moment...</title></head></html>", status=503))
    crawled = newsdesk.crawl("amn", "-s", "DOWNLOAD_DELAY=0.02")
    assert newsroom.requests_to(HOST).count("/feed/") == 1
    assert "(challenge page)" in crawled.screen


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("NEWSCRAWL_OPT_OUT=maybe", "set it to record or skip"),
        ("NEWSCRAWL_PATIENCE=soon", "set it to a number of seconds"),
    ],
)
def test_wrong_settings_are_told(newsroom, newsdesk, setting, said):
    crawled = newsdesk.crawl("amn", "-s", setting)
    assert crawled.status == 2
    assert said in crawled.screen
