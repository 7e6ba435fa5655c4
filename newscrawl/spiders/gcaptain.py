from newscrawl.families.wordpress import POST_NAME, WordPressSpider
from newscrawl.urls import Addresses


class GcaptainSpider(WordPressSpider):
    """gCaptain."""

    name = "gcaptain"
    publisher = "gCaptain"
    addresses = Addresses(host="gcaptain.com", article=POST_NAME)
    tags = ("trade",)
    floor = 20
