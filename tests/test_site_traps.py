"""What is odd about single sites: each has led a crawler astray before. Pages are our own, in the sites' markup."""

import json
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from newscrawl.core.links import Link
from newscrawl.discovery.listing import read_listing
from newscrawl.extraction.article import read_article
from newscrawl.extraction.dom.page import Page
from newscrawl.platforms.afpims import AfpimsAddresses, AfpimsSpider
from newscrawl.platforms.sightline import SightlineSpider
from newscrawl.spiders.amn import AmnSpider
from newscrawl.spiders.armytimes import ArmytimesSpider
from newscrawl.spiders.defenseone import DefenseoneSpider
from newscrawl.spiders.isw import IswSpider
from newscrawl.spiders.militarycom import MilitarycomSpider
from newscrawl.spiders.twz import TwzSpider
from newscrawl.spiders.ukdj import UkdjSpider
from newscrawl.spiders.wargov import WargovSpider
from newscrawl.testing.page import Page as Reply
from newscrawl.urls import clean_url

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TEXT = "".join(
    f"<p>{text}</p>"
    for text in (
        "A tug and two barges left Port Alder before dawn on Tuesday with a span of the new bridge, engineers said.",
        "The crossing took six hours, two more than planned, since the tide turned early, a spokesman told reporters.",
        "A second span waits in the yard and will follow when the river is calm, according to the harbor office.",
    )
)


def page(url, title="A bridge goes to sea", head="", body=TEXT, cls="post-template single single-post"):
    return f"""<!DOCTYPE html><html lang="en"><head><title>{title}</title><link rel="canonical" href="{url}"/>{head}
</head><body class="{cls}"><article><h1 class="entry-title">{title}</h1>
<div class="entry-content body">{body}</div></article></body></html>"""


def dated(published="2026-11-21T09:30:00+00:00", key="property"):
    return f'<meta {key}="article:published_time" content="{published}"/>'


def feed(title, *urls, published=datetime(2026, 11, 21, 9, 30, tzinfo=UTC)):
    day = f"<pubDate>{format_datetime(published)}</pubDate>"
    items = "".join(f"<item><title>A bridge goes to sea</title><link>{url}</link>{day}</item>" for url in urls)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'


def read(site, url, html, source="listing"):
    link = Link(url=url, source=source)
    return read_article(Page(html, url), site.article, site.site(), site.addresses, link=link, now=NOW)


# --- official sites ---

SPACE_FORCE_FEED = "https://www.spaceforce.mil/DesktopModules/ArticleCS/RSS.ashx?ContentType=1&Site=1060&max=20"
SPACE_FORCE_STORY = "https://www.spaceforce.mil/News/Article-Display/Article/4301999/a-bridge-goes-to-sea/"
AIR_FORCE_STORY = "https://www.af.mil/News/Article-Display/Article/4301502/a-runway-is-swept/"


@pytest.mark.parametrize(("title", "said"), [("Air Force News", "Air Force News"), ("Space Force News", "www.af.mil")])
def test_another_services_feed_is_refused(replica, newsdesk, title, said):
    replica.add_host("www.af.mil")
    replica.add(SPACE_FORCE_FEED, Reply.xml(feed(title, AIR_FORCE_STORY)))
    listing = f'<listing-with-preview article-url="{SPACE_FORCE_STORY}" article-title="A bridge goes to sea">'
    replica.add("https://www.spaceforce.mil/News/", Reply.of(f'{listing}<a href="{SPACE_FORCE_STORY}">A bridge</a>'))
    replica.add(SPACE_FORCE_STORY, Reply.of(page(SPACE_FORCE_STORY, head=dated())))
    crawled = newsdesk.crawl("spaceforce")
    assert [line["url"] for line in crawled.lines] == [SPACE_FORCE_STORY], "the listing serves"
    assert not replica.requests_to("www.af.mil")
    assert said in crawled.screen
    assert crawled.status == 5


def test_no_other_site_can_name_the_air_forces_feed():
    with pytest.raises(ValueError, match="Site=1 is the Air Force's"):

        class NavySpider(AfpimsSpider):
            """Navy."""

            name = "navy"
            addresses = AfpimsAddresses(host="www.navy.mil")
            site_id = 1


