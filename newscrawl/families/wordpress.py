"""WordPress, whatever its theme.

How to recognise it: ``/wp-content/`` in asset addresses, a ``generator`` meta "WordPress", a link to
``https://api.w.org/``, a feed at ``/feed/``.

What a site sets: ``name``, ``publisher``, ``allowed_domains``, ``addresses`` (host, and the shape of an article's path
as its permalinks are set up), ``zone``; ``sections`` are category paths (``"branches/navy"``); its theme's ``body``
selector goes in front of the usual ones, its boxes into ``drop``, its house lines into ``promo``.
"""

from typing import ClassVar

from newscrawl.families.base import NewsSpider
from newscrawl.pages.rules import Rules


class WordPressSpider(NewsSpider):
    """A site on WordPress: feed, listings and archives with numbered pages, REST route, Yoast's sitemaps."""

    feeds = ("feed/",)
    feed_pages = "?paged={page}"
    rest = ("wp-json/wp/v2/posts",)
    sitemaps = ("sitemap_index.xml",)
    archives = ("{month:%Y/%m}/",)
    listing_pages = "page/{page}/"
    section_feed = "category/{section}/feed/"
    section_listing = "category/{section}/"

    article: ClassVar[Rules] = Rules(
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
            "a[rel=author]",
            ".td-post-author-name a",
            ".tdb-author-name",
            ".wp-block-post-author-name",
        ),
        date=(
            "time.entry-date.published",
            "time.published",
            "time.entry-date",
            ".wp-block-post-date time",
            ".singlePostMeta .published",
        ),
        modified=("time.updated",),
        keywords=("a[rel=tag]",),
        lead_image=(".post-thumbnail", ".wp-block-post-featured-image", ".td-post-featured-image", ".featured-image"),
        drop=(
            ".code-block",
            "ins.adsbygoogle",
            "[id^=div-gpt-ad]",
            ".sharedaddy",
            ".jp-relatedposts",
            ".addtoany_share_save_container",
            ".swp_social_panel",
            ".gform_wrapper",
            ".mc4wp-form",
            ".wp-block-post-author",
            ".author-box",
            ".related-posts",
            ".yarpp-related",
            ".post-navigation",
            "#comments",
        ),
    )
