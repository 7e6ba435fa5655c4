"""WordPress, whatever its theme.

How to recognize it: ``/wp-content/`` in asset addresses, a ``generator`` meta "WordPress", a link to
``https://api.w.org/``, a feed at ``/feed/``.

What a site sets: ``name``, ``publisher``, ``addresses`` (host, and the shape of an article's path: one of the permalink
structures below, if it fits), ``timezone``; ``sections`` are category paths (``"branches/navy"``); its theme's ``body``
selector goes in front of the usual ones, its boxes into ``drop``, its own promotion lines into ``promo``.
"""

from dataclasses import dataclass
from typing import ClassVar

from newscrawl.crawler.spider import NewsSpider
from newscrawl.extraction.rules import Rules
from newscrawl.urls import Addresses

_SLUG = r"(?!(?:\d{1,2}|feed|page|embed)/?$)[^/]+/?$"
_WORDS = r"[^/.]+-[^/.]+/?$"

# WordPress' own permalink structures, by the names of its settings page.
DAY_AND_NAME = (rf"^/20\d\d/\d\d/\d\d/{_SLUG}",)
MONTH_AND_NAME = (rf"^/20\d\d/\d\d/{_SLUG}",)
POST_NAME = (rf"^/{_WORDS}",)
"""Two words at least, since pages (``/about/``) and sections are at the root, too; ``refuse`` covers the rest."""
CATEGORY_AND_NAME = (rf"^/[a-z][a-z-]+/{_WORDS}",)

_INDEXES = (
    r"^/(?:category|tags?|topics?|authors?|page|feed|search|comments|videos?|podcasts?)(?:/|$)"
    r"|^/wp-(?:admin|content|includes|json)(?:/|$)"
)
_PAGES = (
    *("about-us", "contact-us", "our-team", "meet-the-team", "who-we-are", "join-us", "support-us", "write-for-us"),
    *("privacy-policy", "cookie-policy", "editorial-policy", "ethics-policy", "corrections-policy", "comment-policy"),
    *("terms-of-use", "terms-of-service", "terms-and-conditions", "advertise-with-us", "media-kit", "submit-a-tip"),
    *("sign-up", "sign-in", "log-in", "my-account", "all-headlines"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WordPressAddresses(Addresses):
    """Addresses of a site on WordPress: its indexes and the usual pages at its root are not articles."""

    exclude: tuple[str, ...] = (_INDEXES, rf"^/(?:{'|'.join(_PAGES)})/?$")


class WordPressSpider(NewsSpider):
    """A site on WordPress: feed, listings and archives with numbered pages, REST route, Yoast's sitemaps."""

    feeds = ("feed/",)
    feed_pages = "?paged={page}"
    rest: ClassVar[tuple[str, ...]] = ("wp-json/wp/v2/posts",)
    sitemaps = ("sitemap_index.xml",)
    archives = ("{month:%Y/%m}/",)
    listing_pages = "page/{page}/"
    section_feed = "category/{section}/feed/"
    section_listing = "category/{section}/"

    article: ClassVar[Rules] = Rules(
        refuse=("body.page:not(.single)", "body.archive", "body.error404"),  # WordPress' own class names
        headline=("h1.entry-title", "h1.post-title", "h1.tdb-title-text", "h1.wp-block-post-title"),
        body=(
            ".tdb_single_content .tdb-block-inner",
            ".td-post-content",
            ".wp-block-post-content",
            ".entry-content",
            ".post-content",
            ".entry-inner",
        ),
        authors=(
            ".vcard.author .fn a",
            ".vcard.author .fn",
            ".author.vcard a",
            # tagDiv's cards of other stories name their authors, too.
            ".tdb_single_author .tdb-author-name",
            ".td-post-title .td-post-author-name a",
            "a[rel=author]",
            ".tdb-author-name",
            ".td-post-author-name a",
            ".wp-block-post-author-name",
        ),
        date=(
            "time.entry-date.published",
            "time.published",
            "time.entry-date",
            ".wp-block-post-date time",
            ".singlePostMeta .published",
        ),
        modified=("time.updated:not(.entry-date)",),
        keywords=("a[rel=tag]",),
        lead_image=(
            ".post-thumbnail",
            ".wp-block-post-featured-image",
            ".td-post-featured-image",
            ".tdb_single_featured_image",
            ".featured-image",
        ),
        drop=(
            ".code-block",
            "ins.adsbygoogle",
            "[id^=div-gpt-ad]",
            ".adthrive",
            "[class*=prefill-container]",
            ".sharedaddy",
            ".jp-relatedposts",
            ".addtoany_share_save_container",
            ".swp_social_panel",
            ".gform_wrapper",
            "[class*=wp-block-jetpack-subscriptions]",
            ".newspack-popup-container",
            ".newspack-inline-popup",
            ".scaip",
            ".stream-item",
            ".mag-box",
            ".mc4wp-form",
            ".wp-block-post-author",
            ".author-box",
            ".related-posts",
            ".yarpp-related",
            ".post-navigation",
            "#comments",
        ),
    )
