"""Log records of our own one-line errors, without their tracebacks."""

import logging

from newscrawl.core.errors import NewscrawlError

_CHATTY = ("scrapy.core.scraper", "scrapy.core.engine", "scrapy.downloadermiddlewares.robotstxt")


def one_line_errors() -> None:
    """Let Scrapy's loggers print our errors, and a robots.txt that can't be fetched, as one line each."""
    for name in _CHATTY:
        logging.getLogger(name).addFilter(_shorten)


def _shorten(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, NewscrawlError):
        record.msg, record.args, record.exc_info = str(error), (), None
    elif record.name == "scrapy.downloadermiddlewares.robotstxt" and error is not None:
        # The pages of that host will say themselves that it can't be reached.
        record.levelno, record.levelname, record.exc_info = logging.INFO, "INFO", None
    return True
