"""Sites whose listings and articles appear in a browser only: the shipped spiders, a real Chromium, no network."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import pytest

from newscrawl.browser.processes import processes_of
from newscrawl.testing.page import Delay, Hang, Page
from tests.chromium import needs_chromium
from tests.in_process import NOON

ASF = "https://www.airandspaceforces.com"
ISW = "https://understandingwar.org"
A_PAGE = 4
"""Articles that a listing shows at first, and adds with each click."""

pytestmark = needs_chromium

LOAD_MORE = """
let shown = 1;
document.querySelector('button.alm-load-more-btn').addEventListener('click', async event => {
    const button = event.target;
    button.disabled = true;
    const reply = await fetch('/wp-admin/admin-ajax.php?action=alm_get_posts&page=' + shown, {
        headers: {'X-Requested-With': 'XMLHttpRequest'},
    });
    const {html, last} = await reply.json();
    document.querySelector('.alm-listing').insertAdjacentHTML('beforeend', html);
    shown += 1;
    button.disabled = false;
    if (last) button.classList.add('done');
});
"""


class Magazine:
    """A magazine on the replica, one article a day: in a feed of few, and in a listing that a button makes longer."""

    def __init__(self, replica, root, listing, place, number, *, in_feed, now=NOON):
        self.replica, self.root = replica, root
        self.urls = [f"{root}{place}the-tankers-fly-{day}/" for day in range(number)]
        self.dates = [now - timedelta(days=day, hours=1) for day in range(number)]
        items = "".join(map(self._item, range(in_feed)))
        feed = Page.xml(f'<?xml version="1.0"?><rss version="2.0"><channel><title>M</title>{items}</channel></rss>')
        for path in ("/feed/", "/feed/?post_type=post"):
            replica.add(f"{root}{path}", feed)
        replica.add(f"{root}{listing}", Page.of(self.listing()))
        replica.add(f"{root}/wp-content/load-more.js", Page.of(LOAD_MORE, content_type="text/javascript"))
        pages = -(-number // A_PAGE)
        for page in range(1, pages):
            more = json.dumps({"html": self.cards(page), "last": page == pages - 1})
            replica.add(self.more(page), Page.of(more, content_type="application/json"))
        for url, date in zip(self.urls, self.dates, strict=True):
            replica.add(url, Page.of(article(url, date)))

    def more(self, page):
        return f"{self.root}/wp-admin/admin-ajax.php?action=alm_get_posts&page={page}"

    def listing(self):
        return (
            "<html><head><title>News</title><link rel=stylesheet href=/theme.css>"
            "<script src=https://tracker.example/t.js></script></head><body>"
            f"<div class=alm-listing>{self.cards(0)}</div><img src=/logo.png>"
            "<button class='alm-load-more-btn more'>Load More</button>"
            "<script src=/wp-content/load-more.js></script></body></html>"
        )

    def cards(self, page):
        days = range(page * A_PAGE, min((page + 1) * A_PAGE, len(self.urls)))
        return "".join(
            f"<article><h3><a href='{self.urls[day]}'>Tankers fly, day {day}</a></h3>"
            f"<time datetime='{self.dates[day].isoformat()}'></time></article>"
            for day in days
        )

    def _item(self, day):
        return (
            f"<item><title>Tankers fly, day {day}</title><link>{self.urls[day]}</link>"
            f"<pubDate>{self.dates[day]:%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>"
        )


def words(url):
    about = " ".join(re.findall(r"\w+", url.split("/", 3)[3]))
    return (
        f"The wing flew its tankers again on the day that page {about} is about. Crews said that the weather was fair, "
        "that the runway was long enough, and that nobody had asked them for more than they had to give."
    )


def article(url, date, body=None, script=""):
    text = f"<p>{words(url)}</p>" if body is None else body
    return (
        f"<html><head><title>Tankers fly</title><meta property='og:type' content='article'>"
        f"<meta property='article:published_time' content='{date.isoformat()}'></head><body class='single'>"
        f"<h1 class='entry-title'>Tankers fly, page {url.rstrip('/').rsplit('-', 1)[-1]}</h1>"
        f"<div id='main'><div class='post-body entry-content'>{text}</div></div><script>{script}</script></body></html>"
    )


def by_script(url, date, before=""):
    """An article whose text is put in its place by a script that asks for it, after it did something else."""
    fetched = f"""
    {before}
    fetch('/text/' + location.pathname.split('/').filter(Boolean).pop())
        .then(reply => reply.text())
        .then(text => {{ document.querySelector('.post-body').innerHTML = '<p>' + text + '</p>' }});
    """
    return article(url, date, body="", script=fetched)


@pytest.fixture
def magazine(replica):
    """Air & Space Forces, 16 articles: a feed of 3, and a listing of 4 that three clicks bring to its end."""
    return Magazine(replica, ASF, "/news/", "/", 16, in_feed=3)


@pytest.fixture
def institute(replica):
    """The Institute for the Study of War, 3 articles, whose text is put in by script; all of them in the feed."""
    made = Magazine(replica, ISW, "/research/", "/research/europe/", 3, in_feed=3)
    for url, date in zip(made.urls, made.dates, strict=True):
        replica.add(url, Page.of(by_script(url, date)))
        replica.add(f"{ISW}/text/{url.rstrip('/').rsplit('/', 1)[-1]}", Page.text(words(url)))
    return made


@pytest.fixture
def place():
    """A folder for temporary files, by which the processes of a crawl can be told from all others; a short path."""
    with tempfile.TemporaryDirectory(prefix="nt", dir="/tmp", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture
def crawl(newsdesk, place):
    """Crawl, and see that no process and no file of a browser is left behind."""

    def crawl(site, *options, env=None, **arguments):
        crawled = newsdesk.crawl(site, *options, env={**bounds(place), **(env or {})}, own_process=True, **arguments)
        assert left_behind(place) == []
        assert "Traceback" not in crawled.screen
        assert "Exception" not in crawled.screen
        return crawled

    return crawl


def bounds(place):
    return {"TMPDIR": str(place), "NEWSCRAWL_BROWSER_TIMEOUT": "20"}


def left_behind(place, patience=15):
    """Processes and folders that are still there after some seconds."""
    until = time.monotonic() + patience
    while (left := [*processes_of(place), *place.glob("newscrawl-browser-*")]) and time.monotonic() < until:
        time.sleep(0.1)
    return left


def clicks(replica):
    return [target for target in replica.requests_to("www.airandspaceforces.com") if "admin-ajax" in target]


# --- listings -----------------------------------------------------------------------------------------------------


def test_a_listing_is_clicked_through_to_its_end(magazine, crawl, replica):
    crawled = crawl("airandspaceforces", since="30d")
    assert crawled.status == 0, crawled.screen
    assert {line["url"] for line in crawled.lines} == set(magazine.urls)
    assert len(clicks(replica)) == 3
    counted = crawled.manifest["counters"]["browser"]
    assert counted["clicks"] == 3
    assert counted["started"] == 1
    assert counted["third_parties"] == 1
    assert counted["left_out"] >= 2, "style sheet and picture"
    # Everything that the page asked for came by Scrapy: in its name, and counted.
    assert crawled.manifest["counters"]["requests"] == len(replica.log)
    assert all(asked.headers["user-agent"].startswith("newscrawl/") for asked in replica.log)
    assert not [asked for asked in replica.log if asked.host == "tracker.example"]
    assert not {"/theme.css", "/logo.png"} & set(replica.requests_to("www.airandspaceforces.com"))
    ajax = next(asked for asked in replica.log if "admin-ajax" in asked.target)
    assert ajax.headers["x-requested-with"] == "XMLHttpRequest"


@pytest.mark.slow
def test_no_more_is_clicked_than_the_span_needs_and_nothing_where_the_feed_reaches_back(magazine, crawl, replica):
    assert crawl("airandspaceforces", since=(NOON - timedelta(days=5)).isoformat()).status == 0
    assert len(clicks(replica)) == 1
    asked = len(replica.log)
    # From now on the feed reaches back far enough.
    again = crawl("airandspaceforces", env={"NEWSCRAWL_CHROMIUM": "/nowhere"})
    assert "nothing new" in again.screen
    assert "Chromium" not in again.screen
    assert len(replica.log) - asked <= 3


def test_what_robots_txt_forbids_is_not_asked_for_by_a_click_either(magazine, crawl, replica):
    replica.add(f"{ASF}/robots.txt", Page.text("User-agent: *\nDisallow: /wp-admin/\n"))
    crawled = crawl("airandspaceforces", since="30d")
    assert clicks(replica) == []
    assert crawled.status == 3
    assert "robots.txt forbids what its button asks for" in crawled.screen
    assert crawled.manifest["counters"]["browser"]["forbidden"] == 1
    assert len(crawled.lines) == 4, "the feed, and the first page of the listing"


COMES_BACK = """
let shown = 1;
function listen(button) {
    button.addEventListener('click', async () => {
        button.remove();
        const reply = await fetch('/wp-admin/admin-ajax.php?action=alm_get_posts&page=' + shown++);
        const {html, last} = await reply.json();
        document.querySelector('.alm-listing').insertAdjacentHTML('beforeend', html);
        if (!last) setTimeout(() => document.body.append(button), 1200);
    });
}
listen(document.querySelector('button.alm-load-more-btn'));
"""


def test_a_button_that_vanishes_and_comes_back_is_no_end(magazine, crawl, replica):
    replica.add(f"{ASF}/wp-content/load-more.js", Page.of(COMES_BACK, content_type="text/javascript"))
    crawled = crawl("airandspaceforces", since=(NOON - timedelta(days=9)).isoformat())
    assert crawled.status == 0, crawled.screen
    assert {line["url"] for line in crawled.lines} == set(magazine.urls[:9])
    assert len(clicks(replica)) == 2


@pytest.mark.slow
@pytest.mark.parametrize(
    "script", ["", "document.querySelector('button').onclick = () => fetch('https://cdn.example/x')"]
)
def test_a_button_that_loads_nothing_does_not_pass_for_the_listings_end(magazine, crawl, replica, script):
    replica.add(f"{ASF}/wp-content/load-more.js", Page.of(script, content_type="text/javascript"))
    crawled = crawl("airandspaceforces", since="30d")
    assert crawled.status == 4, crawled.screen
    assert "its button asks for nothing that may be loaded here" in crawled.screen
    assert {line["url"] for line in crawled.lines} == set(magazine.urls[:4])


@pytest.mark.slow
def test_a_click_that_is_not_answered_ends_no_walk_quietly(magazine, crawl, replica):
    replica.add(magazine.more(2), Page.refusal(500))
    crawled = crawl("airandspaceforces", since="30d")
    assert crawled.status == 4
    assert "Back-fill incomplete" in crawled.screen
    assert "what its button asks for is not answered" in crawled.screen
    replica.add(magazine.more(2), Page.of(json.dumps({"html": magazine.cards(2), "last": False})))
    assert crawl("airandspaceforces", since="30d").status == 0


def test_without_chromium_the_feed_serves_and_one_line_says_what_to_install(magazine, crawl, newsdesk):
    crawled = crawl("airandspaceforces", env={"NEWSCRAWL_CHROMIUM": "/nowhere/chromium"})
    assert crawled.status == 0, crawled.screen
    assert len(crawled.lines) == 4
    told = [line for line in crawled.screen.splitlines() if "Chromium" in line or "CHROMIUM" in line]
    assert len(told) == 1
    assert "NEWSCRAWL_CHROMIUM=/nowhere/chromium is not a program" in told[0]


@pytest.mark.slow
def test_a_gap_that_only_the_browser_can_close_stays_open_until_it_does(replica, crawl, newsdesk):
    Magazine(replica, ISW, "/research/", "/research/asia/", 4, in_feed=4)
    first = crawl("isw", env={"NEWSCRAWL_CHROMIUM": "/nowhere"})
    complete = first.manifest["complete"]["to"]
    # Twelve days later the feed holds the last three articles of twelve.
    shift = timedelta(days=12)
    Magazine(replica, ISW, "/research/", "/research/europe/", 12, in_feed=3, now=NOON + shift)
    without = crawl("isw", env={"NEWSCRAWL_CHROMIUM": "/nowhere", **newsdesk.clock(NOON + shift)})
    assert without.manifest["complete"]["to"] == complete
    assert len(without.lines) == 3


# --- articles -----------------------------------------------------------------------------------------------------


def test_an_article_that_a_script_puts_in_place_is_read_and_says_so(institute, crawl, replica):
    crawled = crawl("isw")
    assert crawled.status == 0, crawled.screen
    assert {line["body"] for line in crawled.lines} == set(map(words, institute.urls))
    assert {line["provenance"]["page"] for line in crawled.lines} == {"browser"}
    # The page was fetched once; the browser was shown what had come.
    for url in institute.urls:
        assert replica.requests_to("understandingwar.org").count(url.removeprefix(ISW)) == 1


MISCHIEF = {
    "pop-ups": "for (let i = 0; i < 20; i++) window.open('/pop-up/' + i);",
    "download": "const a = document.createElement('a'); a.href = '/tool.zip'; a.download = 'tool.zip'; a.click();"
    "const b = document.createElement('a'); b.download = 'b.txt';"
    "b.href = URL.createObjectURL(new Blob(['x'])); b.click();",
    "dialogs": "alert('Subscribe!'); confirm('Really not?'); prompt('Why?');",
    "elsewhere": "setTimeout(() => { location.href = '/elsewhere/'; }, 0); new WebSocket('wss://understandingwar.org/');",
}


@pytest.mark.slow
def test_pages_that_open_load_ask_and_lead_elsewhere_are_read_all_the_same(institute, crawl, replica):
    replica.add_host("understandingwar.org", Page.of("<p>nothing to see</p>"))
    urls = institute.urls
    for url, date, tricks in zip(
        urls, institute.dates, (("pop-ups", "download"), ("dialogs",), ("elsewhere",)), strict=True
    ):
        replica.add(url, Page.of(by_script(url, date, before="\n".join(MISCHIEF[trick] for trick in tricks))))
    crawled = crawl("isw")
    assert {line["body"] for line in crawled.lines} == set(map(words, urls)), crawled.screen
    asked = [
        target for target in replica.requests_to("understandingwar.org") if re.search("pop-up|zip|elsewhere", target)
    ]
    assert asked == []


HOPELESS = {
    "spins": "for (;;) {}",
    "grows": "const all = []; for (;;) all.push(new Array(1e6).fill(all.length));",
    "asks": "(async () => { for (;;) { try { await fetch('/x?' + Math.random()) } catch {} } })()",
}


@pytest.mark.parametrize("how", list(HOPELESS))
@pytest.mark.slow
def test_a_hopeless_page_stays_pending_and_the_next_ones_are_read(institute, crawl, replica, how):
    bad, *good = institute.urls
    replica.add(bad, Page.of(article(bad, institute.dates[0], body="", script=HOPELESS[how])))
    crawled = crawl("isw", "-s", "NEWSCRAWL_LISTING_PAGES=1", env={"NEWSCRAWL_BROWSER_TIMEOUT": "3"})
    assert {line["body"] for line in crawled.lines} == set(map(words, good)), crawled.screen
    assert crawled.status == 0
    assert re.search(r"1 pending, will be retried \(1 (browser failed|no body)\)", crawled.screen)


@pytest.mark.slow
def test_a_page_that_never_loads_is_given_up_at_its_deadline(institute, crawl, replica):
    bad, *good = institute.urls
    replica.script(f"{ISW}/text/{bad.rstrip('/').rsplit('/', 1)[-1]}", *[Hang()] * 5)
    crawled = crawl("isw", "-s", "NEWSCRAWL_LISTING_PAGES=1", env={"NEWSCRAWL_BROWSER_TIMEOUT": "3"})
    assert {line["body"] for line in crawled.lines} == set(map(words, good)), crawled.screen
    assert "not shown within 3 s" in crawled.screen
    assert crawled.manifest["counters"]["browser"]["started"] == 2


# --- ends ---------------------------------------------------------------------------------------------------------


def running(place, name="--type=renderer"):
    """Processes of the crawl whose command line holds this."""
    found = []
    for pid in processes_of(place):
        try:
            if name.encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.append(pid)
        except OSError:
            continue
    return found


def wait_for(place, name="--type=renderer"):
    until = time.monotonic() + 60
    while not (found := running(place, name)):
        assert time.monotonic() < until, f"no {name}"
        time.sleep(0.05)
    return found


@pytest.fixture
def hanging(institute, newsdesk, replica, place):
    """A crawl whose page in the browser waits for an answer that never comes."""
    for url in institute.urls:
        replica.script(f"{ISW}/text/{url.rstrip('/').rsplit('/', 1)[-1]}", *[Hang()] * 5)
    # An answer that never comes would hold the run for a quarter of an hour.
    environment = {**bounds(place), "NEWSCRAWL_BROWSER_TIMEOUT": "900"}
    process = newsdesk.start("isw", "-s", "DOWNLOAD_TIMEOUT=900", env=environment)
    wait_for(place)
    return process


@pytest.mark.parametrize(
    "signals",
    [
        (signal.SIGTERM,),
        pytest.param((signal.SIGINT, signal.SIGINT), marks=pytest.mark.slow),
        pytest.param((signal.SIGKILL,), marks=pytest.mark.slow),
    ],
    ids=["cancelled", "interrupted twice", "killed"],
)
def test_no_process_outlives_the_crawl(hanging, place, signals):
    for number in signals:
        hanging.send_signal(number)
        time.sleep(0.3)
    _, errors = hanging.communicate(timeout=60)
    left = left_behind(place)
    # A killed crawl leaves a folder; the next one removes it.
    assert [one for one in left if isinstance(one, int) or signals != (signal.SIGKILL,)] == []
    assert "Traceback" not in errors


@pytest.mark.slow
def test_a_browser_that_is_killed_at_random_ten_times_costs_no_article(replica, crawl, newsdesk, place):
    number = 40
    made = Magazine(replica, ISW, "/research/", "/research/europe/", number, in_feed=number)
    for url, date in zip(made.urls, made.dates, strict=True):
        replica.add(url, Page.of(by_script(url, date)))
        text = f"{ISW}/text/{url.rstrip('/').rsplit('/', 1)[-1]}"
        replica.add(text, Page.text(words(url)))
        replica.script(text, Delay(0.2))
    dice = random.Random(6)
    process = newsdesk.start("isw", env=bounds(place))
    killed = seen = 0
    while process.poll() is None and killed < 10:
        if (shown := len([asked for asked in replica.log if "/text/" in asked.target])) < seen + 2:
            time.sleep(0.05)
            continue
        time.sleep(dice.uniform(0, 0.6))
        seen = shown
        # Now the browser itself, now its driver, now a page's process.
        name = dice.choice(["--headless", "run-driver", "--type=renderer"])
        if victims := running(place, name):
            os.kill(dice.choice(victims), signal.SIGKILL)
            killed += 1
    _, errors = process.communicate(timeout=120)
    assert killed == 10
    assert left_behind(place) == []
    assert "Traceback" not in errors, errors
    published = {line["url"] for line in newsdesk.published("isw")}
    assert len(published) >= number - 10
    # What was under way is pending; a later run reads it.
    again = crawl("isw", env=newsdesk.clock(48))
    assert {line["url"] for line in newsdesk.published("isw")} == set(made.urls), again.screen


@pytest.mark.slow
def test_it_works_where_a_scheduler_left_no_home_and_no_terminal(magazine, newsdesk, place):
    bare = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "NEWSCRAWL_CHROMIUM")}
    bare |= {name: value for name, value in newsdesk.environment.items() if name.startswith("NEWSCRAWL_")}
    ended = subprocess.run(
        newsdesk.command(*newsdesk.words("airandspaceforces", since="30d")),
        cwd=Path(__file__).parent.parent,
        env={**bare, **bounds(place)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        start_new_session=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert {line["url"] for line in newsdesk.published("airandspaceforces")} == set(magazine.urls)
    assert left_behind(place) == []


@pytest.mark.slow
def test_memory_stays_bounded_over_many_pages(tmp_path):
    figures = tmp_path / "figures.json"
    benchmark = Path(__file__).parent.parent / "benchmarks" / "browser.py"
    subprocess.run([sys.executable, benchmark, "--pages", "60", "--json", figures], check=True, timeout=300)
    measured = json.loads(figures.read_text())
    assert measured["read"] == 60
    assert measured["browser_mb_last"] < 1.5 * measured["browser_mb_first"]
