from newscrawl.platforms.wordpress import DAY_AND_NAME, WordPressAddresses, WordPressSpider


class DefensescoopSpider(WordPressSpider):
    """DefenseScoop."""

    name = "defensescoop"
    publisher = "DefenseScoop"
    addresses = WordPressAddresses(host="defensescoop.com", article=DAY_AND_NAME)
    timezone = "America/New_York"
    tags = ("trade",)
    status = "unverified"
    min_weekly_articles = 7
