from newscrawl.platforms.sightline import SightlineAddresses, SightlineSpider


class C4isrnetSpider(SightlineSpider):
    """C4ISRNET."""

    name = "c4isrnet"
    publisher = "C4ISRNET"
    addresses = SightlineAddresses(host="www.c4isrnet.com")
    sections = ("unmanned", "battlefield-tech", "cyber")
    tags = ("trade",)
    status = "verified"
    min_weekly_articles = 2
