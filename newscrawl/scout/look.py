"""A look at a site that is none of ours yet: what it announces, which platform serves it, how well its pages read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module
from urllib.parse import urljoin, urlsplit

from newscrawl.arguments import span_of
from newscrawl.clock import now
from newscrawl.discovery.feed import read_feed
from newscrawl.discovery.listing import read_listing
from newscrawl.discovery.listing_rules import Listing
from newscrawl.discovery.not_a_feed import NotAFeed
from newscrawl.discovery.sitemap import SitemapPage, read_sitemap
from newscrawl.families.base import NewsSpider
from newscrawl.links import Link
from newscrawl.pages.article import read_article
from newscrawl.pages.page import Page
from newscrawl.pages.reading import Reading
from newscrawl.scout.asking import Answer, Ask
from newscrawl.scout.platforms import recognise
from newscrawl.scout.shapes import likely_articles

USUAL_FEEDS = ("feed/", "rss/", "rss.xml", "feed.xml", "atom.xml", "index.xml")
ARTICLES = 3
_MOST_SITEMAPS = 3
_ZONES = {"-0500": "America/New_York", "-0400": "America/New_York", "+0200": "Europe/Paris", "+0100": "Europe/Paris"}
"""The zone of most news sites that print such an offset: a guess, and told as one."""


@dataclass(slots=True)
class Look:
    """What was seen. ``tried`` are further addresses that were asked for, and what they answered."""

    home: Answer
    host: str
    publisher: str
    language: str
    family: str
    marks: list[str]
    feed: str | None = None
    """Path of a feed, as a site's file gives it."""
    feed_answer: Answer | None = None
    feed_links: list[Link] = field(default_factory=list)
    sitemaps: dict[str, SitemapPage] = field(default_factory=dict)
    rest: bool = False
    articles: list[str] = field(default_factory=list)
    """Addresses of articles, as many as were seen."""
    listed: int = 0
    """Articles that the home page links to."""
    pages: list[tuple[Answer, Reading | None]] = field(default_factory=list)
    """The articles that were read, and what came of each."""
    first: Answer | None = None
    """The first of the articles, where it was asked for already."""
    zone: str | None = None
    tried: list[tuple[str, str]] = field(default_factory=list)

    @property
    def full_text(self) -> int:
        """How many articles of the feed come with their full text."""
        return sum(link.html is not None for link in self.feed_links)

    def a_week(self) -> float | None:
        """Articles a week, as the dates of the feed tell; None where they don't."""
        dates = sorted(bounds[0] for link in self.feed_links if (bounds := span_of(link.date)))
        span = dates[-1] - dates[0] if len(dates) > 1 else timedelta()
        return (len(dates) - 1) / (span / timedelta(days=7)) if span > timedelta(hours=1) else None


def family_class(name: str) -> type[NewsSpider]:
    """The class of a family, by its module's name."""
    module = import_module(f"newscrawl.families.{name}")
    spiders = (thing for thing in vars(module).values() if isinstance(thing, type) and issubclass(thing, NewsSpider))
    return next(spider for spider in spiders if spider.__module__ == module.__name__)


async def look(ask: Ask, url: str) -> Look:
    """Look at the site behind an address: some ten requests. That its home page can't be had is told in ``home``."""
    home = await ask(url)
    page = home.page()
    host = (urlsplit(home.url).hostname or "").lower()
    family, marks = recognise(home.body)
    seen = Look(home, host, _publisher(page, host), _language(page), family, marks)
    if home.problem:
        return seen
    await _find_feed(ask, page, seen)
    seen.articles = _article_addresses(home, page, seen)
    if not marks and seen.articles:  # a home page may be made by other hands than the articles
        seen.first = await ask(seen.articles[0])
        seen.family, seen.marks = recognise(seen.first.body)
    await _find_sitemaps(ask, seen)
    if seen.family == "wordpress":
        answer = await ask(urljoin(home.url, "/wp-json/wp/v2/posts?per_page=1&_fields=id,link"))
        seen.rest = answer.problem is None and answer.body.lstrip().startswith(b"[")
        seen.tried.append((answer.asked, answer.problem or "REST"))
    return seen


