"""SpaceNews."""

from dataclasses import replace

from newscrawl.families.wordpress import WordPressSpider
from newscrawl.urls import Addresses


class SpacenewsSpider(WordPressSpider):
    """SpaceNews."""

    name = "spacenews"
    publisher = "SpaceNews"
    allowed_domains = ("spacenews.com",)
    addresses = Addresses(host="spacenews.com", article=(r"^/[a-z0-9]+(-[a-z0-9]+){2,}/?$",), exclude=("^/section/",))
    zone = "America/New_York"
    article = replace(
        WordPressSpider.article,
        body=(*WordPressSpider.article.body, ".tablet-wrapper"),
        drop=(*WordPressSpider.article.drop, ".content-ad", ".share-this-mobile", ".tax-container", ".hide-for-print"),
    )
