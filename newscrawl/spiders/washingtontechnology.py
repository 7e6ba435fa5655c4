from newscrawl.platforms.govexec import GovExecAddresses, GovExecSpider


class WashingtontechnologySpider(GovExecSpider):
    """Washington Technology."""

    name = "washingtontechnology"
    publisher = "Washington Technology"
    addresses = GovExecAddresses(host="washingtontechnology.com")
    tags = ("trade",)
    status = "verified"
    min_weekly_articles = 5
