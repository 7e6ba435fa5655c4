from newscrawl.families.govexec import GovExecAddresses, GovExecSpider


class WashingtontechnologySpider(GovExecSpider):
    """Washington Technology."""

    name = "washingtontechnology"
    publisher = "Washington Technology"
    addresses = GovExecAddresses(host="washingtontechnology.com")
    tags = ("trade",)
    status = "verified"
    floor = 5
