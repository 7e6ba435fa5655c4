from newscrawl.families.afpims import ARTICLE_NUMBER, ARTICLE_PATH, AfpimsSpider
from newscrawl.urls import Addresses


class AfSpider(AfpimsSpider):
    """U.S. Air Force."""

    name = "af"
    publisher = "U.S. Air Force"
    addresses = Addresses(host="www.af.mil", article=(ARTICLE_PATH,), number=ARTICLE_NUMBER)
    site_id = 1
    floor = 5
