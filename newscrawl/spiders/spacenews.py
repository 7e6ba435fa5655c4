from newscrawl.platforms.wordpress import POST_NAME, WordPressAddresses, WordPressSpider


class SpacenewsSpider(WordPressSpider):
    """SpaceNews."""

    name = "spacenews"
    publisher = "SpaceNews"
    addresses = WordPressAddresses(host="spacenews.com", article=POST_NAME)
    timezone = "America/New_York"
    tags = ("trade",)
    status = "unverified"
    min_weekly_articles = 15
    article = WordPressSpider.article.extended(
        body=(".tablet-wrapper",),  # of 2019
        drop=(".content-ad", ".share-this-mobile", ".tax-container", ".hide-for-print"),
    )
