"""``scrapy capture``: a page becomes a fixture, its words exchanged, to be reviewed."""

import json
import shutil

import pytest

from newscrawl.testing.newsroom import build, expected
from newscrawl.testing.page import Page

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
    assert 'remove `"reviewed": false` from meta.json' in said
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
    assert "exists already; give another --as" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("amm", "https://americanmilitarynews.com/x/"), "unknown site 'amm'"),
        (("amn", "https://www.defensenews.com/"), "is not on a host of amn"),
        (("amn", "missing.html"), "no such file: missing.html"),
        (("amn", "https://americanmilitarynews.com/page/2/"), "no article at"),
        (("amn", "https://americanmilitarynews.com/nothing-here/"), "returned HTTP 404"),
        (("amn",), "give a site and a page"),
        (("amn", "https://americanmilitarynews.com/feed/", "--again"), "--again takes a site and no other option"),
    ],
)
def test_what_cannot_be_captured_is_told_in_one_line(replica, newsdesk, checkout, words, said):
    build(replica)
    status, screen = newsdesk.run("capture", *words)
    assert status in (2, 4)
    assert said in screen
    assert not (checkout / "tests" / "fixtures").exists()


@pytest.mark.slow
def test_those_that_wait_for_a_review_are_made_anew_by_the_rules_as_they_are_now(replica, newsdesk, checkout):
    build(replica)
    assert newsdesk.run("capture", "amn", STORY.url)[0] == 0
    assert newsdesk.run("capture", "amn", STORY.url, "--as", "looked_at")[0] == 0
    fixtures = checkout / "tests" / "fixtures" / "wordpress"
    waiting, reviewed = next(path for path in fixtures.iterdir() if path.name != "looked_at"), fixtures / "looked_at"
    meta = json.loads((reviewed / "meta.json").read_text("utf-8"))
    del meta["reviewed"]
    (reviewed / "meta.json").write_text(json.dumps(meta), "utf-8")
    (waiting / "meta.json").write_text(json.dumps({**meta, "zone": "UTC", "reviewed": False}), "utf-8")
    for folder in (waiting, reviewed):
        (folder / "expected.json").write_text('{"headline": "as it was read before"}', "utf-8")

    status, said = newsdesk.run("capture", "amn", "--again")
    assert status == 0, said
    assert f"{waiting.name} was regenerated" in said
    assert "looked_at" not in said
    assert json.loads((waiting / "meta.json").read_text("utf-8")) == {**meta, "reviewed": False}
    record = json.loads((waiting / "expected.json").read_text("utf-8"))
    assert record["date_published"].startswith(f"{STORY.date:%Y-%m-%d}")
    assert "word_count" not in record
    assert "as it was read before" in (reviewed / "expected.json").read_text("utf-8")


@pytest.mark.slow
def test_what_cannot_be_made_anew_stays_as_it_is(replica, newsdesk, checkout):
    build(replica)
    assert newsdesk.run("capture", "amn", "--again")[0] == 2
    assert "no fixture of amn is waiting for a review" in newsdesk.run("capture", "amn", "--again")[1]
    newsdesk.run("capture", "amn", STORY.url)
    before = {path: path.read_bytes() for path in only_folder(checkout).iterdir()}
    replica.add(STORY.url, Page.refusal(404))
    status, said = newsdesk.run("capture", "amn", "--again")
    assert status == 4
    assert f"{STORY.url}: HTTP 404" in said
    assert {path: path.read_bytes() for path in only_folder(checkout).iterdir()} == before
