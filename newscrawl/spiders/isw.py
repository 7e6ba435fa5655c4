from newscrawl.families.browser import InBrowser
from newscrawl.families.wordpress import WordPressAddresses, WordPressSpider


class IswSpider(InBrowser, WordPressSpider):
    """Institute for the Study of War."""

    name = "isw"
    publisher = "Institute for the Study of War"
    addresses = WordPressAddresses(host="understandingwar.org", article=(r"^/research/(?!page/)[^/]+/[^/]+-[^/]+/?$",))
    zone = "America/New_York"
    feeds = ("feed/?post_type=post",)
    feed_pages = "&paged={page}"
    rest = ()  # robots.txt: no /wp-json
    listings = ("research/",)
    more = ("button[class*=load-more]", "a[class*=load-more]")
    browser_articles = True
    tags = ("war",)
    schedule = "H H/3 * * * America/New_York"
    status = "unverified"
    floor = 5
