from newscrawl.platforms.sightline import SightlineAddresses, SightlineSpider


class MarinecorpstimesSpider(SightlineSpider):
    """Marine Corps Times."""

    name = "marinecorpstimes"
    publisher = "Marine Corps Times"
    addresses = SightlineAddresses(host="www.marinecorpstimes.com")
    sections = ("news/your-marine-corps", "news/your-military", "news/pentagon-congress")
    status = "verified"
    min_weekly_articles = 5
