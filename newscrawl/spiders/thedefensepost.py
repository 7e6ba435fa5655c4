from newscrawl.platforms.wordpress import DAY_AND_NAME, WordPressAddresses, WordPressSpider


class ThedefensepostSpider(WordPressSpider):
    """The Defense Post."""

    name = "thedefensepost"
    publisher = "The Defense Post"
    addresses = WordPressAddresses(host="thedefensepost.com", article=DAY_AND_NAME)
    timezone = "America/New_York"
    listings = ("latest/",)
    sections = (
        "middle-east",
        "asia-pacific",
        "europe",
        "war",
        "politics",
        "arms",
        "nuclear",
        "exercises",
        "commentary",
    )
    tags = ("trade",)
    status = "unverified"
    min_weekly_articles = 10
    article = WordPressSpider.article.extended(
        authors=("a.author-name",), keywords=("span.tagcloud a",), lead_image=("div.featured-area figure",)
    )
