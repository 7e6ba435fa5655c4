from newscrawl.families.afpims import ARTICLE_NUMBER, ARTICLE_PATH, AfpimsSpider
from newscrawl.urls import Addresses


class WargovSpider(AfpimsSpider):
    """U.S. Department of War, of Defense until 2025."""

    name = "wargov"
    publisher = "U.S. Department of War"
    addresses = Addresses(
        host="www.war.gov", mirrors=("www.defense.gov",), article=(ARTICLE_PATH,), number=ARTICLE_NUMBER
    )
    site_id = 945
    content_types = (1, 9, 400)
    status = "blocked"  # its pages answer plain clients with 403, though its feeds serve (2026)
    floor = 10
