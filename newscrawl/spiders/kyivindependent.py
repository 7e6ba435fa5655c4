from newscrawl.platforms.ghost import GhostSpider
from newscrawl.urls import Addresses


class KyivindependentSpider(GhostSpider):
    """The Kyiv Independent."""

    name = "kyivindependent"
    publisher = "The Kyiv Independent"
    addresses = Addresses(
        host="kyivindependent.com",
        article=(r"^/[^/.]+-[^/.]+/?$",),
        exclude=(r"^/(?:news-archive|about-us|contact-us|privacy-policy|terms-of-use|(?:our|meet-the)-team)/?$",),
    )
    timezone = "Europe/Kyiv"
    feeds = ("news-archive/rss/",)
    tags = ("war",)
    status = "unverified"
    min_weekly_articles = 30
