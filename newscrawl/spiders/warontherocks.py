from newscrawl.platforms.wordpress import MONTH_AND_NAME, WordPressAddresses, WordPressSpider


class WarontherocksSpider(WordPressSpider):
    """War on the Rocks."""

    name = "warontherocks"
    publisher = "War on the Rocks"
    addresses = WordPressAddresses(host="warontherocks.com", article=MONTH_AND_NAME)
    timezone = "America/New_York"
    tags = ("trade",)
    schedule = "H H/6 * * * America/New_York"
    status = "unverified"
    min_weekly_articles = 4
    article = WordPressSpider.article.extended(promo=(r"image: .{1,150}",))
