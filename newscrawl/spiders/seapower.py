from newscrawl.platforms.wordpress import POST_NAME, WordPressAddresses, WordPressSpider


class SeapowerSpider(WordPressSpider):
    """Seapower."""

    name = "seapower"
    publisher = "Seapower"
    addresses = WordPressAddresses(host="seapowermagazine.org", article=POST_NAME)
    timezone = "America/New_York"
    listings = ("all-headlines/",)
    tags = ("trade",)
    status = "unverified"
    min_weekly_articles = 3
