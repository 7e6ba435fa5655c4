"""Inspects a site that is not in the project yet: its sources, its platform, what is extracted from its pages."""

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
from newscrawl.devtools.http import Fetch, FetchedPage
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
    """Facts of an inspected site. ``tried`` are further addresses that were fetched, with the results."""

    home: FetchedPage
    host: str
    publisher: str
    language: str
    platform: str
    marks: list[str]
    feed: str | None = None
    """Path of a feed, as in a site's file."""
    feed_answer: FetchedPage | None = None
    feed_links: list[Link] = field(default_factory=list)
    sitemaps: dict[str, SitemapPage] = field(default_factory=dict)
    rest: bool = False
    sections: list[str] = field(default_factory=list)
    """Paths of pages that list articles, where the platform has no usual ones."""
    older: str | None = None
    """Selector of a listing's links to older pages, where it is not a usual one."""
    articles: list[str] = field(default_factory=list)
    """Addresses of articles, as many as were found."""
    listed: int = 0
    """Articles that the home page links to."""
    pages: list[tuple[FetchedPage, ExtractionResult | None]] = field(default_factory=list)
    """The articles that were read, with the result of each."""
    first: FetchedPage | None = None
    """The first of the articles, where it was fetched already."""
    timezone: str | None = None
    tried: list[tuple[str, str]] = field(default_factory=list)

    @property
    def full_text(self) -> int:
        """Number of articles in the feed that have their full text."""
        return sum(link.html is not None for link in self.feed_links)

    def a_week(self) -> float | None:
        """Return the articles a week, from the dates of the feed; None where those don't suffice."""
        dates = sorted(bounds[0] for link in self.feed_links if (bounds := span_of(link.date)))
        span = dates[-1] - dates[0] if len(dates) > 1 else timedelta()
        return (len(dates) - 1) / (span / timedelta(days=7)) if span > timedelta(hours=1) else None


def platform_class(name: str) -> type[NewsSpider]:
    """Return the class of a platform, by its module's name."""
    module = import_module(f"newscrawl.platforms.{name}")
    spiders = (thing for thing in vars(module).values() if isinstance(thing, type) and issubclass(thing, NewsSpider))
    return next(spider for spider in spiders if spider.__module__ == module.__name__)


async def inspect_site(fetch: Fetch, url: str) -> SiteInspection:
    """Inspect the site at an address: about ten requests. ``home`` says why its home page could not be fetched."""
    home = await fetch(url)
    page = home.page()
    host = (urlsplit(home.url).hostname or "").lower()
    platform, marks = detect_platform(home.body)
    inspection = SiteInspection(home, host, guesses.publisher(page, host), guesses.language(page), platform, marks)
    if home.problem:
        return inspection
    await _find_feed(fetch, page, inspection)
    inspection.articles = _article_addresses(page, inspection)
    if not marks and inspection.articles:  # the home page may be on another platform than the articles
        inspection.first = await fetch(inspection.articles[0])
        inspection.platform, inspection.marks = detect_platform(inspection.first.body)
    await _find_sitemaps(fetch, inspection)
    if inspection.platform == "plain":  # other platforms know the paths of their sections
        inspection.older = guesses.older_pages(home.body, home.url, host)
        await _find_sections(fetch, page, inspection)
    if inspection.platform == "wordpress":
        answer = await fetch(urljoin(home.url, "/wp-json/wp/v2/posts?per_page=1&_fields=id,link"))
        inspection.rest = answer.problem is None and answer.body.lstrip().startswith(b"[")
        inspection.tried.append((answer.requested, answer.problem or "REST"))
    return inspection


