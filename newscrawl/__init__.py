"""newscrawl: a Scrapy project that builds a corpus of defense news."""

__version__ = "0.2.0"
