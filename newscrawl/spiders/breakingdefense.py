from newscrawl.platforms.wordpress import MONTH_AND_NAME, WordPressAddresses, WordPressSpider


class BreakingdefenseSpider(WordPressSpider):
    """Breaking Defense."""

    name = "breakingdefense"
    publisher = "Breaking Defense"
    addresses = WordPressAddresses(host="breakingdefense.com", article=MONTH_AND_NAME)
    timezone = "America/New_York"
    tags = ("trade",)
    status = "blocked"  # many plain clients are answered 403 (2026)
    min_weekly_articles = 15
    article = WordPressSpider.article.extended(
        body=("div.post-single__content", "#mainContent", "div.entry"), drop=("div.sponsor-inline", "div.postFooter")
    )
