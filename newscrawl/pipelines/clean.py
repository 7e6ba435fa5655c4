"""Clean the texts of all articles alike; the rules themselves are in ``newscrawl.text``."""

from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.statscollectors import StatsCollector

from newscrawl.items import Article
from newscrawl.text.boilerplate.detector import clean_body
from newscrawl.text.unicode import fold


class CleanPipeline:
    """Clean the texts of an article: characters, white space, boilerplate paragraphs. Other items pass untouched."""

    def __init__(self, stats: StatsCollector) -> None:
        self._stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build for a crawl."""
        return cls(crawler.stats)

    def process_item(self, item: Any) -> Any:
        """Clean in place."""
        if isinstance(item, Article):
            item.headline = _line(item.headline)
            item.description = _line(item.description)
            if item.body:
                item.body, notes, cut = clean_body(item.body)
                item.notes += [note for note in notes if note not in item.notes]
                if cut:
                    self._stats.inc_value("newscrawl/cleaned/paragraphs", cut)
        return item


def _line(text: str | None) -> str | None:
    return fold(text) or None if text else None