async def read_articles(ask: Ask, seen: Look, spider: type[NewsSpider]) -> None:
    """Read some of its articles by the rules of a spider, into ``seen.pages``; the zone is learnt from them."""
    listing = read_listing(seen.home.body, seen.home.url, Listing(), spider.addresses)
    own = [link.url for link in listing.links if spider.addresses.is_article(link.url)]
    seen.listed = len(own)
    wanted = [url for url in dict.fromkeys((*seen.articles, *own)) if spider.addresses.is_article(url)]
    for url in wanted[:ARTICLES]:
        answer = seen.first if seen.first and seen.first.asked == url else await ask(url)
        reading = None
        if answer.problem is None:
            reading = read_article(answer.page(), spider.article, spider.site(), spider.addresses, now=now())
        seen.pages.append((answer, reading))
    seen.zone = _zone(seen)


async def _find_feed(ask: Ask, page: Page, seen: Look) -> None:
    home = seen.home.url
    named = [
        urljoin(home, node.attributes.get("href") or "")
        for node in page.css("link[rel~=alternate][type*=rss], link[rel~=alternate][type*=atom]")
        if "comment" not in f"{node.attributes.get('href')} {node.attributes.get('title')}".lower()
    ]
    usual = [urljoin(home, f"/{path}") for path in (*family_class(seen.family).feeds, *USUAL_FEEDS)]
    for url in dict.fromkeys((*named, *usual)):
        if (urlsplit(url).hostname or "") != seen.host:
            continue
        answer = await ask(url)
        said = answer.problem
        if said is None:
            try:
                links = read_feed(answer.body, answer.url)
            except NotAFeed as error:
                said, links = f"no feed: {error}", []
            if own := [link for link in links if urlsplit(link.url).hostname == seen.host]:
                parts = urlsplit(url)
                seen.feed = parts.path.lstrip("/") + (f"?{parts.query}" if parts.query else "")
                seen.feed_answer, seen.feed_links = answer, own
                return
            said = said or "a feed without an article of this host"
        seen.tried.append((url, said))


async def _find_sitemaps(ask: Ask, seen: Look) -> None:
    robots = await ask(urljoin(seen.home.url, "/robots.txt"))
    text = "" if robots.problem else robots.body.decode("utf-8", "replace")
    named = re.findall(r"(?im)^\s*sitemap:\s*(\S+)", text)
    usual = [urljoin(seen.home.url, f"/{path}") for path in (*family_class(seen.family).sitemaps, "sitemap.xml")]
    for url in list(dict.fromkeys(named or usual))[:_MOST_SITEMAPS]:
        if urlsplit(url).hostname != seen.host:
            continue
        answer = await ask(url)
        try:
            said = answer.problem
            if said is None:
                seen.sitemaps[url] = read_sitemap(answer.body, answer.url)
                continue
        except NotAFeed as error:
            said = f"no sitemap: {error}"
        seen.tried.append((url, said))


def _article_addresses(home: Answer, page: Page, seen: Look) -> list[str]:
    """The feed's, else what looks like articles on the home page."""
    if seen.feed_links:
        return [link.url for link in seen.feed_links]
    hrefs = (urljoin(home.url, node.attributes.get("href") or "") for node in page.css("a[href]"))
    return likely_articles(href for href in hrefs if urlsplit(href).hostname == seen.host)


def _publisher(page: Page, host: str) -> str:
    named = page.meta("og:site_name") or page.meta("application-name")
    if not named:
        title = page.first("title")
        named = re.split(r"\s+[|\N{EN DASH}\N{EM DASH}-]\s+", title.text())[0] if title else ""
    return " ".join(named.split()) or host.removeprefix("www.")


def _language(page: Page) -> str:
    node = page.first("html[lang]")
    match = re.match(r"[a-z]{2,3}", (node.attributes.get("lang") or "").lower()) if node else None
    return match[0] if match else "en"


def _zone(seen: Look) -> str | None:
    """The zone of the offsets that the site prints; None where it prints none, or UTC."""
    dates: Sequence[str | None] = [link.date_raw for link in seen.feed_links]
    dates = [*dates, *(reading.article.date_published for _, reading in seen.pages if reading)]
    for date in dates:
        match = re.search(r"([+-]\d\d):?(\d\d)$", (date or "").strip())
        if match and (offset := match[1] + match[2]) in _ZONES:
            return _ZONES[offset]
    return None
