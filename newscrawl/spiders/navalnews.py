from newscrawl.platforms.wordpress import WordPressAddresses, WordPressSpider


class NavalnewsSpider(WordPressSpider):
    """Naval News."""

    name = "navalnews"
    publisher = "Naval News"
    addresses = WordPressAddresses(
        host="www.navalnews.com", article=(r"^/[a-z-]+(?:/[^/]+)?/20\d\d/\d\d/[^/]+-[^/]+/?$",)
    )
    tags = ("trade",)
    status = "unverified"
    min_weekly_articles = 10
