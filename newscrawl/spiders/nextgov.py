from newscrawl.families.govexec import ARTICLE_NUMBER, ARTICLE_PATH, GovExecSpider
from newscrawl.urls import Addresses


class NextgovSpider(GovExecSpider):
    """Nextgov/FCW: its defense channel, the only one of its channels that is crawled."""

    name = "nextgov"
    publisher = "Nextgov/FCW"
    addresses = Addresses(host="www.nextgov.com", article=("^/defense" + ARTICLE_PATH,), number=ARTICLE_NUMBER)
    feeds = ("rss/defense/",)  # not seen
    listings = ("defense/",)
    tags = ("trade",)
    floor = 2
