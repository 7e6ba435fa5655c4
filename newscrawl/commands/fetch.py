"""``scrapy fetch``, without memory: it takes no lock, remembers nothing and writes no file."""

from scrapy.commands.fetch import Command as ScrapyFetch


class Command(ScrapyFetch):
    default_settings = {**ScrapyFetch.default_settings, "NEWSCRAWL_RUN": False}  # noqa: RUF012 - as Scrapy declares it
