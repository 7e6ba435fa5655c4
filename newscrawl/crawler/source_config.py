"""Where a site lists its articles, stated as paths: the attributes that all platforms share."""

import re
from collections.abc import Iterator, Sequence
from typing import ClassVar
from urllib.parse import urljoin

from newscrawl.crawler.date_range_sources import Archive, Rest, Sitemap
from newscrawl.crawler.sources import Feed, ListingSource, NewsSitemap, Source
from newscrawl.discovery.listing_rules import Listing
from newscrawl.urls import Addresses

_DAY = r"(?:20\\d\\d|\\d\{4\})(?:[/-]\\d(?:\\d|\{\d(?:,\d)?\})){2}"
"""How a pattern writes year, month and day."""

SOURCES: tuple[type[Source], ...] = (Feed, NewsSitemap, Rest, Sitemap, Archive, ListingSource)
"""Every kind of source, the best first."""


class SourceConfig:
    """Facts about a site's sources; a platform states its usual places, a site what differs.

    Paths are relative to the host (``feed/`` and ``/feed/`` are the same; a whole address is taken as it is). Several
    paths of one attribute complete one another, an empty tuple says that the site has none. What a site states itself
    must be there; a news sitemap, REST route, sitemap or archive that it only inherits from its platform is optional:
    its absence fails nothing while another source serves.
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
    """WordPress' REST routes of articles: ``("wp-json/wp/v2/posts",)``. robots.txt may disallow them."""
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
            return (*self._sources_at(Feed, feeds, section), *self._sources_at(ListingSource, listings, section))
        kinds = list(SOURCES)
        if not _names_day(self):
            # A sitemap says when articles were changed: without days in addresses, too many would have to be read.
            kinds.insert(kinds.index(Sitemap), kinds.pop(kinds.index(Archive)))
        return tuple(source for kind in kinds for source in self._sources_at(kind, getattr(self, kind.attribute), None))

    def url_of(self, path: str) -> str:
        """The address of a path on the site."""
        return urljoin(f"https://{self.addresses.host}/", path)

    def older_pages_of(self, path: str) -> str | None:
        """The address of page N of a listing, with a field for its number; None where the path has one or none is."""
        numbered = not self.listing_pages or re.search(r"\{(?:page|index|offset)", path)
        return None if numbered else self.url_of(path + self.listing_pages)

    def _sources_at(self, kind: type[Source], paths: Sequence[str], section: str | None) -> Iterator[Source]:
        optional = kind.optional_if_inherited and _is_inherited(self, kind.attribute)
        for path in paths:
            yield kind.of_site(self, path, section=section, optional=optional)


def _names_day(site: SourceConfig) -> bool:
    """Whether an article's address names its day (and not only year and month)."""
    return any(re.search(_DAY, pattern) for pattern in site.addresses.article)


def _is_inherited(site: SourceConfig, name: str) -> bool:
    return name not in vars(site if isinstance(site, type) else type(site))
