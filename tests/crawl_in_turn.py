"""Crawl sites one after another in one process, and print how each crawl ended: a line of JSON a site.

A program of its own, started by test_every_site.py: Scrapy's reactor can be started once in a process only.
"""

import json
import sys

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.utils.defer import deferred_f_from_coro_f
from scrapy.utils.project import get_project_settings
from scrapy.utils.reactor import install_reactor

from newscrawl.extensions.run import RunExtension

WITHOUT_WAITING = {"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False, "LOG_ENABLED": False}


def main(sites: list[str]) -> None:
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet.task import react  # noqa: PLC0415 - it imports the reactor, which is installed by now

    async def crawl_in_turn() -> None:
        settings = get_project_settings()
        settings.setdict(WITHOUT_WAITING, priority="cmdline")
        runner = AsyncCrawlerRunner(settings)
        for site in sites:
            crawler = runner.create_crawler(site)
            await runner.crawl(crawler)
            account = crawler.get_extension(RunExtension).account
            problems = [str(problem.text) for problem in account.problems]
            print(json.dumps({"site": site, "status": int(account.status), "troubles": problems}), flush=True)

    react(deferred_f_from_coro_f(lambda _: crawl_in_turn()))


if __name__ == "__main__":
    main(sys.argv[1:])
