"""Where a site announces its articles, stated as paths: the attributes that all families share."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar
from urllib.parse import urljoin

from newscrawl.crawler.date_range_sources import Archive, Rest, Sitemap
from newscrawl.crawler.sources import Feed, ListingSource, NewsSitemap, Source
from newscrawl.discovery.listing_rules import Listing
from newscrawl.urls import Addresses

_DAY = r"(?:20\\d\\d|\\d\{4\})(?:[/-]\\d(?:\\d|\{\d(?:,\d)?\})){2}"
"""How a pattern says year, month and day."""


class SourceConfig:
    """Facts about a site's sources; a family states its platform's usual places, a site what differs.

    Paths are relative to the host (``feed/`` and ``/feed/`` are one; a whole address is taken as it is). Several paths
    of one attribute complete one another, an empty tuple says that the site has none. What a site states itself must
    be there; a news sitemap, REST route, sitemap or archive that it only inherits from its family is a guess, whose
    absence fails nothing while another source serves.
    """

    addresses: ClassVar[Addresses]
    timezone: ClassVar[str]

    feeds: ClassVar[tuple[str, ...]] = ()
    """RSS or Atom: ``("feed/",)``."""
    feed_pages: ClassVar[str] = ""
    """What is added to a feed's path for its page N: ``"?paged={page}"``; empty where feeds have one page."""
    channel: ClassVar[str | None] = None
    """Regular expression for the title of the feeds, where the host may answer with another service's feed."""
    news_sitemaps: ClassVar[tuple[str, ...]] = ()
    """Sitemaps of the last days, with titles and dates: ``("news-sitemap.xml",)``."""
    rest: ClassVar[tuple[str, ...]] = ()
    """WordPress' REST routes of articles: ``("wp-json/wp/v2/posts",)``. robots.txt decides whether they are asked."""
    sitemaps: ClassVar[tuple[str, ...]] = ()
    """Sitemaps of all years, indexes or not: ``("sitemap_index.xml",)``."""
    archives: ClassVar[tuple[str, ...]] = ()
    """Listings of a span of time: ``("{month:%Y/%m}/",)``, ``("{day:%Y/%m/%d}/",)``,
    ``("news/from/{first:%Y-%m-%d}/to/{last:%Y-%m-%d}/",)``."""
    listings: ClassVar[tuple[str, ...]] = ("",)
    """Listing pages: ``("news/",)``, ``("more?offset={offset}&count=20",)``."""
    listing_pages: ClassVar[str] = ""
    """What is added to the path of a listing or archive for its page N: ``"page/{page}/"``, ``"?page={index}"``
    (counted from 0); empty where pages name the next one themselves."""
    listing_step: ClassVar[int] = 20
    """How many articles an ``{offset}`` of one page counts."""
    section_feed: ClassVar[str] = ""
    """Path of a section's feed: ``"category/{section}/feed/"``; empty where sections have none."""
    section_listing: ClassVar[str] = "{section}/"
    """Path of a section's listing."""
    listing: ClassVar[Listing] = Listing()
    """How to read listings and archives. The default takes every link that looks like an article."""

    def sources(self, section: str | None, path: str) -> Sequence[Source]:
        """Where the site lists a section's articles, the best source first.

        ``section`` is its name and ``path`` where it is kept; None and empty for the whole site.
        """
        if path:
            feeds = (self.section_feed.format(section=path),) if self.section_feed else ()
            listings = (self.section_listing.format(section=path),)
            return (*_feeds(self, feeds, section), *_listings(self, listings, section))
        optional = {name: _inherited(self, name) for name in ("news_sitemaps", "rest", "sitemaps", "archives")}
        sitemaps = [Sitemap(url=_at(self, path), optional=optional["sitemaps"]) for path in self.sitemaps]
        archives = [
            Archive(
                url=_at(self, path),
                numbered=_older(self, path),
                timezone=self.timezone,
                listing=self.listing,
                optional=optional["archives"],
            )
            for path in self.archives
        ]
        return (
            *_feeds(self, self.feeds, None),
            *(NewsSitemap(url=_at(self, path), optional=optional["news_sitemaps"]) for path in self.news_sitemaps),
            *(Rest(url=_at(self, path), optional=optional["rest"]) for path in self.rest),
            # A sitemap tells when articles were changed: without days in addresses, too many would have to be read.
            *((*sitemaps, *archives) if _names_day(self) else (*archives, *sitemaps)),
            *_listings(self, self.listings, None),
        )


def _feeds(site: SourceConfig, paths: Iterable[str], section: str | None) -> Iterator[Source]:
    for path in paths:
        numbered = _at(site, path + site.feed_pages) if site.feed_pages else None
        yield Feed(url=_at(site, path), numbered=numbered, channel=site.channel, section=section)


def _listings(site: SourceConfig, paths: Iterable[str], section: str | None) -> Iterator[Source]:
    for path in paths:
        yield ListingSource(
            url=_at(site, path),
            numbered=_older(site, path),
            step=site.listing_step,
            listing=site.listing,
            section=section,
        )


def _older(site: SourceConfig, path: str) -> str | None:
    numbered = not site.listing_pages or re.search(r"\{(?:page|index|offset)", path)
    return None if numbered else _at(site, path + site.listing_pages)


def _at(site: SourceConfig, path: str) -> str:
    return urljoin(f"https://{site.addresses.host}/", path)


def _names_day(site: SourceConfig) -> bool:
    """Whether an article's address names its day (and not only year and month)."""
    return any(re.search(_DAY, pattern) for pattern in site.addresses.article)


def _inherited(site: SourceConfig, name: str) -> bool:
    return name not in vars(site if isinstance(site, type) else type(site))
