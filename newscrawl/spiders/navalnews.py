from newscrawl.families.wordpress import WordPressSpider
from newscrawl.urls import Addresses


class NavalnewsSpider(WordPressSpider):
    """Naval News."""

    name = "navalnews"
    publisher = "Naval News"
    addresses = Addresses(host="www.navalnews.com", article=(r"^/[a-z-]+(?:/[^/]+)?/20\d\d/\d\d/[^/]+-[^/]+/?$",))
    tags = ("trade",)
    floor = 10