def test_defense_gov_and_war_gov_are_one_site(replica, newsdesk):
    old = "https://www.defense.gov/News/Releases/Release/Article/4014615/a-bridge-goes-to-sea/"
    new = "https://www.war.gov/News/Releases/Release/Article/4014615/bridge-goes-to-sea/"
    contract = "https://www.war.gov/News/Contracts/Contract/Article/4019999//"
    for number in WargovSpider.content_types:
        url = f"https://www.war.gov/DesktopModules/ArticleCS/RSS.ashx?ContentType={number}&Site=945&max=20"
        replica.add(url, Reply.xml(feed("War.gov News", old, new, contract)))
    replica.add("https://www.war.gov/News/", Reply.of(f'<a href="{new}">A bridge goes to sea</a>'))
    replica.add(old, Reply.redirect(new))
    replica.add(new, Reply.of(page(new, head=dated())))
    other_text = TEXT.replace("A tug and two barges", "Three ferries").replace("second span", "fourth ferry")
    replica.add(contract, Reply.of(page(contract, "Contracts for Nov. 20, 2026", head=dated(), body=other_text)))
    crawled = newsdesk.crawl("wargov")
    assert sorted(line["url"] for line in crawled.lines) == [contract, new]
    asked = [*replica.requests_to("www.defense.gov"), *replica.requests_to("www.war.gov")]
    assert len([target for target in asked if "4014615" in target]) == 2, "the redirect and its end"
    assert WargovSpider.identify(old) == WargovSpider.identify(new)


# --- refusals ---

NAVAL = "https://www.naval-technology.com"


def test_a_refusal_that_begins_like_a_feed_is_a_refusal(replica, newsdesk):
    refusal = (
        '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "xhtml1.dtd">'
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>Error</title><style>'
        + "p { margin: 0 }\n" * 1_200
        + "</style></head><body><h1>Access denied</h1><p>Reference #18.5c1a2b3c.1790000000.1a2b3c4d</p></body></html>"
    )
    assert len(refusal) > 19_000
    replica.add_host("www.naval-technology.com", Reply.xml(refusal))
    crawled = newsdesk.crawl("navaltechnology")
    assert crawled.status == 3
    assert "Access denied at" in crawled.screen
    assert "changed" not in crawled.screen
    assert not crawled.lines


# --- robots ---


def test_isw_is_read_as_its_robots_txt_allows(replica, newsdesk):
    home = "https://understandingwar.org"
    story = f"{home}/research/russia-ukraine/a-bridge-goes-to-sea/"
    robots = (
        "User-agent: *\nDisallow: /wp-admin\nDisallow: /wp-json\n\n"
        "User-agent: GPTBot\nUser-agent: ClaudeBot\nUser-agent: CCBot\nCrawl-delay: 600\n"
    )
    replica.add(f"{home}/robots.txt", Reply.text(robots))
    replica.add(f"{home}/feed/?post_type=post", Reply.xml(feed("ISW", story)))
    replica.add(f"{home}/research/", Reply.of(f'<div class="research-card-title"><a href="{story}">A bridge</a></div>'))
    replica.add(story, Reply.of(page(story, head=dated())))
    # A delay of ten minutes, which is meant for others, would outlast the patience of this test.
    crawled = newsdesk.crawl("isw", since="2026-11-01")
    assert [line["url"] for line in crawled.lines] == [story]
    asked = replica.requests_to("understandingwar.org")
    assert not [target for target in asked if target.startswith("/wp-")]
    assert not IswSpider.rest


# --- one article, many addresses ---


def test_militarycoms_mirrors_give_one_article(replica, newsdesk):
    path = "/daily-news/2026/11/21/bridge-goes-sea.html"
    story = f"https://www.military.com{path}"
    replica.add("https://www.military.com/feed/", Reply.xml(feed("Military.com", story)))
    mirrors = "".join(f'<a href="https://{host}{path}">A bridge</a>' for host in MilitarycomSpider.addresses.mirrors)
    replica.add("https://www.military.com/", Reply.of(mirrors))
    for host in MilitarycomSpider.addresses.mirrors:
        replica.add_host(host)
    replica.add(story, Reply.of(page(story, head=dated(), body=f'<div class="article__body">{TEXT}</div>')))
    crawled = newsdesk.crawl("militarycom")
    assert [line["canonical_url"] for line in crawled.lines] == [story]
    assert not [host for host in MilitarycomSpider.addresses.mirrors if replica.requests_to(host)]


