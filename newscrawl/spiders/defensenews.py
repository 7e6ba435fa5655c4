from newscrawl.platforms.sightline import SightlineAddresses, SightlineSpider


class DefensenewsSpider(SightlineSpider):
    """Defense News."""

    name = "defensenews"
    publisher = "Defense News"
    addresses = SightlineAddresses(host="www.defensenews.com")
    sections = ("global", "pentagon", "air", "land", "naval", "unmanned", "space", "industry", "opinion")
    tags = ("trade",)
    status = "verified"
    min_weekly_articles = 10
