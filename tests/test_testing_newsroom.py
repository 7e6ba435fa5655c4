"""The demo's newsroom: complete, consistent, read as the real sites are, shipped with the package."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from newscrawl.discovery.feed import read_feed
from newscrawl.discovery.listing import read_listing
from newscrawl.discovery.listing_rules import Listing
from newscrawl.testing.newsroom import build, expected
from newscrawl.testing.page import ReceivedRequest
from newscrawl.testing.server import LoopbackServer
from newscrawl.urls import Addresses

PROJECT = Path(__file__).parent.parent
AMN = Addresses(host="americanmilitarynews.com", article=(r"^/\d{4}/\d{2}/[^/]+/?$",))
ARC = Addresses(host="www.defensenews.com", article=(r"/\d{4}/\d{2}/\d{2}/[^/]+/?$",), exclude=(r"^/video/",))
DESKS = expected()
STORIES = [story for desk in DESKS.values() for story in desk.stories]


@pytest.fixture(scope="module")
def get():
    replica = LoopbackServer()
    build(replica)

    def fetch(url):
        host, _, target = url.removeprefix("https://").partition("/")
        asked = ReceivedRequest(time=0, scheme="https", method="GET", host=host, target=f"/{target}", headers={})
        _, page = replica._answer(asked)
        status, _, body = page.reply({})
        return status, body.decode()

    return fetch


def test_it_has_what_a_crawl_must_meet():
    amn, arc = DESKS["amn"], DESKS["defensenews"]
    assert (len(amn.stories), len(amn.reposts), len(amn.gone), len(amn.imported)) == (23, 1, 1, 1)
    assert len(arc.stories) == 10
    assert {story.theme for story in amn.stories} == {"classic", "block", "tagdiv"}
    assert len({story.body for story in STORIES}) == len(STORIES)
    assert len({story.url for desk in DESKS.values() for story in desk.listed}) == 25 + 10
    assert any(" - " in story.byline[0] for story in amn.stories)
    assert {note.split()[0] for story in amn.stories for note in story.notes} == {"Correction:", "©", "All"}
    assert any(story.links for story in STORIES)
    assert amn.reposts[0].body in {story.body for story in amn.stories}
    assert [story.date for story in amn.listed] == sorted((story.date for story in amn.listed), reverse=True)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.slug[:30])
def test_every_page_holds_its_story_among_clutter(get, story):
    status, html = get(story.url)
    tree = LexborHTMLParser(html)
    paragraphs = [" ".join(node.text().split()) for node in tree.css("p")]
    assert status == 200
    assert tree.css_first("h1").text().strip() == story.title
    assert [text for text in paragraphs if text in story.body.split("\n\n")] == story.body.split("\n\n")
    assert len(paragraphs) > len(story.text)
    for note in story.notes:
        assert note in paragraphs
    if story.caption:
        assert story.caption in tree.body.text()
    assert "$" not in re.sub(r"\$\d", "", html)


def test_reading_listings_finds_every_article(get):
    url, found, pages = "https://americanmilitarynews.com/", [], 0
    while url:
        page = read_listing(get(url)[1], url, Listing(), AMN)
        found += [link.url for link in page.links]
        url, pages = page.next, pages + 1
    assert pages == 3
    assert set(found) == {story.url for story in DESKS["amn"].listed}
    assert len(found) > len(set(found)), "one article stands on two pages"
    assert get("https://americanmilitarynews.com/page/4/")[0] == 404
    assert get("https://americanmilitarynews.com/page/1/")[0] == 301


def test_reading_feeds_finds_every_article(get):
    home = "https://americanmilitarynews.com/feed/"
    links = [link for number in (1, 2, 3) for link in read_feed(get(f"{home}?paged={number}")[1].encode(), home)]
    stories = {story.url: story for story in DESKS["amn"].listed}
    assert {link.url for link in links} == set(stories)
    for link in links:
        story = stories[link.url]
        assert (link.title, link.date, link.authors) == (story.title, story.date.isoformat(), story.byline)
        assert link.html is None
    assert get(home) == get(f"{home}?paged=1")
    assert get(f"{home}?paged=4")[0] == 404
    assert "utm_source" in get(f"{home}?paged=1")[1]


@pytest.mark.parametrize(
    ("path", "name"), [("branches/navy", "Navy"), ("technology", "Technology"), ("world", "World")]
)
def test_categories_list_their_own(get, path, name):
    base = f"https://americanmilitarynews.com/category/{path}/"
    wanted = {story.url for story in DESKS["amn"].stories if name in story.categories}
    assert {link.url for link in read_listing(get(base)[1], base, Listing(), AMN).links} == wanted
    assert {link.url for link in read_feed(get(f"{base}feed/")[1].encode(), base)} == wanted


def test_the_arc_feed_holds_full_texts(get):
    feed = "https://www.defensenews.com/arc/outboundfeeds/rss/"
    links = read_feed(get(f"{feed}?outputType=xml")[1].encode(), feed)
    stories = {story.url: story for story in DESKS["defensenews"].stories}
    assert [link.url for link in links] == list(stories)
    for link in links:
        story = stories[link.url]
        text = [" ".join(node.text().split()) for node in LexborHTMLParser(link.html).css("p")]
        assert "\n\n".join(text) == story.body
        assert link.authors == (", ".join(story.byline),)
        assert [image.caption for image in link.images] == [story.caption] * bool(story.caption)
    section = read_feed(get(f"{feed}category/pentagon/?outputType=xml")[1].encode(), feed)
    assert [link.url for link in section] == [url for url in stories if "/pentagon/" in url]
    front = read_listing(
        get("https://www.defensenews.com/pentagon/")[1], "https://www.defensenews.com/", Listing(), ARC
    )
    assert [link.url for link in front.links] == [link.url for link in section]


def test_gone_and_reposted(get):
    amn = DESKS["amn"]
    assert get(amn.gone[0].url)[0] == 410
    assert get(amn.reposts[0].url)[0] == 200
    assert get(amn.imported[0].url)[0] == 200
    assert "Disallow: /wp-admin/" in get("https://americanmilitarynews.com/robots.txt")[1]


def test_it_works_from_a_zipped_egg(tmp_path):
    egg = tmp_path / "newscrawl.egg"
    with zipfile.ZipFile(egg, "w") as archive:
        for path in sorted((PROJECT / "newscrawl").rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                archive.write(path, path.relative_to(PROJECT))
    program = (
        "from newscrawl.testing.newsroom import build, expected; from newscrawl.testing.server import LoopbackServer; "
        "import newscrawl; assert '.egg' in newscrawl.__file__; build(LoopbackServer()); "
        "print(len(expected()['amn'].stories))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(egg)!r}); {program}"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.stdout.strip() == "23", done.stderr
