"""Newsrooms of every platform, made of facts: what they serve is what the readers find, and is the same each time."""

import json
from datetime import UTC, datetime

import pytest

from newscrawl.core.site import Site
from newscrawl.extraction.article import read_article
from newscrawl.extraction.dom.page import Page
from newscrawl.platforms.afpims import AfpimsSpider
from newscrawl.platforms.arcxp import ArcXPSpider
from newscrawl.platforms.brightspot import BrightspotSpider
from newscrawl.platforms.drupal import DrupalSpider
from newscrawl.platforms.ghost import GhostSpider
from newscrawl.platforms.govexec import GovExecSpider
from newscrawl.platforms.plain import PlainSpider
from newscrawl.platforms.wordpress import WordPressSpider
from newscrawl.testing.newsroom.facts import SiteFacts
from newscrawl.testing.newsroom.platforms import PLATFORMS, Newsroom, build_site
from newscrawl.testing.server import LoopbackServer
from newscrawl.urls import Addresses

HOST = "the-lorne-signal.example"
PLATFORMS = dict(
    zip(
        PLATFORMS,
        (
            WordPressSpider,
            ArcXPSpider,
            GovExecSpider,
            AfpimsSpider,
            BrightspotSpider,
            DrupalSpider,
            GhostSpider,
            PlainSpider,
        ),
        strict=True,
    )
)
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture(params=PLATFORMS)
def facts(request):
    return SiteFacts(
        host=HOST,
        name="The Lorne Signal",
        platform=request.param,
        article="/{date:%Y/%m/%d}/{slug}-{number:.5}/",
        timezone="America/New_York",
        feeds=(f"https://{HOST}/feed/",),
        listings=((f"https://{HOST}/", f"https://{HOST}/page/2/", f"https://{HOST}/page/3/"),),
        sitemaps=(f"https://{HOST}/sitemap.xml",),
        news_sitemaps=(f"https://{HOST}/news.xml",),
        rest=(f"https://{HOST}/wp-json/wp/v2/posts",),
    )


def test_its_family_reads_each_page_as_it_was_meant(facts):
    room = Newsroom(facts)
    site = Site(name="signal", publisher=facts.name, publisher_group="signal", timezone=facts.timezone, language="en")
    for story in facts.stories:
        page = Page(room.article(story).encode(), story.url)
        reading = read_article(page, PLATFORMS[facts.platform].article, site, Addresses(host=HOST), now=NOW)
        article = reading.article
        assert reading.problem is None
        assert (article.headline, article.body, article.authors) == (story.title, story.body, list(story.byline))
        assert article.date_published[:10] in (f"{story.date:%Y-%m-%d}", f"{story.date.astimezone(UTC):%Y-%m-%d}")
        assert [image.caption for image in article.images[:1]] == [story.caption]


def test_the_same_host_has_the_same_stories_and_another_has_others(facts):
    again = SiteFacts(**{name: getattr(facts, name) for name in facts.__dataclass_fields__})
    other = SiteFacts(host="calder.example", name="", platform=facts.platform, article=facts.article)
    assert again.stories == facts.stories
    assert not {story.body for story in facts.stories} & {story.body for story in other.stories}
    assert not {story.slug for story in facts.stories} & {story.slug for story in other.stories}


def served(facts):
    replica = LoopbackServer()
    build_site(replica, facts)
    return lambda url: replica._answers[HOST, url.removeprefix(f"https://{HOST}")].reply({})[2].decode()


def test_feed_and_listings_complete_one_another(facts):
    text = served(facts)
    feed, *pages = text(facts.feeds[0]), *(text(address) for address in facts.listings[0][:2])
    fed = {story.url for story in facts.stories if story.url in feed}
    listed = {story.url for story in facts.stories if any(story.url.removeprefix(facts.home) in page for page in pages)}
    assert fed | listed == {story.url for story in facts.stories}
    assert fed - listed
    assert listed - fed


def test_sitemaps_hold_every_story(facts):
    text = served(facts)
    for address, expected in ((facts.sitemaps[0], 8), (facts.news_sitemaps[0], 6)):
        assert text(address).count("<loc>") == expected


def test_the_rest_route_gives_a_span_page_by_page(facts):
    room, stories = Newsroom(facts), facts.stories
    local = f"{stories[3].date:%Y-%m-%dT%H:%M:%S}"

    def links(**query):
        page = room.posts(query)
        return dict(page.headers)["X-WP-TotalPages"], [post["link"] for post in json.loads(page.reply({})[2])]

    assert links(before=local) == ("1", [story.url for story in stories[4:]])
    assert links(after=local) == ("1", [story.url for story in stories[:3]])
    assert links(per_page="3", page="3") == ("3", [story.url for story in stories[6:]])
