from newscrawl.families.wordpress import CATEGORY_AND_NAME, WordPressAddresses, WordPressSpider


class TaskandpurposeSpider(WordPressSpider):
    """Task & Purpose."""

    name = "taskandpurpose"
    publisher = "Task & Purpose"
    addresses = WordPressAddresses(host="taskandpurpose.com", article=CATEGORY_AND_NAME)
    zone = "America/New_York"
    tags = ("service",)
    status = "unverified"
    floor = 10
