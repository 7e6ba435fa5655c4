from newscrawl.platforms.browser_listing import BrowserListing
from newscrawl.platforms.wordpress import WordPressAddresses, WordPressSpider


class IswSpider(BrowserListing, WordPressSpider):
    """Institute for the Study of War."""

    name = "isw"
    publisher = "Institute for the Study of War"
    addresses = WordPressAddresses(host="understandingwar.org", article=(r"^/research/(?!page/)[^/]+/[^/]+-[^/]+/?$",))
    timezone = "America/New_York"
    feeds = ("feed/?post_type=post",)
    feed_pages = "&paged={page}"
    rest = ()  # robots.txt: no /wp-json
    listings = ("research/",)
    more = ("button[class*=load-more]", "a[class*=load-more]")
    browser_articles = True
    tags = ("war",)
    schedule = "H H/3 * * * America/New_York"
    status = "unverified"
    min_weekly_articles = 5
