from newscrawl.platforms.drupal import DrupalSpider
from newscrawl.urls import Addresses


class MilitarycomSpider(DrupalSpider):
    """Military.com."""

    name = "militarycom"
    publisher = "Military.com"
    addresses = Addresses(
        host="www.military.com",
        mirrors=("secure.military.com", "mst.military.com", "collegefairs.military.com"),
        article=(r"^/daily-news/(?:[^/]+/)?20\d\d/\d\d/\d\d/[^/]+\.html$",),
    )
    timezone = "America/New_York"
    feeds = ("feed/",)
    tags = ("service",)
    status = "unverified"
    min_weekly_articles = 20
