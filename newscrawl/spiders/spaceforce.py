from newscrawl.families.afpims import ARTICLE_NUMBER, ARTICLE_PATH, AfpimsSpider
from newscrawl.urls import Addresses


class SpaceforceSpider(AfpimsSpider):
    """U.S. Space Force."""

    name = "spaceforce"
    publisher = "U.S. Space Force"
    addresses = Addresses(host="www.spaceforce.mil", article=(ARTICLE_PATH,), number=ARTICLE_NUMBER)
    site_id = 1060
    floor = 3
