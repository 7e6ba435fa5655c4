from newscrawl.platforms.afpims import AfpimsAddresses, AfpimsSpider


class WargovSpider(AfpimsSpider):
    """U.S. Department of War, of Defense until 2025."""

    name = "wargov"
    publisher = "U.S. Department of War"
    addresses = AfpimsAddresses(host="www.war.gov", mirrors=("www.defense.gov",))
    site_id = 945
    content_types = (1, 9, 400)
    status = "blocked"  # its pages answer plain clients with 403, though its feeds serve (2026)
    min_weekly_articles = 10
