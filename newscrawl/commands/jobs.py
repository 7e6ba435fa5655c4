"""``scrapy jobs``: the status of crawls that were submitted to Scrapyd; ``--retry`` submits those that died again."""

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings

from newscrawl.cli.command import NewscrawlCommand
from newscrawl.cli.site_selection import named_sites, news_sites
from newscrawl.core.clock import now, to_text
from newscrawl.core.errors import UsageProblem
from newscrawl.core.values import plural
from newscrawl.scrapyd.queue import open_queue
from newscrawl.scrapyd.status import BY_EXIT_STATUS, TO_RETRY, Job, JobStatus

_STYLES = {
    JobStatus.FINISHED: "green",
    JobStatus.RUNNING: "cyan",
    **{status: exit_status.color for exit_status, status in BY_EXIT_STATUS.items()},
    JobStatus.DIED: "bold red",
    JobStatus.INTERRUPTED: "red",
}


class Command(NewscrawlCommand, ScrapyCommand):
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] [SITE ...]"

    def short_desc(self) -> str:
        return "Show the status of crawls submitted to Scrapyd"

    def long_desc(self) -> str:
        return (
            "Show the jobs of the last day, from Scrapyd and from the state. A job that was killed "
            "shows as died, one that was shut down together with Scrapyd as interrupted; --retry submits both "
            "again, with their arguments, unless a later job of the site has replaced it."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--days", type=float, default=1.0, metavar="N", help="how far back to look (default: 1)")
        parser.add_argument("--retry", action="store_true", help="submit again what died or was interrupted")
        parser.add_argument("--cancel", action="append", default=[], metavar="JOB",
                            help="end this job, waiting or running; it is not retried")  # fmt: skip
        parser.add_argument("--json", action="store_true", help="print a JSON line a job")
        parser.add_argument("-q", "--quiet", action="store_true", help="print errors only, for cron")

    def work(self, settings: BaseSettings, args: list[str], opts: argparse.Namespace) -> None:
        if not 0 < opts.days <= 90:
            raise UsageProblem(f"invalid --days {opts.days:g}; give a number up to 90")
        named = {spider.name for spider in named_sites(news_sites(settings), args)} if args else None
        with open_queue(settings) as queue:
            for job in opts.cancel:
                queue.cancel(job)
            again = queue.retry(self.report_error, named) if opts.retry else []
            if opts.retry and not opts.quiet and not opts.json:
                print("\n".join(f"{job.site}: job {job.id} retries {job.retry_of}" for job in again) or _NONE)
            jobs = queue.jobs(now() - timedelta(days=opts.days))
            base = queue.client.url
        jobs = [job for job in jobs if named is None or job.site in named]
        if opts.json:
            for job in jobs:
                print(json.dumps(_entry(job)))
        elif not opts.quiet:
            _show(jobs, base)
        if queue.unreachable:
            self.report_error(queue.unreachable)


_NONE = "no job to retry"


def _entry(job: Job) -> dict[str, Any]:
    run = job.row.run if job.row else None
    return {
        "job": job.id,
        "site": job.site,
        "status": job.status.value,
        "standing": job.status.value,  # its name in version 0.1
        "articles": job.written,
        "arguments": dict(job.row.arguments if job.row else job.seen.arguments if job.seen else {}),
        "scheduled": to_text(job.row.scheduled) if job.row else None,
        "started": to_text(run.started) if run else None,
        "finished": run.account.get("finished") if run else None,
        "run_id": run.id if run else None,
        "retry_of": job.row.retry_of if job.row else None,
        "note": job.note or None,
        "log": job.seen.log if job.seen else None,
    }


def _show(jobs: Sequence[Job], base: str) -> None:
    from rich.console import Console  # noqa: PLC0415 - Scrapyd imports commands and has no use for it
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console = Console(highlight=False)
    if not jobs:
        console.print("no jobs; `scrapy schedule SITE` submits one")
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("job")
    table.add_column("site", no_wrap=True)
    table.add_column("status", no_wrap=True)
    table.add_column("articles", justify="right", no_wrap=True)
    table.add_column("took", justify="right", no_wrap=True)
    for job in jobs:
        run = job.row.run if job.row else None
        status = Text(job.status.value, style=_STYLES.get(job.status, ""))
        table.add_row(job.id, job.site, status, str(job.written or ""), _took(run.started, run.account) if run else "")
    console.print(table)
    console.print()
    for job in jobs:
        if line := _details(job, base):
            console.print(line, soft_wrap=True)
    counts = Counter(job.status for job in jobs)
    listed = ", ".join(f"{count} {status.value}" for status, count in counts.most_common())
    articles = plural(sum(job.written for job in jobs), "article")
    console.print(f"{plural(len(jobs), 'job')}: {listed}; {articles}")
    if any(counts[status] for status in TO_RETRY):
        console.print(
            "`scrapy jobs --retry` submits again what died or was interrupted, unless later jobs have replaced it"
        )


def _details(job: Job, base: str) -> str:
    """Return a line on a job that needs attention, else an empty one."""
    if job.status in (
        JobStatus.FINISHED,
        JobStatus.EMPTY,
        JobStatus.RUNNING,
        JobStatus.WAITING,
        JobStatus.OVERLAPPED,
    ):
        return ""
    log = f"{base}{job.seen.log}" if job.seen and job.seen.log else ""
    return f"{job.site} {job.status.value}: " + ", ".join(filter(None, (job.note, log))) if job.note or log else ""


def _took(started: datetime, account: Mapping[str, Any]) -> str:
    ended = account.get("finished")
    if not ended:
        return ""
    seconds = max(0.0, (datetime.fromisoformat(str(ended)) - started).total_seconds())
    return f"{seconds / 60:.0f} min" if seconds >= 100 else f"{seconds:.0f} s"
