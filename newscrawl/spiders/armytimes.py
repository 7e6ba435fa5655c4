from newscrawl.families.sightline import SightlineAddresses, SightlineSpider


class ArmytimesSpider(SightlineSpider):
    """Army Times."""

    name = "armytimes"
    publisher = "Army Times"
    addresses = SightlineAddresses(host="www.armytimes.com")
    sections = ("news/your-army", "news/your-military", "news/pentagon-congress")
    status = "verified"
    floor = 5
