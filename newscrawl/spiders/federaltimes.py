from newscrawl.platforms.sightline import SightlineAddresses, SightlineSpider


class FederaltimesSpider(SightlineSpider):
    """Federal Times."""

    name = "federaltimes"
    publisher = "Federal Times"
    addresses = SightlineAddresses(host="www.federaltimes.com")
    sections = ("management", "acquisition")
    tags = ("trade",)
    status = "unverified"
    min_weekly_articles = 2
