"""An article that lacks what makes it one is not published."""

from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.statscollectors import StatsCollector

from newscrawl.items import Article


class RequirePipeline:
    """Drop articles without headline or body, as they stand after cleaning. Other items pass untouched."""

    def __init__(self, stats: StatsCollector) -> None:
        self._stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build for a crawl."""
        return cls(crawler.stats)

    def process_item(self, item: Any) -> Any:
        """Raise DropItem naming the missing field."""
        if isinstance(item, Article):
            for name in ("headline", "body"):
                if not getattr(item, name):
                    self._stats.inc_value(f"newscrawl/dropped/no_{name}")
                    raise DropItem(f"no {name}")
        return item
