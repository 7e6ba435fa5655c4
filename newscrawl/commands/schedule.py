"""``scrapy schedule SITE ...``: submit crawls to Scrapyd, which starts each as soon as it has a free slot."""

import argparse
from collections.abc import Sequence

from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings

from newscrawl.cli.command import NewscrawlCommand, pairs
from newscrawl.cli.site_selection import named_sites, news_sites
from newscrawl.core.clock import now
from newscrawl.core.errors import ExitStatus, UsageProblem
from newscrawl.scrapyd.client import ScrapydProblem
from newscrawl.scrapyd.queue import JobQueue, open_queue
from newscrawl.scrapyd.submit import new_job
from newscrawl.store import JobRow


class Command(NewscrawlCommand, ScrapyCommand):
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] SITE ... | --all"

    def short_desc(self) -> str:
        return "Submit crawls of sites to Scrapyd"

    def long_desc(self) -> str:
        return (
            "Submit a crawl of each site to Scrapyd (docs/scheduling.md). A site whose same crawl is already waiting "
            "in the queue is skipped."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--all", action="store_true", help="all sites but those that refuse plain clients")
        parser.add_argument("-a", dest="arguments", action="append", default=[], metavar="NAME=VALUE",
                            help="an argument of every crawl, e.g. since=7d")  # fmt: skip
        parser.add_argument("--setting", dest="crawl_settings", action="append", default=[], metavar="NAME=VALUE",
                            help="a setting of every crawl (-s sets one of this command)")  # fmt: skip
        parser.add_argument("--jobid", metavar="ID", help="the job's id, where one site is named")
        parser.add_argument("-q", "--quiet", action="store_true", help="print errors only, for cron")

    def work(self, settings: BaseSettings, args: list[str], opts: argparse.Namespace) -> None:
        arguments, of_crawls = pairs("-a", opts.arguments), pairs("--setting", opts.crawl_settings)
        if bool(args) == opts.all:
            raise UsageProblem("give sites or --all, not both; `scrapy list` shows the sites")
        spiders = named_sites(news_sites(settings), args)
        if opts.jobid and len(spiders) != 1:
            raise UsageProblem(f"--jobid is for one job, not {len(spiders)}; give one site")
        for spider in spiders:
            if spider.arguments_of(arguments).trial:
                raise UsageProblem("trial=1 writes no files; run it with `scrapy crawl`")
        jobs = [new_job(s.name, arguments, now(), settings=of_crawls, job=opts.jobid) for s in spiders]
        with open_queue(settings) as queue:
            self._post(queue, jobs, opts)

    def _post(self, queue: JobQueue, jobs: Sequence[JobRow], opts: argparse.Namespace) -> None:
        for job in jobs:
            message = f"{job.site}: job {job.id}"
            try:
                if not opts.jobid and queue.is_waiting(job):
                    message = f"{job.site}: the same job is already waiting"
                elif not queue.post(job):
                    raise UsageProblem(f"job {job.id} exists already; give another --jobid, or none")
            except ScrapydProblem as problem:
                if problem.status is ExitStatus.UNREACHABLE:
                    raise
                # One site that the deployed version does not have must not keep the others waiting.
                self.report_error(problem)
                continue
            if not opts.quiet:
                print(message)
