from newscrawl.platforms.sightline import SightlineAddresses, SightlineSpider


class ArmytimesSpider(SightlineSpider):
    """Army Times."""

    name = "armytimes"
    publisher = "Army Times"
    addresses = SightlineAddresses(host="www.armytimes.com")
    sections = ("news/your-army", "news/your-military", "news/pentagon-congress")
    status = "verified"
    min_weekly_articles = 5
