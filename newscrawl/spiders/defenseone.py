from newscrawl.platforms.govexec import GovExecAddresses, GovExecSpider


class DefenseoneSpider(GovExecSpider):
    """Defense One."""

    name = "defenseone"
    publisher = "Defense One"
    addresses = GovExecAddresses(host="www.defenseone.com")
    sections = ("policy", "threats", "technology", "business", "ideas")
    tags = ("trade",)
    status = "verified"
    min_weekly_articles = 10
