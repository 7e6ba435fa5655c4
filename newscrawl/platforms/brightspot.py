"""Brightspot, a publishing platform of large newsrooms.

How to recognize it: class names in capitals that name their component (``Page-headline``, ``RichTextArticleBody``,
``PromoA-title``), custom elements that begin with ``bsp-`` or ``ps-``, images on ``/dims4/``.

What a site sets: ``name``, ``publisher``, ``addresses``, ``timezone``; ``news_sitemaps`` and
``listings`` (``("news/load-more-stories?offset={offset}&count=20",)``), ``sections`` (paths of its fronts).
"""

from typing import ClassVar

from newscrawl.crawler.spider import NewsSpider
from newscrawl.extraction.rules import Rules


class BrightspotSpider(NewsSpider):
    """A site on Brightspot. Only the readable parts of class names are stable, so selectors match those."""

    sitemaps = ("sitemap.xml",)

    article: ClassVar[Rules] = Rules(
        headline=("h1[class*=Page-headline]", "h1[class*=headline]", "h1[itemprop=headline]"),
        description=("[class*=Page-subHeadline]", "[class*=subHeadline]"),
        body=(
            "[class*=RichTextArticleBody-body]",
            "[class*=RichTextArticleBody]",
            "[class*=RichTextBody]",
            "[class*=Page-articleBody]",
            "div.article-storyline",
            "#article-text",
        ),
        authors=(
            "[class*=Page-authorName]",
            "[class*=Page-authors] a",
            "[class*=Page-byline] a",
            "[itemprop=author] [itemprop=name]",
            "[itemprop=author]",
        ),
        date=("[itemprop=datePublished]", "[class*=Page-datePublished]", "bsp-timestamp"),
        modified=("[itemprop=dateModified]", "[class*=Page-dateModified]"),
        section=("[class*=Page-breadcrumbs] a",),
        keywords=("[class*=Page-tags] a", "[class*=TagList] a"),
        lead_image=("[class*=Page-lead] figure", "[class*=imageSlide]", "[class*=LeadImage]"),
        drop=(
            "div.Infobox",
            "#FeatureAd",
            "#MidPageAd",
            ".min-h90",
            "[class*=AdModule]",
            "[class*=GoogleDfpAd]",
            "[class*=Promo]",
            "[class*=RelatedList]",
            "[class*=RelatedLink]",
            "[class*=ListicleModule]",
            "[class*=Newsletter]",
            "[class*=ActionBar]",
            "[class*=SocialBar]",
            "[class*=AuthorBio]",
        ),
    )
