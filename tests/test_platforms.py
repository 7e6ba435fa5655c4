"""What each platform makes of a site's facts."""

import pytest

from newscrawl.platforms.afpims import AfpimsAddresses, AfpimsSpider
from newscrawl.platforms.brightspot import BrightspotSpider
from newscrawl.platforms.drupal import DrupalSpider
from newscrawl.platforms.ghost import GhostSpider
from newscrawl.platforms.plain import PlainSpider
from newscrawl.urls import Addresses

HOST = Addresses(host="example.com")


def sources(platform, section="", **facts):
    """Kind and first two addresses of each source of a site that states these facts."""
    site = type("ExampleSpider", (platform,), {"name": "example", "addresses": HOST, **facts})
    found = site().sources(section.rpartition("/")[2] or None, section)
    return [(one.kind, one.page_url(1), one.page_url(2)) for one in found if one.kind in ("feed", "listing")]


def test_afpims_feeds_are_made_of_numbers():
    feed = "https://www.war.gov/DesktopModules/ArticleCS/RSS.ashx?ContentType={}&Site=945&max=20"
    news = "https://www.war.gov/News/"
    assert sources(
        AfpimsSpider, addresses=AfpimsAddresses(host="www.war.gov"), site_id=945, content_types=(1, 400)
    ) == [
        ("feed", feed.format(1), None),
        ("feed", feed.format(400), None),
        ("listing", news, f"{news}?Page=2"),
    ]


def test_afpims_articles_are_known_by_their_number_whatever_slug_section_and_host():
    addresses = AfpimsAddresses(host="www.war.gov", mirrors=("www.defense.gov",))
    ids = {
        addresses.identify(url)
        for url in (
            "https://www.war.gov/News/News-Stories/Article/Article/4434312/a-slug-that-is-cut/",
            "https://www.defense.gov/News/Releases/Release/Article/4434312/another/",
            "https://war.gov/News/Contracts/Contract/Article/4434312//",
        )
    }
    assert len(ids) == 1


def test_drupal_counts_pages_from_0():
    assert sources(DrupalSpider, listings=("news",)) == [
        ("feed", "https://example.com/rss.xml", None),
        ("listing", "https://example.com/news", "https://example.com/news?page=1"),
    ]


def test_ghost_has_feed_and_listing_of_each_tag():
    assert sources(GhostSpider, section="tag/war", sections=("tag/war",)) == [
        ("feed", "https://example.com/tag/war/rss/", None),
        ("listing", "https://example.com/tag/war/", "https://example.com/tag/war/page/2/"),
    ]


def test_brightspot_loads_more_by_offset():
    assert sources(BrightspotSpider, listings=("news/more?offset={offset}&count=20",)) == [
        (
            "listing",
            "https://example.com/news/more?offset=0&count=20",
            "https://example.com/news/more?offset=20&count=20",
        )
    ]


def test_a_plain_site_without_sources_fails_when_its_class_is_made():
    with pytest.raises(ValueError, match="has no source: set one of feeds, news_sitemaps, listings"):
        sources(PlainSpider)


def test_a_plain_site_may_have_a_news_sitemap_only():
    assert sources(PlainSpider, news_sitemaps=("news.xml",)) == []
