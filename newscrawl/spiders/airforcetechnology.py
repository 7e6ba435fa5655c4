from newscrawl.platforms.globaldata import GlobalDataAddresses, GlobalDataSpider


class AirforcetechnologySpider(GlobalDataSpider):
    """Airforce Technology."""

    name = "airforcetechnology"
    publisher = "Airforce Technology"
    addresses = GlobalDataAddresses(host="www.airforce-technology.com")
    status = "blocked"  # plain clients are answered 403 (2026)
    min_weekly_articles = 5
