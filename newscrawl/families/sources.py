"""Where a site announces its articles: feeds and listings, page after page."""

from dataclasses import dataclass, replace

from newscrawl.discovery.feed import read_feed
from newscrawl.discovery.listing import Listing, read_listing
from newscrawl.links import Link
from newscrawl.urls import Addresses


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A feed or a listing of a site.

    ``url`` is its first page. ``next_pages`` is the address of page N with ``{page}`` in it, or None when the source
    has one page only. ``listing`` says how to read it; without, it is a feed. ``section`` is given to links that have
    none of their own.
    """

    url: str
    next_pages: str | None = None
    listing: Listing | None = None
    section: str | None = None

    @property
    def kind(self) -> str:
        """What it is called in messages and in provenance."""
        return "listing" if self.listing else "feed"

    def page_url(self, page: int) -> str | None:
        """Address of the N-th page, counted from 1; None past the end."""
        if page == 1:
            return self.url
        return self.next_pages.format(page=page) if self.next_pages else None

    def read(self, body: bytes, url: str, addresses: Addresses) -> list[Link]:
        """Links to the site's own articles on this page, in its order, each once.

        ``url`` is where the page came from. Raises NotAFeed for a feed that is none.
        """
        found = read_listing(body, url, addresses, self.listing) if self.listing else read_feed(body, url)
        once: dict[str, Link] = {}
        for link in found:
            if addresses.is_article(link.url) and (identity := addresses.identify(link.url)):
                once.setdefault(identity, link)
        return [link if link.section else replace(link, section=self.section) for link in once.values()]
