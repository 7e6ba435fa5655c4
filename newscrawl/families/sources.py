"""Where a site announces its articles: feeds and listings, page after page."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from newscrawl.discovery.feed import read_feed
from newscrawl.discovery.listing import read_listing
from newscrawl.discovery.listing_rules import Listing
from newscrawl.links import Link
from newscrawl.urls import Addresses


@dataclass(frozen=True, slots=True)
class SourcePage:
    """What one page of a source held: links to the site's own articles, each once, and the older page it names."""

    links: list[Link]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A feed or a listing of a site.

    ``url`` is its first page. ``numbered`` is the address of page N with ``{page}`` in it, for pages that don't name
    the next one themselves; None when there is one page only. ``listing`` says how to read it; without, it is a feed.
    ``section`` is given to links that have none of their own.
    """

    url: str
    numbered: str | None = None
    listing: Listing | None = None
    section: str | None = None

    def page_url(self, number: int) -> str | None:
        """Address of the N-th page, counted from 1, by its number; None where pages have none."""
        if number == 1:
            return self.url
        return self.numbered.format(page=number) if self.numbered else None

    def read(self, body: bytes, url: str, addresses: Addresses) -> SourcePage:
        """Read the page that came from ``url``. Raises NotAFeed for a feed that is none."""
        if self.listing is None:
            return SourcePage(self._own(read_feed(body, url), addresses), None)
        page = read_listing(body, url, self.listing, addresses)
        return SourcePage(self._own(page.links, addresses), page.next)

    def _own(self, links: Iterable[Link], addresses: Addresses) -> list[Link]:
        once: dict[str, Link] = {}
        for link in links:
            if addresses.is_article(link.url) and (identity := addresses.identify(link.url)):
                once.setdefault(identity, link)
        return [link if link.section else replace(link, section=self.section) for link in once.values()]
