from newscrawl.platforms.wordpress import WordPressAddresses, WordPressSpider


class MilitarnyiSpider(WordPressSpider):
    """Militarnyi, its English edition."""

    name = "militarnyi"
    publisher = "Militarnyi"
    addresses = WordPressAddresses(
        host="militarnyi.com", article=(r"^/en/(?:news|articles)/[^/]+-[^/]+/?$",), mirrors=("mil.in.ua",)
    )
    timezone = "Europe/Kyiv"
    feeds = ("en/feed/",)
    listings = ("en/news/",)  # not seen
    tags = ("war",)
    status = "unverified"
    min_weekly_articles = 15
