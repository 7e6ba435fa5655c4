from newscrawl.families.wordpress import DAY_AND_NAME, WordPressSpider
from newscrawl.urls import Addresses


class OvertdefenseSpider(WordPressSpider):
    """Overt Defense."""

    name = "overtdefense"
    publisher = "Overt Defense"
    addresses = Addresses(host="www.overtdefense.com", article=DAY_AND_NAME)
    tags = ("trade",)
    schedule = "H H * * * UTC"
    floor = 1
