from newscrawl.families.govexec import ARTICLE_NUMBER, ARTICLE_PATH, GovExecSpider
from newscrawl.urls import Addresses


class WashingtontechnologySpider(GovExecSpider):
    """Washington Technology."""

    name = "washingtontechnology"
    publisher = "Washington Technology"
    addresses = Addresses(host="washingtontechnology.com", article=(ARTICLE_PATH,), number=ARTICLE_NUMBER)
    tags = ("trade",)
    status = "verified"
    floor = 5
