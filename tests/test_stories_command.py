"""``scrapy stories``, as a person calls it."""

import json
import os
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newscrawl.core.failpoints import Act
from newscrawl.store import near_duplicates
from newscrawl.store.articles.index import Entry, enter
from newscrawl.store.db.connection import FILE_NAME, Database
from newscrawl.store.db.types import get_or_create_site
from newscrawl.testing.newsroom import arcxp
from newscrawl.testing.newsroom.stories import Publication, Story
from newscrawl.testing.newsroom.wordpress import WordPress
from newscrawl.testing.page import Page
from newscrawl.text.sketch import sketch
from tests.in_process import run_scrapy

PROJECT = Path(__file__).parent.parent
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
WIRE = " ".join(f"word{number}" for number in range(300))


def scrapy_stories(root, *words):
    return run_scrapy(["stories", *words], {**os.environ, "COLUMNS": "80", "NEWSCRAWL_OUTPUT": str(root)}, PROJECT)


@pytest.fixture
def root(tmp_path):
    """A wire story, first on one site, whole on a second, cut to half on a third a day later; and another article."""
    told = (
        ("spacenews", NOON + timedelta(minutes=45), WIRE + " and a house line of ten words or so, no more"),
        ("amn", NOON, WIRE),
        ("defenseone", NOON + timedelta(days=1), " ".join(WIRE.split()[:150])),
        ("amn", NOON, WIRE[::-1]),
    )
    with (
        closing(Database.open(tmp_path / FILE_NAME)) as database,
        database.write(Act.PUBLISH_COMMIT) as connection,
    ):
        for count, (name, date, text) in enumerate(told, 1):
            entry = Entry(
                id=f"{count:032x}",
                keys=(),
                url=f"https://{name}.example/2026/11/a-long-address-that-nobody-would-want-to-see-torn-apart-{count}/",
                date_published=date.isoformat() if count != 3 else f"{date:%Y-%m-%d}",
                content_hash=None,
                revision=1,
                run="run",
            )
            number = enter(connection, get_or_create_site(connection, name, name), entry)
            near_duplicates.index(connection, number, sketch(text), at=NOON, story=entry.id)
    return tmp_path


