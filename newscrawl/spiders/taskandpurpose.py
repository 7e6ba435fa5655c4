from newscrawl.platforms.wordpress import CATEGORY_AND_NAME, WordPressAddresses, WordPressSpider


class TaskandpurposeSpider(WordPressSpider):
    """Task & Purpose."""

    name = "taskandpurpose"
    publisher = "Task & Purpose"
    addresses = WordPressAddresses(host="taskandpurpose.com", article=CATEGORY_AND_NAME)
    timezone = "America/New_York"
    tags = ("service",)
    status = "unverified"
    min_weekly_articles = 10
