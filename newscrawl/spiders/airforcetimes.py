from newscrawl.families.sightline import SightlineAddresses, SightlineSpider


class AirforcetimesSpider(SightlineSpider):
    """Air Force Times."""

    name = "airforcetimes"
    publisher = "Air Force Times"
    addresses = SightlineAddresses(host="www.airforcetimes.com")
    sections = ("news/your-air-force", "news/your-military", "news/pentagon-congress")
    status = "verified"
    floor = 5
