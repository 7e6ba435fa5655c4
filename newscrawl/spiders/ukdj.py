from newscrawl.platforms.wordpress import POST_NAME, WordPressAddresses, WordPressSpider


class UkdjSpider(WordPressSpider):
    """UK Defence Journal."""

    name = "ukdj"
    publisher = "UK Defence Journal"
    addresses = WordPressAddresses(host="ukdefencejournal.org.uk", article=POST_NAME)
    timezone = "Europe/London"
    language = "en-GB"
    tags = ("trade",)
    status = "unverified"
    min_weekly_articles = 10
    article = WordPressSpider.article.extended(
        # Pages stand at the root like articles; only these have the date of a post.
        refuse=('html:not(:has(meta[property="article:published_time"]))',),
        promo=(r"these articles are the opinion of their authors.*", r"at the UK Defence Journal, we aim to.*"),
    )
