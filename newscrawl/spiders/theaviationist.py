from newscrawl.families.wordpress import DAY_AND_NAME, WordPressAddresses, WordPressSpider


class TheaviationistSpider(WordPressSpider):
    """The Aviationist."""

    name = "theaviationist"
    publisher = "The Aviationist"
    addresses = WordPressAddresses(host="theaviationist.com", article=DAY_AND_NAME)
    zone = "Europe/Rome"
    tags = ("trade",)
    status = "unverified"
    floor = 5
