from newscrawl.platforms.sightline import SightlineAddresses, SightlineSpider


class NavytimesSpider(SightlineSpider):
    """Navy Times."""

    name = "navytimes"
    publisher = "Navy Times"
    addresses = SightlineAddresses(host="www.navytimes.com")
    sections = ("news/your-navy", "flashpoints", "veterans", "pay-benefits", "education-transition")
    status = "verified"
    min_weekly_articles = 5
