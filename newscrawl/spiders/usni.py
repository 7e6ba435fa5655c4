from newscrawl.platforms.wordpress import DAY_AND_NAME, WordPressAddresses, WordPressSpider


class UsniSpider(WordPressSpider):
    """USNI News."""

    name = "usni"
    publisher = "USNI News"
    addresses = WordPressAddresses(host="news.usni.org", article=DAY_AND_NAME)
    timezone = "America/New_York"
    rest = ("wp-json/wp/v2/posts",)
    sections = ("fleet-tracker",)
    tags = ("trade",)
    status = "unverified"
    min_weekly_articles = 7
    article = WordPressSpider.article.extended(
        authors=("div.author > a",), keywords=("div.article-keywords b a",), drop=(".usninews_sharethis",)
    )
