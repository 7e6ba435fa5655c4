from newscrawl.platforms.wordpress import POST_NAME, WordPressAddresses, WordPressSpider


class GcaptainSpider(WordPressSpider):
    """gCaptain."""

    name = "gcaptain"
    publisher = "gCaptain"
    addresses = WordPressAddresses(host="gcaptain.com", article=POST_NAME)
    tags = ("trade",)
    status = "unverified"
    min_weekly_articles = 20
