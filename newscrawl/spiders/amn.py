from newscrawl.platforms.wordpress import MONTH_AND_NAME, WordPressAddresses, WordPressSpider


class AmnSpider(WordPressSpider):
    """American Military News."""

    name = "amn"
    publisher = "American Military News"
    addresses = WordPressAddresses(host="americanmilitarynews.com", article=MONTH_AND_NAME)
    timezone = "America/New_York"  # not seen
    language = "en-US"
    sections = (
        "news",
        "world",
        "branches/army",
        "branches/navy",
        "branches/airforce",
        "branches/marines",
        "technology",
    )
    tags = ("service",)
    status = "unverified"
    min_weekly_articles = 10
    article = WordPressSpider.article.extended(
        # The theme of 2018 names all its parts so; which of them holds the text is inferred, not seen.
        body=("[class*=singlePostContent]", "[class*=singlePostText]"),
        drop=(".hide_ia", "#AMN_leaderboard_MID", ".nm-mc-form", ".featuredPostBx"),
        promo=("defense feed",),
        ignore_keywords=(r"news\d*|ns|or|featured|top-news|top-block|breaking-news",),
    )
