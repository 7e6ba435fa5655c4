from newscrawl.platforms.globaldata import GlobalDataAddresses, GlobalDataSpider


class NavaltechnologySpider(GlobalDataSpider):
    """Naval Technology."""

    name = "navaltechnology"
    publisher = "Naval Technology"
    addresses = GlobalDataAddresses(host="www.naval-technology.com")
    status = "blocked"  # plain clients are answered 403 (2026)
    min_weekly_articles = 5
