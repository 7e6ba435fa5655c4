"""``scrapy capture``: a page becomes a fixture, its words exchanged, to be reviewed."""

import json
import shutil

import pytest

from newscrawl.replica.newsroom import build, expected

STORY = next(story for story in expected()["amn"].stories if story.byline)


@pytest.fixture
def checkout(tmp_path, newsdesk):
    """A folder that is a checkout as far as Scrapy and capture can tell."""
    folder = tmp_path / "checkout"
    (folder / "tests").mkdir(parents=True)
    shutil.copy(newsdesk.project / "scrapy.cfg", folder)
    newsdesk.root.mkdir()
    newsdesk.project = folder
    return folder


def only_folder(checkout):
    [folder] = (checkout / "tests" / "fixtures" / "wordpress").iterdir()
    return folder


def test_a_live_page_becomes_a_fixture_to_be_reviewed(replica, newsdesk, checkout):
    build(replica)
    status, said = newsdesk.run("capture", "amn", STORY.url)
    assert status == 0, said
    assert 'take `"reviewed": false` out of meta.json' in said
    folder = only_folder(checkout)
    meta = json.loads((folder / "meta.json").read_text("utf-8"))
    assert meta == {"spider": "amn", "kind": "page", "url": STORY.url, "zone": "America/New_York", "reviewed": False}
    record = json.loads((folder / "expected.json").read_text("utf-8"))
    page = (folder / "page.html").read_text("utf-8")
    words = [word for word in STORY.body.split() if word.isalpha() and word.islower() and len(word) > 6]
    assert sum(word in page for word in words) < len(words) / 5
    assert len(record["body"].split("\n\n")) == len(STORY.text)
    assert record["date_published"].startswith(f"{STORY.date:%Y-%m-%d}")
    assert len(record["authors"]) == len(STORY.byline)


def test_words_that_are_free_to_copy_may_stay(replica, newsdesk, checkout):
    build(replica)
    assert newsdesk.run("capture", "amn", STORY.url, "--verbatim", "--as", "kept")[0] == 0
    record = json.loads((checkout / "tests/fixtures/wordpress/kept/expected.json").read_text("utf-8"))
    assert record["body"] == STORY.body


def test_a_feed_becomes_one_too(replica, newsdesk, checkout):
    build(replica)
    status, said = newsdesk.run("capture", "amn", "https://americanmilitarynews.com/feed/")
    assert status == 0, said
    links = json.loads((only_folder(checkout) / "expected.json").read_text("utf-8"))
    assert STORY.url in [link["url"] for link in links]
    assert STORY.title not in [link["title"] for link in links]


def test_a_fixture_is_never_overwritten(replica, newsdesk, checkout):
    build(replica)
    newsdesk.run("capture", "amn", STORY.url)
    status, said = newsdesk.run("capture", "amn", STORY.url)
    assert status == 2
    assert "is there already; choose another --as" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("amm", "https://americanmilitarynews.com/x/"), "unknown site 'amm'"),
        (("amn", "https://www.defensenews.com/"), "is not on a host of amn"),
        (("amn", "missing.html"), "no such file: missing.html"),
        (("amn", "https://americanmilitarynews.com/page/2/"), "no article is read from"),
        (("amn", "https://americanmilitarynews.com/nothing-here/"), "answers 404"),
        (("amn",), "name a site and a page"),
    ],
)
def test_what_cannot_be_captured_is_told_in_one_line(replica, newsdesk, checkout, words, said):
    build(replica)
    status, screen = newsdesk.run("capture", *words)
    assert status in (2, 4)
    assert said in screen
    assert not (checkout / "tests" / "fixtures").exists()
