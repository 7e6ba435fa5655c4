from newscrawl.platforms.sightline import SightlineAddresses, SightlineSpider


class MilitarytimesSpider(SightlineSpider):
    """Military Times."""

    name = "militarytimes"
    publisher = "Military Times"
    addresses = SightlineAddresses(host="www.militarytimes.com")
    sections = ("news/your-military", "news/pentagon-congress", "flashpoints", "veterans", "pay-benefits")
    status = "verified"
    min_weekly_articles = 10
