from newscrawl.platforms.wordpress import DAY_AND_NAME, WordPressAddresses, WordPressSpider


class OvertdefenseSpider(WordPressSpider):
    """Overt Defense."""

    name = "overtdefense"
    publisher = "Overt Defense"
    addresses = WordPressAddresses(host="www.overtdefense.com", article=DAY_AND_NAME)
    tags = ("trade",)
    schedule = "H H * * * UTC"
    status = "unverified"
    min_weekly_articles = 1
