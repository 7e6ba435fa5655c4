from newscrawl.families.wordpress import DAY_AND_NAME, WordPressSpider
from newscrawl.urls import Addresses


class UsniSpider(WordPressSpider):
    """USNI News."""

    name = "usni"
    publisher = "USNI News"
    addresses = Addresses(host="news.usni.org", article=DAY_AND_NAME)
    zone = "America/New_York"
    rest = ("wp-json/wp/v2/posts",)
    sections = ("fleet-tracker",)
    tags = ("trade",)
    floor = 7
    article = WordPressSpider.article.extended(
        authors=("div.author > a",), keywords=("div.article-keywords b a",), drop=(".usninews_sharethis",)
    )
