"""Sites of any size: distinct, seeded, of the promised size, found by their listings and feeds."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from newscrawl.discovery.feed import read_feed
from newscrawl.discovery.listing import read_listing
from newscrawl.discovery.listing_rules import Listing
from newscrawl.testing.bulk import Bulk
from newscrawl.testing.page import ReceivedRequest
from newscrawl.testing.server import LoopbackServer
from newscrawl.urls import Addresses

ADDRESSES = Addresses(host="bulk.example", article=(r"^/\d{4}/\d{2}/[^/]+/?$",))
BULK = Bulk(host="bulk.example", count=47)


@pytest.fixture(params=[True, False], ids=["prepared", "made when asked"])
def get(request):
    replica = LoopbackServer()
    BULK.build(replica, prepare=request.param)

    def fetch(target):
        asked = ReceivedRequest(time=0, scheme="https", method="GET", host="bulk.example", target=target, headers={})
        status, _, body = replica._answer(asked)[1].reply({})
        return status, body

    return fetch


def test_pages_have_size_structure_and_their_text():
    for number in range(12):
        html, story = BULK.html(number), BULK.story(number)
        tree = LexborHTMLParser(html)
        assert 60_000 <= len(html) <= 106_000
        assert 4000 <= len(story.body) <= 6500
        assert tree.css_first("h1").text() == story.title
        assert len(tree.css("*")) > 400
        texts = {node.text() for node in tree.css("p")}
        assert set(story.text) <= texts


def test_articles_differ_and_the_seed_decides():
    stories = [BULK.story(number) for number in range(BULK.count)]
    assert len({story.body for story in stories}) == len({story.url for story in stories}) == BULK.count
    assert [story.date for story in stories] == sorted((story.date for story in stories), reverse=True)
    assert Bulk(host="bulk.example", count=9).html(3) == BULK.html(3)
    assert Bulk(host="bulk.example", count=9, seed=2).story(3) != BULK.story(3)


def test_listings_and_feeds_lead_to_every_article(get):
    target, found = "/", set()
    while target:
        page = read_listing(get(target)[1], f"https://bulk.example{target}", Listing(), ADDRESSES)
        found |= {link.url for link in page.links}
        target = page.next and page.next.removeprefix("https://bulk.example")
    assert found == set(BULK.urls())
    feeds = [get("/feed/"), *(get(f"/feed/?paged={number}") for number in (2, 3, 4, 5))]
    assert {link.url for _, body in feeds for link in read_feed(body, "https://bulk.example/feed/")} == found
    for beyond in ("/feed/?paged=6", "/feed/?paged=x", "/page/4/", "/page/x/", "/page/0/", "/nothing/"):
        assert get(beyond)[0] == 404
    for number in (0, 46):
        status, body = get(BULK.story(number).url.removeprefix("https://bulk.example"))
        assert (status, body.decode()) == (200, BULK.html(number))


@pytest.mark.parametrize("count", [1, 2, 3, 61])
def test_any_count_can_be_listed(count):
    replica = LoopbackServer()
    bulk = Bulk(host="bulk.example", count=count)
    bulk.build(replica, prepare=False)
    last = (count - 1) // bulk.per_listing + 1
    asked = ReceivedRequest(
        time=0, scheme="https", method="GET", host="bulk.example", target=f"/page/{last}/", headers={}
    )
    html = replica._answer(asked)[1].reply({})[2]
    page = read_listing(html, f"https://bulk.example/page/{last}/", Listing(), ADDRESSES)
    assert bulk.story(count - 1).url in {link.url for link in page.links}
    assert page.next is None
