"""``scrapy parse``, without memory: it takes no lock, remembers nothing and writes no file."""

from scrapy.commands.parse import Command as ScrapyParse


class Command(ScrapyParse):
    default_settings = {**ScrapyParse.default_settings, "NEWSCRAWL_RUN": False}  # noqa: RUF012 - as Scrapy declares it
