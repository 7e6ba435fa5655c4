from newscrawl.families.wordpress import MONTH_AND_NAME, WordPressSpider
from newscrawl.urls import Addresses


class WarontherocksSpider(WordPressSpider):
    """War on the Rocks."""

    name = "warontherocks"
    publisher = "War on the Rocks"
    addresses = Addresses(host="warontherocks.com", article=MONTH_AND_NAME)
    zone = "America/New_York"
    tags = ("trade",)
    schedule = "H */6 * * * America/New_York"
    floor = 4
    article = WordPressSpider.article.extended(promo=(r"image: .{1,150}",))
