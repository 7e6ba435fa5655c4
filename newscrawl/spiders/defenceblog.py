from newscrawl.families.wordpress import POST_NAME, WordPressSpider
from newscrawl.urls import Addresses


class DefenceblogSpider(WordPressSpider):
    """Defence Blog."""

    name = "defenceblog"
    publisher = "Defence Blog"
    addresses = Addresses(host="defence-blog.com", article=POST_NAME)
    tags = ("trade",)
    floor = 10
    article = WordPressSpider.article.extended(
        body=(".evo-entry-content",),  # of 2018
        authors=(".evo-post-author a",),
        keywords=(".evo-post-tags a",),
        promo=(r"if you would like to show your support.*",),
    )
