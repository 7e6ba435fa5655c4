from newscrawl.families.globaldata import GlobalDataAddresses, GlobalDataSpider


class NavaltechnologySpider(GlobalDataSpider):
    """Naval Technology."""

    name = "navaltechnology"
    publisher = "Naval Technology"
    addresses = GlobalDataAddresses(host="www.naval-technology.com")
    floor = 5
