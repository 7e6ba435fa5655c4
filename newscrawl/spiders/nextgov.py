from newscrawl.platforms.govexec import GovExecAddresses, GovExecSpider


class NextgovSpider(GovExecSpider):
    """Nextgov/FCW: its defense channel, the only one of its channels that is crawled."""

    name = "nextgov"
    publisher = "Nextgov/FCW"
    addresses = GovExecAddresses(host="www.nextgov.com", exclude=("^/(?!defense/)",))
    feeds = ("rss/defense/",)  # not seen
    listings = ("defense/",)
    tags = ("trade",)
    status = "unverified"
    min_weekly_articles = 2
