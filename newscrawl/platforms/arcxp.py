"""Arc XP, the Washington Post's publishing platform ("Fusion" front end).

How to recognize it: ``/arc/outboundfeeds/`` or ``/pf/resources/`` in addresses, ``Fusion.globalContent`` in a script,
images on ``/resizer/``.

What a site sets: ``name``, ``publisher``, ``addresses`` (only ``host`` differs among sisters: keep
``publisher_group``, ``article`` and ``path_key`` with ``replace``), ``sections`` (feed paths), ``publisher_group``
where sister sites share stories.

Feeds hold the full text of 25 articles and do not page; section pages open with some twenty stories and load more by
script. So a crawl sees the newest only: run it daily at least.
"""

from typing import ClassVar

from newscrawl.crawler.spider import NewsSpider
from newscrawl.extraction.rules import Rules

ARTICLE_PATH = r"/\d{4}/\d{2}/\d{2}/[^/]+/?$"
"""An article's path ends in its date and slug."""

STORY_KEY = r"/(\d{4}/\d{2}/\d{2})/([^/]+)/?$"
"""The same story appears on sister hosts and in several sections under one date and slug."""


class ArcXPSpider(NewsSpider):
    """A site on Arc XP: full-text feeds, one page of each listing.

    Class names are made by styled-components; only their readable prefixes are stable, so selectors match those.
    """

    feeds = ("arc/outboundfeeds/rss/?outputType=xml",)
    news_sitemaps = ("arc/outboundfeeds/sitemap-news/?outputType=xml",)
    sitemaps = ("arc/outboundfeeds/sitemap-index/?outputType=xml",)
    section_feed = "arc/outboundfeeds/rss/category/{section}/?outputType=xml"

    article: ClassVar[Rules] = Rules(
        headline=("h1[class*=Heading]", "h1"),
        description=("h2[class*=Subheadline]", "[class*=ArticleHeader__Description]"),
        body=(
            'div[data-gtm-name="Article Body"] > article',
            "article[class*=c-articleBody]",
            "[class*=o-articleBody]",
            "article[class*=articleBody]",
        ),
        # Within the header only: the cards of other stories have bylines, too.
        authors=("[class*=ArticleHeader] [class*=Byline__Author]", "header [class*=Byline__Author]"),
        lead_image=("[class*=ArticleHeader__LeadArt] figure", "figure[class*=lead]"),
        drop=(
            "[class*=InterstitialLink]",
            "[class*=List__Wrapper]",
            "[class*=default__Wrapper]",
            "[class*=newsletter]",
            "[class*=mco-body-type-interstitial_link]",
            "[class*=articleBody__signupForm]",
            "[class*=articleBody__storyTease]",
            "[class*=aboutAuthor]",
        ),
        end=("div[class*=ShareBar]",),
        section_from_url=r"^/((?!\d{4}/)[a-z][^/]*)/",
    )
