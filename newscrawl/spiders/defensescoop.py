from newscrawl.families.wordpress import DAY_AND_NAME, WordPressSpider
from newscrawl.urls import Addresses


class DefensescoopSpider(WordPressSpider):
    """DefenseScoop."""

    name = "defensescoop"
    publisher = "DefenseScoop"
    addresses = Addresses(host="defensescoop.com", article=DAY_AND_NAME)
    zone = "America/New_York"
    tags = ("trade",)
    floor = 7
