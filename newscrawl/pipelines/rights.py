"""What a site reserves is noted with its articles, or obeyed."""

from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from newscrawl.core.reasons import DropReason
from newscrawl.items import Article
from newscrawl.middlewares.opt_out import OptOutMiddleware


class RightsPipeline:
    """Add the signals of headers and robots.txt to those of the page; with ``obey``, drop what has any.

    Other items pass untouched.
    """

    def __init__(self, crawler: Crawler, *, obey: bool) -> None:
        self._crawler = crawler
        self._obey = obey

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build from settings: NEWSCRAWL_OPT_OUT."""
        return cls(crawler, obey=crawler.settings.get("NEWSCRAWL_OPT_OUT") == "skip")

    def process_item(self, item: Any) -> Any:
        """Note the signals; raise DropItem naming them."""
        if isinstance(item, Article):
            # Not earlier: pipelines are built before the engine that has the middlewares.
            known = self._crawler.get_downloader_middleware(OptOutMiddleware)
            if known is not None:
                item.rights = sorted({*item.rights, *known.signals_of(item.url)})
            if self._obey and item.rights:
                self._crawler.stats.inc_value(f"newscrawl/dropped/{DropReason.OPTED_OUT}")
                raise DropItem(f"opted out: {', '.join(item.rights)}")
        return item
