from newscrawl.families.wordpress import POST_NAME, WordPressAddresses, WordPressSpider


class SeapowerSpider(WordPressSpider):
    """Seapower."""

    name = "seapower"
    publisher = "Seapower"
    addresses = WordPressAddresses(host="seapowermagazine.org", article=POST_NAME)
    zone = "America/New_York"
    listings = ("all-headlines/",)
    tags = ("trade",)
    status = "unverified"
    floor = 3
