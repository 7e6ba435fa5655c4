"""WordPress, whatever its theme.

How to recognise it: ``/wp-content/`` in asset addresses, a ``generator`` meta "WordPress", a link to
``https://api.w.org/``, a feed at ``/feed/``.

What a site sets: ``name``, ``publisher``, ``addresses`` (host, and the shape of an article's path: one of the permalink
structures below, if it fits), ``zone``; ``sections`` are category paths (``"branches/navy"``); its theme's ``body``
selector goes in front of the usual ones, its boxes into ``drop``, its house lines into ``promo``.
"""

from typing import ClassVar

from newscrawl.families.base import NewsSpider
from newscrawl.pages.rules import Rules

_DATED = r"(?!(?:\d{1,2}|feed|page|embed)/?$)[^/]+/?$"
_WORDS = r"[^/.]+-[^/.]+/?$"
_PAGES = (
    *("about-us", "about-me", "contact-us", "our-team", "meet-the-team", "who-we-are", "join-us", "support-us"),
    *("privacy-policy", "cookie-policy", "editorial-policy", "ethics-policy", "corrections-policy", "comment-policy"),
    *("terms-of-use", "terms-of-service", "terms-and-conditions", "advertise-with-us", "write-for-us", "media-kit"),
    *("sign-up", "sign-in", "log-in", "my-account", "submit-a-tip", "all-headlines", r"wp-[\w-]+"),
)

# WordPress' own permalink structures, by the names of its settings page.
DAY_AND_NAME = (rf"^/20\d\d/\d\d/\d\d/{_DATED}",)
MONTH_AND_NAME = (rf"^/20\d\d/\d\d/{_DATED}",)
POST_NAME = (rf"^/(?!(?:{'|'.join(_PAGES)})/?$){_WORDS}",)
"""Two words at least: pages (``/about/``) and sections stand at the root, too; see ``refuse`` below."""
CATEGORY_AND_NAME = (
    rf"^/(?!(?:category|tag|author|page|topics?|search|comments|videos?|podcasts?|wp-\w+)/)[a-z][a-z-]+/{_WORDS}",
)


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
