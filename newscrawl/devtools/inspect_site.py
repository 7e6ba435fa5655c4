"""Inspect a site that is not in the project yet: its sources, its platform, what is extracted from its pages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module
from urllib.parse import urljoin, urlsplit

from newscrawl.core.arguments import span_of
from newscrawl.core.clock import now
from newscrawl.core.links import Link
from newscrawl.crawler.spider import NewsSpider
from newscrawl.devtools import guesses
from newscrawl.devtools.detect_platform import detect_platform
from newscrawl.devtools.http import Ask, FetchedPage
from newscrawl.devtools.url_patterns import article_patterns, likely_articles
from newscrawl.discovery.feed import read_feed
from newscrawl.discovery.formats import NotAFeed
from newscrawl.discovery.listing import read_listing
from newscrawl.discovery.listing_rules import Listing
from newscrawl.discovery.sitemap import SitemapPage, read_sitemap
from newscrawl.extraction.article import read_article
from newscrawl.extraction.dom.page import Page
from newscrawl.extraction.record_builder import ExtractionResult

USUAL_FEEDS = ("feed/", "rss/", "rss.xml", "feed.xml", "atom.xml", "index.xml")
ARTICLES = 3
_MOST_SITEMAPS = 3


@dataclass(slots=True)
class SiteInspection:
    """What was seen. ``tried`` are further addresses that were fetched, and the results."""

    home: FetchedPage
    host: str
    publisher: str
    language: str
    family: str
    marks: list[str]
    feed: str | None = None
    """Path of a feed, as a site's file gives it."""
    feed_answer: FetchedPage | None = None
    feed_links: list[Link] = field(default_factory=list)
    sitemaps: dict[str, SitemapPage] = field(default_factory=dict)
    rest: bool = False
    sections: list[str] = field(default_factory=list)
    """Paths of pages that list articles, where the platform has no usual ones."""
    older: str | None = None
    """Selector of a listing's links to its older pages, where it is not a usual one."""
    articles: list[str] = field(default_factory=list)
    """Addresses of articles, as many as were seen."""
    listed: int = 0
    """Articles that the home page links to."""
    pages: list[tuple[FetchedPage, ExtractionResult | None]] = field(default_factory=list)
    """The articles that were read, and what came of each."""
    first: FetchedPage | None = None
    """The first of the articles, where it was fetched already."""
    timezone: str | None = None
    tried: list[tuple[str, str]] = field(default_factory=list)

    @property
    def full_text(self) -> int:
        """Number of articles in the feed that have their full text."""
        return sum(link.html is not None for link in self.feed_links)

    def a_week(self) -> float | None:
        """Articles a week, from the dates of the feed; None where they don't say."""
        dates = sorted(bounds[0] for link in self.feed_links if (bounds := span_of(link.date)))
        span = dates[-1] - dates[0] if len(dates) > 1 else timedelta()
        return (len(dates) - 1) / (span / timedelta(days=7)) if span > timedelta(hours=1) else None


def family_class(name: str) -> type[NewsSpider]:
    """The class of a family, by its module's name."""
    module = import_module(f"newscrawl.platforms.{name}")
    spiders = (thing for thing in vars(module).values() if isinstance(thing, type) and issubclass(thing, NewsSpider))
    return next(spider for spider in spiders if spider.__module__ == module.__name__)


async def look(ask: Ask, url: str) -> SiteInspection:
    """Inspect the site at an address: about ten requests. ``home`` says why its home page could not be fetched."""
    home = await ask(url)
    page = home.page()
    host = (urlsplit(home.url).hostname or "").lower()
    family, marks = detect_platform(home.body)
    seen = SiteInspection(home, host, guesses.publisher(page, host), guesses.language(page), family, marks)
    if home.problem:
        return seen
    await _find_feed(ask, page, seen)
    seen.articles = _article_addresses(page, seen)
    if not marks and seen.articles:  # a home page may be made by other hands than the articles
        seen.first = await ask(seen.articles[0])
        seen.family, seen.marks = detect_platform(seen.first.body)
    await _find_sitemaps(ask, seen)
    if seen.family == "plain":  # a platform's sections are where its family looks for them
        seen.older = guesses.older_pages(home.body, home.url, host)
        await _find_sections(ask, page, seen)
    if seen.family == "wordpress":
        answer = await ask(urljoin(home.url, "/wp-json/wp/v2/posts?per_page=1&_fields=id,link"))
        seen.rest = answer.problem is None and answer.body.lstrip().startswith(b"[")
        seen.tried.append((answer.requested, answer.problem or "REST"))
    return seen


async def read_articles(ask: Ask, seen: SiteInspection, spider: type[NewsSpider]) -> None:
    """Read some of its articles by the rules of a spider, into ``seen.pages``; the zone is learnt from them."""
    listing = read_listing(seen.home.body, seen.home.url, Listing(), spider.addresses)
    own = [link.url for link in listing.links if spider.addresses.is_article(link.url)]
    seen.listed = len(own)
    wanted = [url for url in dict.fromkeys((*seen.articles, *own)) if spider.addresses.is_article(url)]
    for url in wanted[:ARTICLES]:
        answer = seen.first if seen.first and seen.first.requested == url else await ask(url)
        reading = None
        if answer.problem is None:
            reading = read_article(answer.page(), spider.article, spider.site(), spider.addresses, now=now())
        seen.pages.append((answer, reading))
    dates = [link.date_raw for link in seen.feed_links]
    dates += [reading.article.date_published for _, reading in seen.pages if reading]
    seen.timezone = guesses.timezone(dates, seen.host)


async def _find_feed(ask: Ask, page: Page, seen: SiteInspection) -> None:
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


async def _find_sitemaps(ask: Ask, seen: SiteInspection) -> None:
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


async def _find_sections(ask: Ask, page: Page, seen: SiteInspection) -> None:
    """Pages that the home page links to, above the articles in the tree of addresses, and that list articles."""
    patterns, _ = article_patterns(seen.articles)
    for url in guesses.sections(seen.articles, _links(page, seen)):
        answer = await ask(url)
        listed = [] if answer.problem else [link for link in _links(answer.page(), seen) if _fits(link, patterns)]
        if listed:
            seen.sections.append(urlsplit(url).path.strip("/"))
            seen.older = seen.older or guesses.older_pages(answer.body, answer.url, seen.host)
        else:
            seen.tried.append((url, answer.problem or "no article"))


def _article_addresses(page: Page, seen: SiteInspection) -> list[str]:
    """The feed's, else what looks like articles on the home page."""
    return [link.url for link in seen.feed_links] or likely_articles(_links(page, seen))


def _links(page: Page, seen: SiteInspection) -> list[str]:
    """Where a page leads to on the site's own host."""
    hrefs = (urljoin(page.url, node.attributes.get("href") or "") for node in page.css("a[href]"))
    return [href for href in hrefs if urlsplit(href).hostname == seen.host]


def _fits(url: str, patterns: Sequence[str]) -> bool:
    return any(re.search(pattern, urlsplit(url).path) for pattern in patterns)
