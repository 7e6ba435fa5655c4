from newscrawl.families.globaldata import GlobalDataAddresses, GlobalDataSpider


class ArmytechnologySpider(GlobalDataSpider):
    """Army Technology."""

    name = "armytechnology"
    publisher = "Army Technology"
    addresses = GlobalDataAddresses(host="www.army-technology.com")
    floor = 5
