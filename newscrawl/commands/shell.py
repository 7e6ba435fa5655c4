"""``scrapy shell``, without memory: it takes no lock, remembers nothing and writes no file."""

from scrapy.commands.shell import Command as ScrapyShell


class Command(ScrapyShell):
    default_settings = {**ScrapyShell.default_settings, "NEWSCRAWL_RUN": False}  # noqa: RUF012 - as Scrapy declares it
