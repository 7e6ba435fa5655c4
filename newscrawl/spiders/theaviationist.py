from newscrawl.families.wordpress import DAY_AND_NAME, WordPressSpider
from newscrawl.urls import Addresses


class TheaviationistSpider(WordPressSpider):
    """The Aviationist."""

    name = "theaviationist"
    publisher = "The Aviationist"
    addresses = Addresses(host="theaviationist.com", article=DAY_AND_NAME)
    zone = "Europe/Rome"
    tags = ("trade",)
    floor = 5
