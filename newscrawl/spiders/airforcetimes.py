from newscrawl.platforms.sightline import SightlineAddresses, SightlineSpider


class AirforcetimesSpider(SightlineSpider):
    """Air Force Times."""

    name = "airforcetimes"
    publisher = "Air Force Times"
    addresses = SightlineAddresses(host="www.airforcetimes.com")
    sections = ("news/your-air-force", "news/your-military", "news/pentagon-congress")
    status = "verified"
    min_weekly_articles = 5
