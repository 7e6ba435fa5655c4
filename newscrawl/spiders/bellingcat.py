from newscrawl.platforms.wordpress import WordPressAddresses, WordPressSpider


class BellingcatSpider(WordPressSpider):
    """Bellingcat."""

    name = "bellingcat"
    publisher = "Bellingcat"
    addresses = WordPressAddresses(
        host="www.bellingcat.com", article=(r"^/(?:[a-z-]+/){1,2}20\d\d/\d\d/\d\d/[^/]+/?$",)
    )
    tags = ("war",)
    schedule = "H H * * * UTC"
    status = "unverified"
    min_weekly_articles = 1
    article = WordPressSpider.article.extended(drop=(".social--share", ".singular__related"))
