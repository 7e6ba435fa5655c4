from newscrawl.platforms.browser_listing import BrowserListing
from newscrawl.platforms.wordpress import POST_NAME, WordPressAddresses, WordPressSpider


class AirandspaceforcesSpider(BrowserListing, WordPressSpider):
    """Air & Space Forces Magazine."""

    name = "airandspaceforces"
    publisher = "Air & Space Forces Magazine"
    addresses = WordPressAddresses(
        host="www.airandspaceforces.com", article=(*POST_NAME, r"^/article/[^/]+/?$"), mirrors=("www.airforcemag.com",)
    )
    timezone = "America/New_York"
    listings = ("news/",)
    more = ("button.alm-load-more-btn.more:not(.done)",)  # Ajax Load More
    scripted_listing = False
    sections = ("space",)
    tags = ("service", "trade")
    status = "unverified"
    min_weekly_articles = 7
    article = WordPressSpider.article.extended(body=("#main > div.post-body",))
