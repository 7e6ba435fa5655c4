from newscrawl.platforms.wordpress import DAY_AND_NAME, WordPressAddresses, WordPressSpider


class TheaviationistSpider(WordPressSpider):
    """The Aviationist."""

    name = "theaviationist"
    publisher = "The Aviationist"
    addresses = WordPressAddresses(host="theaviationist.com", article=DAY_AND_NAME)
    timezone = "Europe/Rome"
    tags = ("trade",)
    status = "unverified"
    min_weekly_articles = 5
