from newscrawl.families.globaldata import GlobalDataAddresses, GlobalDataSpider


class AirforcetechnologySpider(GlobalDataSpider):
    """Airforce Technology."""

    name = "airforcetechnology"
    publisher = "Airforce Technology"
    addresses = GlobalDataAddresses(host="www.airforce-technology.com")
    floor = 5
