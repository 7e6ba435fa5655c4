from newscrawl.families.wordpress import WordPressSpider
from newscrawl.urls import Addresses


class MilitarnyiSpider(WordPressSpider):
    """Militarnyi, its English edition."""

    name = "militarnyi"
    publisher = "Militarnyi"
    addresses = Addresses(
        host="militarnyi.com", article=(r"^/en/(?:news|articles)/[^/]+-[^/]+/?$",), mirrors=("mil.in.ua",)
    )
    zone = "Europe/Kyiv"
    feeds = ("en/feed/",)
    listings = ("en/news/",)  # not seen
    tags = ("war",)
    floor = 15
