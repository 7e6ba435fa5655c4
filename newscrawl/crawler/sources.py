"""Where a site lists its articles: one class for each kind of source.

============= ================================================================ ===============================
class         written                                                          read
============= ================================================================ ===============================
Feed          ``Feed(url=f"{root}/feed/", numbered=f"{root}/feed/?paged={{page}}")`` every run, newest first
NewsSitemap   ``NewsSitemap(url=f"{root}/news-sitemap.xml")``                  where no feed serves
ListingSource ``ListingSource(url=f"{root}/", numbered=f"{root}/page/{{page}}/", listing=Listing())`` every run
Rest          ``Rest(url=f"{root}/wp-json/wp/v2/posts")``                      for a span of time
Sitemap       ``Sitemap(url=f"{root}/sitemap_index.xml")`` (or no index)       for a span of time
Archive       ``Archive(url=f"{root}/{{month:%Y/%m}}/", numbered=..., listing=Listing())`` for a span of time
============= ================================================================ ===============================

The last three are in :mod:`newscrawl.crawler.date_range_sources`. A listing that loads more by offset is
``ListingSource(url=f"{root}/more?offset={{offset}}&count=20", step=20, listing=...)``.

Kinds replace one another: when one fails or can't be read, the next serves. Sources of one kind complete one
another (feeds of three channels): a kind has served when all of its sources have. Most sites write none of these but
state paths: see :class:`newscrawl.crawler.source_config.SourceConfig`, which makes sources of them by ``of_site``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Self

from newscrawl.core.links import Link, SourceKind
from newscrawl.discovery.feed import read_feed
from newscrawl.discovery.formats import unwrapped
from newscrawl.discovery.listing import read_listing
from newscrawl.discovery.listing_rules import Listing
from newscrawl.discovery.sitemap import read_sitemap
from newscrawl.urls import Addresses

if TYPE_CHECKING:
    from newscrawl.crawler.source_config import SourceConfig

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class SourcePage:
    """What one page of a source held: links to the site's own articles, each once, and the older page it names."""

    links: list[Link]
    next: str | None = None
    offsite: tuple[str, ...] = ()
    """Addresses on other sites' hosts, which are refused."""
    unrecognized: tuple[str, ...] = ()
    """The site's own addresses that do not look like an article's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What all kinds share. ``section`` is given to links that have none of their own.

    ``optional`` marks a usual place of the platform that nobody has seen on this site: where it is missing (404),
    nothing has failed as long as another source serves. ``meta`` goes into the ``meta`` of its requests.
    """

    kind: ClassVar[SourceKind]
    attribute: ClassVar[str]
    """The attribute of a site that states the paths of its sources of this kind."""
    document: ClassVar[str]
    """What its address gives, with an article: ``a feed``. Messages say that it was expected."""
    optional_if_inherited: ClassVar[bool] = False
    """Whether paths that a site does not state itself, but inherits from its platform, are optional."""
    lists_newest: ClassVar[bool] = True
    """Whether it is read in every run, and not only for a span of time."""

    url: str
    section: str | None = None
    optional: bool = False
    meta: Mapping[str, Any] = field(default_factory=lambda: _NOTHING, hash=False)

    @classmethod
    def of_site(cls, site: "SourceConfig", path: str, *, section: str | None, optional: bool) -> Self:
        """The source at a path of the site."""
        return cls(url=site.url_of(path), section=section, optional=optional)

    @property
    def needs_browser(self) -> bool:
        """Whether its first page is opened in a browser, so that it is read only where no other source has served."""
        return False

    @property
    def sequential(self) -> bool:
        """Whether its pages can be reached only one after the other."""
        return False

    def page_url(self, number: int) -> str | None:
        """Address of the N-th page, counted from 1; None where pages have no numbers."""
        return self.url if number == 1 else None

    def read(self, body: bytes, url: str, addresses: Addresses) -> SourcePage:
        """Read the page that came from ``url``. Raises NotAFeed for one that can't be read."""
        raise NotImplementedError


def own_links(source: Source, links: Iterable[Link], addresses: Addresses, following: str | None = None) -> SourcePage:
    """The links that lead to the site's own articles, each once, and the addresses on other hosts."""
    once: dict[str, Link] = {}
    offsite: list[str] = []
    unrecognized: list[str] = []
    for link in links:
        if not addresses.owns(link.url):
            offsite.append(link.url)
        elif addresses.is_article(link.url) and (identity := addresses.identify(link.url)):
            once.setdefault(identity, link)
        else:
            unrecognized.append(link.url)
    own = [link if link.section else replace(link, section=source.section) for link in once.values()]
    return SourcePage(own, following, tuple(offsite), tuple(unrecognized))


@dataclass(frozen=True, slots=True, kw_only=True)
class PagedSource(Source):
    """Pages that count from the newest: ``numbered`` is the address of page N, of ``url`` where that has a field.

    Fields are ``{page}`` (from 1), ``{index}`` (from 0) and ``{offset}`` (``step`` articles a page).
    """

    numbered: str | None = None
    step: int = 20

    def page_url(self, number: int) -> str | None:
        """Address of the N-th page."""
        form = self.url if number == 1 else self.numbered or (self.url if "{" in self.url else None)
        return form and form.format(page=number, index=number - 1, offset=(number - 1) * self.step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed(PagedSource):
    """RSS or Atom.

    ``channel`` is a regular expression that the feed's title must match: some hosts answer with another service's feed.
    """

    kind: ClassVar[SourceKind] = SourceKind.FEED
    attribute: ClassVar[str] = "feeds"
    document: ClassVar[str] = "a feed"
    channel: str | None = None

    @classmethod
    def of_site(cls, site: "SourceConfig", path: str, *, section: str | None, optional: bool) -> Self:
        """The feed at a path of the site, with the platform's way to number its pages."""
        numbered = site.url_of(path + site.feed_pages) if site.feed_pages else None
        return cls(url=site.url_of(path), numbered=numbered, channel=site.channel, section=section, optional=optional)

    def read(self, body: bytes, url: str, addresses: Addresses) -> SourcePage:
        """Read the feed. Raises NotAFeed for anything else, and for another service's feed."""
        return own_links(self, read_feed(body, url, channel=self.channel), addresses)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingSource(PagedSource):
    """Listing pages; ``listing`` says how to read them."""

    kind: ClassVar[SourceKind] = SourceKind.LISTING
    attribute: ClassVar[str] = "listings"
    document: ClassVar[str] = "a listing page"
    listing: Listing

    @classmethod
    def of_site(cls, site: "SourceConfig", path: str, *, section: str | None, optional: bool) -> Self:
        """The listing at a path of the site."""
        return cls(
            url=site.url_of(path),
            numbered=site.older_pages_of(path),
            step=site.listing_step,
            listing=site.listing,
            section=section,
            optional=optional,
        )

    def read(self, body: bytes, url: str, addresses: Addresses) -> SourcePage:
        """Read one; odd markup gives no links."""
        page = read_listing(unwrapped(body), url, self.listing, addresses)
        return own_links(self, page.links, addresses, page.next)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsSitemap(Source):
    """A sitemap of the last days' articles, with titles and dates; never an index."""

    kind: ClassVar[SourceKind] = SourceKind.NEWS_SITEMAP
    attribute: ClassVar[str] = "news_sitemaps"
    document: ClassVar[str] = "a news sitemap"
    optional_if_inherited: ClassVar[bool] = True

    def read(self, body: bytes, url: str, addresses: Addresses) -> SourcePage:
        """Read it. Raises NotAFeed for anything but a sitemap."""
        return own_links(self, read_sitemap(body, url).newest_first(), addresses)
