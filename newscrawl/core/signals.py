"""Signals and exceptions by which components report what became of an article, without knowing each other."""

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from newscrawl.core.errors import Problem

problem_reported = object()
"""Sent with ``problem`` (:class:`newscrawl.core.errors.Problem`): something to report at the end of the run."""

article_published = object()
"""Sent with ``article`` (:class:`newscrawl.items.Article`) once it is durable, whatever later pipelines do with it."""


class AlreadyPublished(DropItem):
    """The same article, or the same text, is published already; its link is settled."""


class NotWritten(DropItem):
    """The article could not be made durable; its link stays pending, the next run reads it again."""


def report_problem(crawler: Crawler, problem: Problem) -> None:
    """Send a problem to the extension that collects them for the end of the run."""
    crawler.signals.send_catch_log(problem_reported, problem=problem)
