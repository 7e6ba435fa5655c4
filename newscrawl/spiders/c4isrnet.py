from newscrawl.families.sightline import SightlineAddresses, SightlineSpider


class C4isrnetSpider(SightlineSpider):
    """C4ISRNET."""

    name = "c4isrnet"
    publisher = "C4ISRNET"
    addresses = SightlineAddresses(host="www.c4isrnet.com")
    sections = ("unmanned", "battlefield-tech", "cyber")
    tags = ("trade",)
    status = "verified"
    floor = 2