def test_the_table_tells_who_was_first_and_who_copied_how_much_how_late(root):
    done = scrapy_stories(root, "--since", "2026-11-20", "--until", "2026-11-23")
    assert (done.status, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["published", "site", "copied", "own", "article"]
    assert lines[1].startswith("2026-11-21 12:00  amn")
    assert " first " in lines[1]
    assert "45 min later" in lines[2]
    assert "100%" in lines[2]
    assert lines[2].endswith("-1/"), "addresses are not torn"
    assert "next day" in lines[3]
    assert "1 story, 3 articles since 2026-11-20 00:00 UTC, before 2026-11-23 00:00 UTC" in done.stdout


def test_json_lines_and_a_busy_state(root):
    """A crawl that is publishing at this moment is no hindrance."""
    with closing(Database.open(root / FILE_NAME)) as database, database.write(Act.PUBLISH_COMMIT) as connection:
        get_or_create_site(connection, "twz", "twz")
        done = scrapy_stories(root, "--since", "2026-11-20", "--json", "--site", "defenseone", "--at-least", "3")
    assert (done.status, done.stderr) == (0, "")
    (story,) = map(json.loads, done.stdout.splitlines())
    assert story["story_id"] == f"{2:032x}"
    assert [article["site"] for article in story["articles"]] == ["amn", "spacenews", "defenseone"]
    first, _, cut = story["articles"]
    assert (first["share_of_first"], first["seconds_after"]) == (1.0, 0)
    assert (cut["share_of_itself"], cut["date_published"]) == (1.0, "2026-11-22")
    assert 0.3 < cut["share_of_first"] < 0.7


def test_nothing_to_tell_takes_one_line(root):
    done = scrapy_stories(root, "--since", "2025-01-01", "--until", "2025-02-01")
    assert (done.status, done.stderr) == (0, "")
    assert done.stdout == (
        "no story has more than one article since 2025-01-01 00:00 UTC, before 2025-02-01 00:00 UTC\n"
    )


def press(site, url, title, body):
    """An article as the sites of the newsroom print it."""
    return Story(
        url=url,
        title=title,
        date=NOON,
        byline=("Mara Teague",),
        description="What happened at the yard.",
        text=tuple(body),
        categories=("News",),
        theme="classic" if site == "amn" else "arcxp",
        number=9001,
    )


def test_two_sites_publish_one_wire_story_at_one_moment(replica, newsdesk):
    """One of them is first, whichever; the other says so; both lines tell one story."""
    wire = [f"Paragraph {number} of the wire story: {' '.join(WIRE.split()[number::12])}." for number in range(12)]
    own = [f"The yard's own paragraph {number}: {' '.join(WIRE.split()[number::7])}." for number in range(7)]
    local = "Our county sends six hundred of its people to the yard every morning, the mayor said at a lunch on Friday."
    naval = f"{arcxp.HOME}/naval/2026/11/21"
    blogs = [press("amn", "https://americanmilitarynews.com/2026/11/yard-strike-ends/", "Yard strike ends", wire)]
    papers = [
        press("defensenews", f"{naval}/after-nine-weeks-a-deal/", "After weeks, a deal", [*wire[:3], local, *wire[3:]]),
        press("defensenews", f"{naval}/a-day-at-the-yard/", "A day at the yard", own),
    ]
    blog = WordPress(Publication(host="americanmilitarynews.com", stories=tuple(blogs)))
    paper = arcxp.ArcXP(Publication(host="www.defensenews.com", stories=tuple(papers)))
    for home in ("https://americanmilitarynews.com", arcxp.HOME):
        replica.add(f"{home}/robots.txt", Page.text("User-agent: *\nDisallow:\n"))
    for site, stories_of_it in ((blog, blogs), (paper, papers)):
        for story in stories_of_it:
            replica.add(story.url, Page.of(site.article(story)))
    replica.add("https://americanmilitarynews.com/", Page.of(blog.listing(1, blogs, last=True)))
    replica.add("https://americanmilitarynews.com/feed/", Page.xml(blog.feed(blogs)))
    replica.add(f"{arcxp.HOME}/", Page.of(paper.section(arcxp.NAME, papers)))
    replica.add(f"{arcxp.HOME}/arc/outboundfeeds/rss/?outputType=xml", Page.xml(paper.feed(papers)))
    processes = [newsdesk.start(site) for site in ("amn", "defensenews")]
    for process in processes:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
    lines = {line["headline"]: line for site in ("amn", "defensenews") for line in newsdesk.published(site)}
    assert len(lines) == 3
    alone = lines.pop("A day at the yard")
    assert (alone["near_duplicate_of"], alone["story_id"]) == (None, alone["id"])
    first, second = sorted(lines.values(), key=lambda line: line["near_duplicate_of"] is not None)
    assert first["near_duplicate_of"] is None
    assert second["near_duplicate_of"] == first["id"]
    assert first["story_id"] == second["story_id"] == first["id"]
    shown = scrapy_stories(newsdesk.root, "--since", "2026-11-01", "--json")
    (story,) = map(json.loads, shown.stdout.splitlines())
    assert {article["id"] for article in story["articles"]} == {first["id"], second["id"]}


@pytest.mark.parametrize(
    ("words", "status", "line"),
    [
        (["--site", "nosuch"], 2, "scrapy stories: unknown site 'nosuch'; `scrapy list` shows them all"),
        ([], 6, "scrapy stories: no state file in"),
    ],
)
def test_what_is_wrong_takes_one_line(tmp_path, words, status, line):
    done = scrapy_stories(tmp_path, *words)
    assert (done.status, done.stdout) == (status, "")
    assert done.stderr.startswith(line)
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir()), "looking makes no file"
