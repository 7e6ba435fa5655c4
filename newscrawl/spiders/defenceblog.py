from newscrawl.platforms.wordpress import POST_NAME, WordPressAddresses, WordPressSpider


class DefenceblogSpider(WordPressSpider):
    """Defence Blog."""

    name = "defenceblog"
    publisher = "Defence Blog"
    addresses = WordPressAddresses(host="defence-blog.com", article=POST_NAME)
    tags = ("trade",)
    status = "unverified"
    min_weekly_articles = 10
    article = WordPressSpider.article.extended(
        body=(".evo-entry-content",),  # of 2018
        authors=(".evo-post-author a",),
        keywords=(".evo-post-tags a",),
        promo=(r"if you would like to show your support.*",),
    )
