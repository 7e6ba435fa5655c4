"""Ghost, the publishing platform of many independent newsrooms.

How to recognize it: a ``generator`` meta "Ghost 5.x", ``/ghost/api/`` or ``/content/images/`` in addresses, class names
that begin with ``gh-`` (the theme's) and ``kg-`` (the editor's cards), a feed at ``/rss/``.

What a site sets: ``name``, ``publisher``, ``addresses``, ``timezone``; ``feeds`` and ``listings`` where all posts are
below a path of their own (``("news-archive/rss/",)``); ``sections`` are its tags' paths (``"tag/war"``).

Traps: appeals to become a member appear among the paragraphs; a post for members shows its opening and an upgrade box.
"""

from typing import ClassVar

from newscrawl.crawler.spider import NewsSpider
from newscrawl.extraction.rules import Rules


class GhostSpider(NewsSpider):
    """A site on Ghost: feeds and listings, both also of each tag, both with numbered pages."""

    feeds = ("rss/",)
    sitemaps = ("sitemap-posts.xml",)
    listing_pages = "page/{page}/"
    section_feed = "{section}/rss/"

    article: ClassVar[Rules] = Rules(
        headline=("h1.gh-article-title", "h1.article-title", "h1.post-title", ".gh-article-header h1", "article h1"),
        description=(".gh-article-excerpt", ".article-excerpt", ".post-excerpt"),
        body=(".gh-content", ".c-content", ".post-content", ".article-content", "section.content"),
        authors=(".gh-article-author-name a", ".gh-author-name", ".c-author__name", ".post-card-author a"),
        date=("time.gh-article-meta-date", ".gh-article-meta time", "article header time", ".post-full-meta time"),
        keywords=("meta[property='article:tag']", "a.gh-article-tag", ".gh-article-tags a", ".post-tags a"),
        lead_image=("figure.gh-article-image", ".gh-feature-image", ".post-full-image"),
        drop=(
            ".gh-cta",
            ".gh-post-upgrade-cta",
            ".gh-subscribe",
            ".gh-read-next",
            ".gh-comments",
            ".kg-signup-card",
            ".kg-cta-card",
            ".kg-button-card",
            ".kg-bookmark-card",
            ".kg-product-card",
            ".kg-header-card",
            ".kg-email-card",
            "[data-members-form]",
            "[data-portal]",
        ),
    )
