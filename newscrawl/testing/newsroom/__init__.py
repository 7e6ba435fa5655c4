"""The demo's newsroom: two small sites in the real sites' markup, with stories of our own."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta

from newscrawl.testing.newsroom import arcxp
from newscrawl.testing.newsroom.stories import Publication, Story, american_military_news, defense_news
from newscrawl.testing.newsroom.wordpress import WordPress
from newscrawl.testing.page import Page
from newscrawl.testing.server import LoopbackServer

__all__ = ["Publication", "Story", "build", "correct", "expected"]

_PER_LISTING = 9
_PER_FEED = 10
_TRACKED = ("engineers-bridge-flooded-river-in-four-hours", "relief-squadron-names-new-commander")
"""Slugs of stories whose feed items carry tracking parameters."""
_CATEGORIES = (
    ("news", "News"),
    ("world", "World"),
    ("technology", "Technology"),
    ("branches/army", "Army"),
    ("branches/navy", "Navy"),
    ("branches/airforce", "Air Force"),
    ("branches/marines", "Marines"),
    ("branches/coastguard", "Coast Guard"),
)
"""Where the WordPress site keeps a category: path and name."""


def expected() -> dict[str, Publication]:
    """Return what a crawl of the newsroom is to find, by spider name: ``stories`` are the articles to be written."""
    return {"amn": american_military_news(), "defensenews": defense_news()}


def build(server: LoopbackServer, *, sites: Collection[str] = ("amn", "defensenews")) -> None:
    """Put the newsroom's pages into a loopback server: those of the named spiders, else all."""
    desks = expected()
    if "amn" in sites:
        _build_wordpress(server, desks["amn"])
    if "defensenews" in sites:
        _build_arcxp(server, desks["defensenews"])


def correct(server: LoopbackServer) -> Story:
    """An editor corrects a figure in the newest story, as happens in silence; gives the story as it was."""
    publication = american_military_news()
    story = publication.stories[0]
    later = story.date + timedelta(hours=20)
    corrected = replace(story, text=tuple(text.replace("61,000", "16,000") for text in story.text), modified=later)
    server.add(story.url, Page.of(WordPress(publication).article(corrected), last_modified=later))
    return story


def _build_wordpress(server: LoopbackServer, publication: Publication) -> None:
    site = WordPress(publication)
    home = site.home
    server.add(f"{home}/robots.txt", Page.text("User-agent: *\nDisallow: /wp-admin/\n"))
    for story in (*publication.stories, *publication.reposts):
        server.add(story.url, Page.of(site.article(story), last_modified=story.modified or story.date))
    for story in publication.gone:
        server.add(story.url, Page.refusal(410))
    for story in publication.imported:
        server.add(story.url, Page.of(f"<h1>{story.title}</h1><p>A press item.</p>"))
    listed = publication.listed
    for number, start in enumerate(range(0, len(listed), _PER_LISTING), start=1):
        # The last story of the page before moved on between two requests, as happens on busy sites.
        stories = listed[max(0, start - 1) : start + _PER_LISTING]
        page = Page.of(site.listing(number, stories, last=start + _PER_LISTING >= len(listed)))
        server.add(f"{home}/page/{number}/" if number > 1 else f"{home}/", page)
    server.add(f"{home}/page/1/", Page.redirect(f"{home}/"))
    for number, start in enumerate(range(0, len(listed), _PER_FEED), start=1):
        stories = listed[start : start + _PER_FEED]
        page = Page.xml(site.feed(stories, tracked=_TRACKED), last_modified=stories[0].date)
        server.add(f"{home}/feed/?paged={number}", page)
        if number == 1:
            server.add(f"{home}/feed/", page)
    for path, name in _CATEGORIES:
        own = [story for story in publication.stories if name in story.categories]
        server.add(f"{home}/category/{path}/", Page.of(site.listing(1, own, last=True)))
        server.add(f"{home}/category/{path}/feed/", Page.xml(site.feed(own)))


def _build_arcxp(server: LoopbackServer, publication: Publication) -> None:
    home, site = arcxp.HOME, arcxp.ArcXP(publication)
    server.add(f"{home}/robots.txt", Page.text("User-agent: *\nDisallow: /search/\nDisallow: /pf/api/\n"))
    for story in publication.stories:
        server.add(story.url, Page.of(site.article(story), last_modified=story.date))
    _add_feed(server, site, f"{home}/arc/outboundfeeds/rss/", publication.stories)
    sitemap = Page.xml(site.news_sitemap(publication.stories), last_modified=publication.stories[0].date)
    server.add(f"{home}/arc/outboundfeeds/sitemap-news/?outputType=xml", sitemap)
    server.add(f"{home}/", Page.of(site.section(arcxp.NAME, publication.stories)))
    for section in sorted({story.url.removeprefix(home).split("/")[1] for story in publication.stories}):
        stories = [story for story in publication.stories if story.url.startswith(f"{home}/{section}/")]
        _add_feed(server, site, f"{home}/arc/outboundfeeds/rss/category/{section}/", stories)
        server.add(f"{home}/{section}/", Page.of(site.section(section.title(), stories)))


def _add_feed(server: LoopbackServer, site: arcxp.ArcXP, address: str, stories: Sequence[Story]) -> None:
    page = Page.xml(site.feed(stories), last_modified=stories[0].date)
    server.add(address, page)
    server.add(f"{address}?outputType=xml", page)
