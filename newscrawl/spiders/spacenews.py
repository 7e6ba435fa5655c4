from newscrawl.families.wordpress import POST_NAME, WordPressSpider
from newscrawl.urls import Addresses


class SpacenewsSpider(WordPressSpider):
    """SpaceNews."""

    name = "spacenews"
    publisher = "SpaceNews"
    addresses = Addresses(host="spacenews.com", article=POST_NAME)
    zone = "America/New_York"
    tags = ("trade",)
    floor = 15
    article = WordPressSpider.article.extended(
        body=(".tablet-wrapper",),  # of 2019
        drop=(".content-ad", ".share-this-mobile", ".tax-container", ".hide-for-print"),
    )
