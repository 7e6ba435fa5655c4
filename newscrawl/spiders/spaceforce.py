from newscrawl.platforms.afpims import AfpimsAddresses, AfpimsSpider


class SpaceforceSpider(AfpimsSpider):
    """U.S. Space Force."""

    name = "spaceforce"
    publisher = "U.S. Space Force"
    addresses = AfpimsAddresses(host="www.spaceforce.mil")
    site_id = 1060
    channel = "space|ussf"
    status = "unverified"
    min_weekly_articles = 3
