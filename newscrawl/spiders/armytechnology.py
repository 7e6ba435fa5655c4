from newscrawl.platforms.globaldata import GlobalDataAddresses, GlobalDataSpider


class ArmytechnologySpider(GlobalDataSpider):
    """Army Technology."""

    name = "armytechnology"
    publisher = "Army Technology"
    addresses = GlobalDataAddresses(host="www.army-technology.com")
    status = "blocked"  # plain clients are answered 403 (2026)
    min_weekly_articles = 5
