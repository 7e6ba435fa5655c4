"""Government Executive Media Group's own platform ("GEMG"): Defense One, Nextgov, Washington Technology and sisters.

How to recognize it: addresses that end in a number (``/threats/2026/05/a-story/413870/``), ``gemg-`` in class names, a
feed at ``/rss/all/``.

What a site sets: ``name``, ``publisher``, ``addresses`` (only ``host``), ``sections`` (the channels of its menu).

Traps: linked data gives dates without offset in US Eastern time while the page's own ``time`` is UTC; a page loads
further articles below the first, which alone is read.
"""

from dataclasses import dataclass
from typing import ClassVar

from newscrawl.crawler.spider import NewsSpider
from newscrawl.extraction.rules import Rules
from newscrawl.urls import Addresses

ARTICLE_PATH = r"/20\d\d/\d\d/[^/]+/\d{5,7}/?$"
ARTICLE_NUMBER = r"/(\d{5,7})/?$"


@dataclass(frozen=True, slots=True, kw_only=True)
class GovExecAddresses(Addresses):
    """Addresses of a title: only the host differs."""

    article: tuple[str, ...] = (ARTICLE_PATH,)
    number: str | None = ARTICLE_NUMBER


_FIRST = "div.js-articles > article:first-of-type "


class GovExecSpider(NewsSpider):
    """A site of Government Executive Media Group: a full-text feed, and listings of one page."""

    timezone = "America/New_York"
    feeds = ("rss/all/",)
    sitemaps = ("sitemap.xml",)
    listing_pages = "?page={page}"
    section_feed = "rss/{section}/"

    article: ClassVar[Rules] = Rules(
        headline=("h1.content-title",),
        description=("h2.content-subhed",),
        body=(f"{_FIRST}h2.content-subhed, {_FIRST}.content-body", ".content-body"),
        dek_in_body=True,
        authors=(f"{_FIRST}.content-byline .gemg-author-link", f"{_FIRST}.content-byline .authors-multiple"),
        date=(f"{_FIRST}time.content-publish-date", "time.content-publish-date"),
        keywords=(f"{_FIRST}ul.content-topics li.tags-item a",),
        lead_image=(f"{_FIRST}header.content-header",),
        drop=(
            ".related-articles-placeholder",
            ".related-articles",
            ".privacy-bar",
            ".privacy-modal",
            ".subscribe-newsletter-header",
            ".content-tombstone",
        ),
        section_from_url=r"^/([a-z][a-z-]*)/",
    )
