from newscrawl.families.wordpress import POST_NAME, WordPressSpider
from newscrawl.urls import Addresses


class UkdjSpider(WordPressSpider):
    """UK Defence Journal."""

    name = "ukdj"
    publisher = "UK Defence Journal"
    addresses = Addresses(host="ukdefencejournal.org.uk", article=POST_NAME)
    zone = "Europe/London"
    language = "en-GB"
    tags = ("trade",)
    floor = 10
    article = WordPressSpider.article.extended(
        # Pages stand at the root like articles; only these have the date of a post.
        refuse=('html:not(:has(meta[property="article:published_time"]))',),
        promo=(r"these articles are the opinion of their authors.*", r"at the UK Defence Journal, we aim to.*"),
    )
