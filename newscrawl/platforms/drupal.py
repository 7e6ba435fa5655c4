"""Drupal, whatever its theme.

How to recognize it: a ``generator`` meta "Drupal", ``/sites/default/files/`` in asset addresses, class names such as
``field--name-body`` and ``node__content``, listings whose pages are ``?page=1``, ``?page=2`` ... after the first.

What a site sets: ``name``, ``publisher``, ``addresses`` (host, mirrors, and the shape of an
article's path), ``timezone``; ``feeds`` where it is not Drupal's own; ``listings`` (paths of its news);
``sections`` (paths of further listings).

Trap: pages of a listing are counted from 0: the second page is ``?page=1``.
"""

from typing import ClassVar

from newscrawl.crawler.spider import NewsSpider
from newscrawl.extraction.rules import Rules


class DrupalSpider(NewsSpider):
    """A site on Drupal: a feed of one page, listings whose pages are counted from 0."""

    feeds = ("rss.xml",)
    sitemaps = ("sitemap.xml",)
    listing_pages = "?page={index}"
    section_listing = "{section}"

    article: ClassVar[Rules] = Rules(
        headline=("h1.page-title", "h1#page-title", "h1.article__title", "h1.node__title", "h1 .field--name-title"),
        description=(".field--name-field-subtitle", ".field--name-field-dek", ".article__subtitle"),
        body=(
            ".article__body",
            ".field--name-body",
            ".field-name-body",
            ".node__content .text-formatted",
            ".node__content",
            ".field-items",
        ),
        authors=(
            ".field--name-field-author a",
            ".field--name-field-author",
            ".field--name-field-byline",
            ".article__byline a",
            "div.source span:last-child",
            ".node__meta .username",
        ),
        date=(
            ".field--name-field-date time",
            ".article__date time",
            ".node__meta time",
            "[property='schema:dateCreated']",
        ),
        keywords=(".field--keywords a", ".field--name-field-tags a", ".field--name-field-topics a"),
        lead_image=(".field--name-field-image", ".field--image", ".article__image"),
        drop=(
            "article.embedded-entity",
            ".embedded-entity--promo",
            ".page__top",
            ".views-element-container",
            ".block-views",
            ".field--name-field-related",
            ".field--name-field-tags",
            ".field--keywords",
            ".links.inline",
            ".node__links",
            ".social-sharing",
            ".a2a_kit",
            ".newsletter-signup",
            ".ad",
        ),
        promo=(r"(?:read next|related)\s?:.{1,250}",),
    )
