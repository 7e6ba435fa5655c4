from newscrawl.platforms.brightspot import BrightspotSpider
from newscrawl.urls import Addresses


class StripesSpider(BrightspotSpider):
    """Stars and Stripes."""

    name = "stripes"
    publisher = "Stars and Stripes"
    addresses = Addresses(
        host="www.stripes.com",
        article=(r"/20\d\d-\d\d-\d\d/[^/]+-\d{6,9}\.html$", r"-1\.\d{5,7}/?$"),
        number=r"-(\d{6,9})\.html$|-(1\.\d{5,7})/?$",
    )
    timezone = "America/New_York"
    news_sitemaps = ("sitemap/storyline-index.xml.gz",)
    listings = ("news/load-more-stories?offset={offset}&count=20",)
    tags = ("service",)
    status = "unverified"
    min_weekly_articles = 30
