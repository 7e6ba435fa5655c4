from newscrawl.families.wordpress import POST_NAME, WordPressAddresses, WordPressSpider


class GcaptainSpider(WordPressSpider):
    """gCaptain."""

    name = "gcaptain"
    publisher = "gCaptain"
    addresses = WordPressAddresses(host="gcaptain.com", article=POST_NAME)
    tags = ("trade",)
    status = "unverified"
    floor = 20
