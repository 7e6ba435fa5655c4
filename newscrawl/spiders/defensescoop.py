from newscrawl.families.wordpress import DAY_AND_NAME, WordPressAddresses, WordPressSpider


class DefensescoopSpider(WordPressSpider):
    """DefenseScoop."""

    name = "defensescoop"
    publisher = "DefenseScoop"
    addresses = WordPressAddresses(host="defensescoop.com", article=DAY_AND_NAME)
    zone = "America/New_York"
    tags = ("trade",)
    status = "unverified"
    floor = 7