def test_sister_hosts_give_one_article():
    path = "/news/pentagon-congress/2026/03/11/a-bridge-goes-to-sea/"
    loader = SpiderLoader.from_settings(get_project_settings())
    sisters = [site for site in map(loader.load, loader.list()) if issubclass(site, SightlineSpider)]
    assert len(sisters) == 8
    identities = {sister.identify(f"https://{sister.addresses.host}{path}") for sister in sisters}
    elsewhere = f"https://{ArmytimesSpider.addresses.host}/flashpoints/2026/03/11/a-bridge-goes-to-sea/?outputType=amp"
    assert {ArmytimesSpider.identify(elsewhere)} == identities


def test_govexecs_trackers_are_no_part_of_an_address():
    story = "https://www.defenseone.com/threats/2026/05/a-bridge-goes-to-sea/413870/"
    for oref in ("d1-river", "d_brief_nl", "defenseone_today_nl&utm_source=sailthru"):
        assert clean_url(f"{story}?oref={oref}") == story
        assert DefenseoneSpider.identify(f"{story}?oref={oref}") == DefenseoneSpider.identify(story)


# --- pages ---


def test_twz_tells_its_date_in_meta_of_another_kind():
    url = "https://www.twz.com/air/a-bridge-goes-to-sea"
    head = dated(key="name") + '<meta name="article:modified_time" content="2026-11-21T10:00:00+00:00"/>'
    reading = read(TwzSpider, url, page(url, head=head))
    assert reading.problem is None
    assert reading.article.date_published == "2026-11-21T09:30:00+00:00"
    assert reading.article.date_modified == "2026-11-21T10:00:00+00:00"
    assert reading.article.provenance["date_published"] == "meta"


@pytest.mark.parametrize(
    ("head", "source", "problem"),
    [
        (dated(), "listing", None),
        ('<meta property="og:type" content="article"/>', "listing", "not an article"),
        ("", "listing", "not an article"),
        ("", "feed", None),  # which lists articles only
    ],
)
def test_ukdjs_pages_that_stand_among_its_articles_are_told_apart(head, source, problem):
    url = "https://ukdefencejournal.org.uk/who-are-we-and-what-do-we-do/"
    assert UkdjSpider.addresses.is_article(url), "its address alone does not tell"
    assert read(UkdjSpider, url, page(url, head=head), source).problem == problem


@pytest.mark.parametrize("cls", ["page-template page page-id-7", "archive category", "error404"])
def test_wordpress_says_itself_what_is_no_article(cls):
    url = "https://www.twz.com/air/a-bridge-goes-to-sea"
    assert read(TwzSpider, url, page(url, head=dated(), cls=cls)).problem == "not an article"


def test_amns_imported_press_items_are_left_out():
    home = "https://americanmilitarynews.com/"
    story = f"{home}2026/11/a-bridge-goes-to-sea/"
    listing = (
        f'<ul id="defenseFeed"><li><a href="{home}ai/a-pier-is-painted/">Pier</a></li></ul><a href="{story}">A</a>'
    )
    links = read_listing(listing, home, AmnSpider.listing, AmnSpider.addresses).links
    assert [link.url for link in links] == [story]


def test_amns_routing_tags_are_no_topics():
    url = "https://americanmilitarynews.com/2026/11/a-bridge-goes-to-sea/"
    tags = json.dumps(["news1", "news2", "ns", "or", "Engineers", "top-news", "breaking-news", "Newsroom"])
    head = dated() + f'<script type="application/ld+json">{{"@type":"BlogPosting","keywords":{tags}}}</script>'
    assert read(AmnSpider, url, page(url, head=head)).article.keywords == ["Engineers", "Newsroom"]