async def read_articles(fetch: Fetch, inspection: SiteInspection, spider: type[NewsSpider]) -> None:
    """Read some articles by the rules of a spider, into ``inspection.pages``, and guess the time zone from them."""
    listing = read_listing(inspection.home.body, inspection.home.url, Listing(), spider.addresses)
    own = [link.url for link in listing.links if spider.addresses.is_article(link.url)]
    inspection.listed = len(own)
    wanted = [url for url in dict.fromkeys((*inspection.articles, *own)) if spider.addresses.is_article(url)]
    for url in wanted[:ARTICLES]:
        answer = inspection.first if inspection.first and inspection.first.requested == url else await fetch(url)
        reading = None
        if answer.problem is None:
            reading = read_article(answer.page(), spider.article, spider.site(), spider.addresses, now=now())
        inspection.pages.append((answer, reading))
    dates = [link.date_raw for link in inspection.feed_links]
    dates += [reading.article.date_published for _, reading in inspection.pages if reading]
    inspection.timezone = guesses.timezone(dates, inspection.host)


async def _find_feed(fetch: Fetch, page: Page, inspection: SiteInspection) -> None:
    home = inspection.home.url
    named = [
        urljoin(home, node.attributes.get("href") or "")
        for node in page.css("link[rel~=alternate][type*=rss], link[rel~=alternate][type*=atom]")
        if "comment" not in f"{node.attributes.get('href')} {node.attributes.get('title')}".lower()
    ]
    usual = [urljoin(home, f"/{path}") for path in (*platform_class(inspection.platform).feeds, *USUAL_FEEDS)]
    for url in dict.fromkeys((*named, *usual)):
        if (urlsplit(url).hostname or "") != inspection.host:
            continue
        answer = await fetch(url)
        detail = answer.problem
        if detail is None:
            try:
                links = read_feed(answer.body, answer.url)
            except NotAFeed as error:
                detail, links = f"no feed: {error}", []
            if own := [link for link in links if urlsplit(link.url).hostname == inspection.host]:
                parts = urlsplit(url)
                inspection.feed = parts.path.lstrip("/") + (f"?{parts.query}" if parts.query else "")
                inspection.feed_answer, inspection.feed_links = answer, own
                return
            detail = detail or "a feed without an article of this host"
        inspection.tried.append((url, detail))


async def _find_sitemaps(fetch: Fetch, inspection: SiteInspection) -> None:
    robots = await fetch(urljoin(inspection.home.url, "/robots.txt"))
    text = "" if robots.problem else robots.body.decode("utf-8", "replace")
    named = re.findall(r"(?im)^\s*sitemap:\s*(\S+)", text)
    paths = (*platform_class(inspection.platform).sitemaps, "sitemap.xml")
    usual = [urljoin(inspection.home.url, f"/{path}") for path in paths]
    for url in list(dict.fromkeys(named or usual))[:_MOST_SITEMAPS]:
        if urlsplit(url).hostname != inspection.host:
            continue
        answer = await fetch(url)
        try:
            detail = answer.problem
            if detail is None:
                inspection.sitemaps[url] = read_sitemap(answer.body, answer.url)
                continue
        except NotAFeed as error:
            detail = f"no sitemap: {error}"
        inspection.tried.append((url, detail))


async def _find_sections(fetch: Fetch, page: Page, inspection: SiteInspection) -> None:
    """Find pages that the home page links to, that are parents of articles by address, and that list articles."""
    patterns, _ = article_patterns(inspection.articles)
    for url in guesses.sections(inspection.articles, _links(page, inspection)):
        answer = await fetch(url)
        listed = [] if answer.problem else [link for link in _links(answer.page(), inspection) if _fits(link, patterns)]
        if listed:
            inspection.sections.append(urlsplit(url).path.strip("/"))
            inspection.older = inspection.older or guesses.older_pages(answer.body, answer.url, inspection.host)
        else:
            inspection.tried.append((url, answer.problem or "no article"))


def _article_addresses(page: Page, inspection: SiteInspection) -> list[str]:
    """Return the feed's articles, else what looks like articles on the home page."""
    return [link.url for link in inspection.feed_links] or likely_articles(_links(page, inspection))


def _links(page: Page, inspection: SiteInspection) -> list[str]:
    """Return the links of a page to the site's own host."""
    hrefs = (urljoin(page.url, node.attributes.get("href") or "") for node in page.css("a[href]"))
    return [href for href in hrefs if urlsplit(href).hostname == inspection.host]


def _fits(url: str, patterns: Sequence[str]) -> bool:
    return any(re.search(pattern, urlsplit(url).path) for pattern in patterns)
