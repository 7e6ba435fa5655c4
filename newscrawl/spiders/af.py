from newscrawl.platforms.afpims import AfpimsAddresses, AfpimsSpider


class AfSpider(AfpimsSpider):
    """U.S. Air Force."""

    name = "af"
    publisher = "U.S. Air Force"
    addresses = AfpimsAddresses(host="www.af.mil")
    site_id = 1
    status = "unverified"
    min_weekly_articles = 5
