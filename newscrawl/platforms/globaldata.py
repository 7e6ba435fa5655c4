"""GlobalData's trade titles on WordPress with a theme of their own: Army, Naval and Airforce Technology.

How to recognize it: "GlobalData" in the footer, ``article-header__title`` and ``main-content`` among the class names.

What a site sets: ``name``, ``publisher``, ``addresses`` (only ``host``), ``min_weekly_articles``.

Trap: plain clients are answered 403, or with an error page that begins with ``<?xml`` and would pass for an empty feed.
"""

from dataclasses import dataclass

from newscrawl.platforms.wordpress import WordPressAddresses, WordPressSpider


@dataclass(frozen=True, slots=True, kw_only=True)
class GlobalDataAddresses(WordPressAddresses):
    """Addresses of a title: only the host differs."""

    article: tuple[str, ...] = (r"^/(?:news|analysis|features?|comment|interviews?)/[^/]+-[^/]+/?$",)


class GlobalDataSpider(WordPressSpider):
    """A title of GlobalData. Its selectors are of 2023."""

    timezone = "Europe/London"
    language = "en-GB"
    tags = ("trade",)
    article = WordPressSpider.article.extended(
        headline=("h1.article-header__title",),
        body=("section.article-content div.main-content",),
        authors=("span.article-header__author a",),
        lead_image=("div.article-image",),
    )
