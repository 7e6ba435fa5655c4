from newscrawl.platforms.wordpress import CATEGORY_AND_NAME, POST_NAME, WordPressAddresses, WordPressSpider


class TwzSpider(WordPressSpider):
    """The War Zone (TWZ)."""

    name = "twz"
    publisher = "The War Zone"
    addresses = WordPressAddresses(host="www.twz.com", article=(*CATEGORY_AND_NAME, *POST_NAME, r"^/\d{5}/[^/]+/?$"))
    timezone = "America/New_York"
    feeds = ("feed",)
    sitemaps = ("sitemap_index.xml",)
    tags = ("trade",)
    status = "unverified"
    min_weekly_articles = 20
    article = WordPressSpider.article.extended(body=("div.content-wrapper",))
