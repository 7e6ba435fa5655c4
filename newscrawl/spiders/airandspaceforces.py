from newscrawl.families.browser import InBrowser
from newscrawl.families.wordpress import POST_NAME, WordPressAddresses, WordPressSpider


class AirandspaceforcesSpider(InBrowser, WordPressSpider):
    """Air & Space Forces Magazine."""

    name = "airandspaceforces"
    publisher = "Air & Space Forces Magazine"
    addresses = WordPressAddresses(
        host="www.airandspaceforces.com", article=(*POST_NAME, r"^/article/[^/]+/?$"), mirrors=("www.airforcemag.com",)
    )
    zone = "America/New_York"
    listings = ("news/",)
    more = ("button.alm-load-more-btn.more:not(.done)",)  # Ajax Load More
    scripted_listing = False
    sections = ("space",)
    tags = ("service", "trade")
    status = "unverified"
    floor = 7
    article = WordPressSpider.article.extended(body=("#main > div.post-body",))
