from newscrawl.families.wordpress import CATEGORY_AND_NAME, WordPressSpider
from newscrawl.urls import Addresses


class TaskandpurposeSpider(WordPressSpider):
    """Task & Purpose."""

    name = "taskandpurpose"
    publisher = "Task & Purpose"
    addresses = Addresses(host="taskandpurpose.com", article=CATEGORY_AND_NAME)
    zone = "America/New_York"
    tags = ("service",)
    floor = 10
