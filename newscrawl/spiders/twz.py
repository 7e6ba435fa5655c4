from newscrawl.families.wordpress import CATEGORY_AND_NAME, POST_NAME, WordPressAddresses, WordPressSpider


class TwzSpider(WordPressSpider):
    """The War Zone (TWZ)."""

    name = "twz"
    publisher = "The War Zone"
    addresses = WordPressAddresses(host="www.twz.com", article=(*CATEGORY_AND_NAME, *POST_NAME, r"^/\d{5}/[^/]+/?$"))
    zone = "America/New_York"
    feeds = ("feed",)
    sitemaps = ("sitemap_index.xml",)
    tags = ("trade",)
    status = "unverified"
    floor = 20
    article = WordPressSpider.article.extended(body=("div.content-wrapper",))
