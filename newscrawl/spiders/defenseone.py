from newscrawl.families.govexec import ARTICLE_NUMBER, ARTICLE_PATH, GovExecSpider
from newscrawl.urls import Addresses


class DefenseoneSpider(GovExecSpider):
    """Defense One."""

    name = "defenseone"
    publisher = "Defense One"
    addresses = Addresses(host="www.defenseone.com", article=(ARTICLE_PATH,), number=ARTICLE_NUMBER)
    sections = ("policy", "threats", "technology", "business", "ideas")
    tags = ("trade",)
    status = "verified"
    floor = 10
