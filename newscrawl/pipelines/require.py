"""Drop articles without a headline or a body."""

from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.statscollectors import StatsCollector

from newscrawl.core.reasons import DropReason
from newscrawl.items import Article


class RequirePipeline:
    """Drop articles without headline or body, after cleaning. Other items pass untouched.

    Punctuation alone is neither: nothing of it is left to know the article by (``content_hash``).
    """

    def __init__(self, stats: StatsCollector) -> None:
        self._stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build for a crawl."""
        return cls(crawler.stats)

    def process_item(self, item: Any) -> Any:
        """Raise DropItem naming the missing field."""
        if isinstance(item, Article):
            for name, reason in (("headline", DropReason.NO_HEADLINE), ("body", DropReason.NO_BODY)):
                text = getattr(item, name)
                if not text or (isinstance(text, str) and not any(map(str.isalnum, text))):
                    self._stats.inc_value(f"newscrawl/dropped/{reason}")
                    raise DropItem(f"no {name}")
        return item
