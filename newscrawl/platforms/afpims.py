"""AFPIMS, the Pentagon's public web system: DotNetNuke with the module ArticleCS. war.gov, af.mil, spaceforce.mil ...

How to recognize it: ``/DesktopModules/ArticleCS/`` in addresses, articles at ``/Article/<7-digit number>/<slug>/``,
``dnn`` in the ids of elements, listings made of custom elements (``<listing-with-preview article-title=... >``).

What a site sets: ``name``, ``publisher``, ``addresses`` (``host``, ``mirrors``), ``site_id`` and ``content_types`` (its
feeds), ``channel`` (a word of the feeds' title), ``sections`` (paths of further listings).

Traps: the feed of ``Site=1`` is the Air Force's on every host, so no other site may set it, and links that lead to
another service's host are not taken; the slug is cut at some 80 characters and may change, the number never; listings
and articles print US Eastern time without an offset.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

from newscrawl.crawler.spider import NewsSpider
from newscrawl.discovery.listing_rules import Carriers, Listing
from newscrawl.extraction.rules import Rules
from newscrawl.urls import Addresses

ARTICLE_PATH = r"/Article/\d{5,8}(?:/|$)"
ARTICLE_NUMBER = r"/Article/(\d{5,8})(?:/|$)"

_FEED = "DesktopModules/ArticleCS/RSS.ashx?ContentType={kind}&Site={number}&max=20"


@dataclass(frozen=True, slots=True, kw_only=True)
class AfpimsAddresses(Addresses):
    """Addresses of a site: only ``host`` and ``mirrors`` differ."""

    article: tuple[str, ...] = (ARTICLE_PATH,)
    number: str | None = ARTICLE_NUMBER


AIR_FORCE = 1
"""The site id that every host answers, with the Air Force's feed."""


class AfpimsSpider(NewsSpider):
    """An official US site on AFPIMS."""

    timezone = "America/New_York"
    language = "en-US"
    tags = ("official",)
    schedule = "H H/4 * * * America/New_York"  # behind Akamai, which counts requests

    site_id: ClassVar[int]
    """The ``Site`` of its feeds."""
    content_types: ClassVar[tuple[int, ...]] = (1,)
    """The ``ContentType`` of each feed: 1 news, 9 releases, 400 contracts, 700 arms sales, 800 feature stories."""
    listings = ("News/",)
    listing = Listing(
        carriers=Carriers(
            elements=("listing-with-preview", "story-card", "listing-dashboard-with-preview"),
            url=("article-url-or-link-absolute", "article-url-or-link", "article-url"),
            title=("article-title",),
            date=("publish-date-jss", "publish-date-ap"),
            description=("article-summary",),
        )
    )
    listing_pages = "?Page={page}"
    sitemaps = ("sitemap.xml",)

    article: ClassVar[Rules] = Rules(
        headline=("h1.maintitle", "h1.title", ".article-detail h1", "article header h1", "h1[itemprop=headline]"),
        description=(".maintitle-wrap .subtitle", "h2.subtitle"),
        body=(
            "[data-content-type] div.body",
            "section.article-detail-content",
            "div.acontent-container",
            "div.body-text",
            "[itemprop=articleBody]",
            "div.article-view .body",
            "div.body",
        ),
        authors=(
            ".author-block a",
            ".author-block",
            ".article-detail header .author",
            "article header .author",
            "span.author",
        ),
        date=(
            "meta[itemprop=datePublished]",
            "article header time[datetime]",
            ".article-detail time[datetime]",
            "span.publishdate",
            ".press-briefing__date",
            "span.date",
            "p.info span.line",
        ),
        keywords=("div.tags a", "span.tag a", "article footer a[href*='/Tag/']", "article footer .tags a"),
        lead_image=("div.image-wrapper", ".article-detail figure", "article header figure", ".media-block figure"),
        drop=(
            ".share",
            ".social-share",
            ".share-container",
            ".article-share",
            ".usa-banner",
            ".dod-banner",
            "[class*=gov-banner]",
            ".media-inline-controls",
            ".photo-actions",
            ".tags",
            ".related-stories",
            ".subscribe-block",
            "article > footer",
            "header",
        ),
        promo=(
            r"share ?:.{0,80}",
            r"photo details ?/ ?download hi-?res(?: \d+ of \d+)?",
            r"(?:photo|video) details|download (?:hi-?res|image).{0,40}|\W*hide caption\W*",
            r"virin: ?\S+",
            r"(?:subscribe|sign up) (?:to|for) (?:our|dod|war|defense|air force|space force) .{0,80}",
        ),
        publisher_names=(
            "DoD News",
            "DOD News",
            "Pentagon News",
            "War Department Public Affairs",
            "Secretary of the Air Force Public Affairs",
            "Air Force News Service",
        ),
    )

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Make the feeds' paths; raises ValueError for a number that would give another site's feed."""
        super().__init_subclass__(**kwargs)
        number = vars(cls).get("site_id")
        if number is None:
            return
        if number == AIR_FORCE and "www.af.mil" not in cls.addresses.hosts:
            raise ValueError(f"{cls.__name__}: Site={AIR_FORCE} is the Air Force's feed on every host")
        if "feeds" not in vars(cls):
            cls.feeds = tuple(_FEED.format(kind=kind, number=number) for kind in cls.content_types)
