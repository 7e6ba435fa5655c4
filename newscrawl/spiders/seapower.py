from newscrawl.families.wordpress import POST_NAME, WordPressSpider
from newscrawl.urls import Addresses


class SeapowerSpider(WordPressSpider):
    """Seapower."""

    name = "seapower"
    publisher = "Seapower"
    addresses = Addresses(host="seapowermagazine.org", article=POST_NAME)
    zone = "America/New_York"
    listings = ("all-headlines/",)
    tags = ("trade",)
    floor = 3
