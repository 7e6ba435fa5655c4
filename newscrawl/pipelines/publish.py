"""The article is remembered and made durable in one transaction."""

from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.signalmanager import SignalManager
from scrapy.statscollectors import StatsCollector

from newscrawl.core.crawl_state import Outcome
from newscrawl.core.errors import StorageProblem
from newscrawl.core.signals import AlreadyPublished, NotWritten, article_published
from newscrawl.extensions.run import RunExtension
from newscrawl.items import Article


class PublishPipeline:
    """Hand each article to the run's publisher and wait until it is on disk. Other items pass untouched."""

    def __init__(self, runs: RunExtension, stats: StatsCollector, signals: SignalManager) -> None:
        self._runs = runs
        self._stats = stats
        self._signals = signals

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build for a crawl; without the RunExtension there is nothing to publish to."""
        runs = crawler.get_extension(RunExtension)
        if runs is None:
            raise NotConfigured("the publish pipeline needs newscrawl.extensions.run.RunExtension")
        return cls(runs, crawler.stats, crawler.signals)

    async def process_item(self, item: Any) -> Any:
        """Publish; raise AlreadyPublished for what is published as it is, NotWritten when the storage failed."""
        if not isinstance(item, Article) or self._runs.run is None:
            return item
        self._runs.restore_fetch(item)
        try:
            outcome = await self._runs.run.publish(item)
        except StorageProblem as problem:
            self._runs.storage_failed(problem)
            raise NotWritten(str(problem)) from None
        if outcome is Outcome.UNCHANGED:
            self._stats.inc_value("newscrawl/revisits/unchanged")
            raise AlreadyPublished(str(outcome))
        if outcome is not Outcome.PUBLISHED:
            self._stats.inc_value(f"newscrawl/dropped/{outcome}")
            raise AlreadyPublished(str(outcome))
        self._stats.inc_value("newscrawl/written")
        if item.revision > 1:
            self._stats.inc_value("newscrawl/revisions")
        self._signals.send_catch_log(article_published, article=item)
        return item
