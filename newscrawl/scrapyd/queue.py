"""The job queue as commands use it: a Scrapyd, and the state file that records jobs."""

from collections.abc import Callable, Container
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from scrapy.settings import BaseSettings

from newscrawl.core.clock import now
from newscrawl.core.errors import ExitStatus, UsageProblem
from newscrawl.core.paths import output_root
from newscrawl.publishing.files import make_folder
from newscrawl.publishing.lock import lock_holder
from newscrawl.publishing.os_errors import storage_errors
from newscrawl.scrapyd.client import Client, ScrapydProblem, SeenJob
from newscrawl.scrapyd.config import Access, access
from newscrawl.scrapyd.status import Job, report, to_retry
from newscrawl.scrapyd.submit import KEPT, again, post_job
from newscrawl.store import JobRow, open_store


class JobQueue:
    """A Scrapyd and a state file, open for the length of a ``with`` block.

    ``root`` is the output folder. Raises StorageProblem.
    """

    def __init__(self, root: Path, access: Access) -> None:
        self.client = Client(access)
        self.unreachable: ScrapydProblem | None = None
        """Why Scrapyd could not be reached when jobs were last listed."""
        self._queue: list[SeenJob] | None = None
        self._root = root
        with storage_errors(root):
            make_folder(root)
        self._store = open_store(root)

    def __enter__(self) -> Self:
        """Enter the block; everything is open already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the state file."""
        self._store.close()

    def post(self, job: JobRow) -> bool:
        """Give a job to Scrapyd (:func:`newscrawl.scrapyd.submit.post_job`)."""
        return post_job(self.client, self._store, job)

    def is_waiting(self, job: JobRow) -> bool:
        """Whether the same crawl is in Scrapyd's queue already: a second one would find nothing left to do.

        The queue is fetched once for all jobs that are scheduled together.
        """
        if self._queue is None:
            self._queue = [one for one in self.client.jobs() if one.place == "pending"]
        wanted = (job.site, dict(job.arguments), dict(job.settings))
        return any((one.site, one.arguments, one.settings) == wanted for one in self._queue)

    def cancel(self, job: str) -> None:
        """End a waiting or running job for good: it is not retried.

        Raises UsageProblem where it is neither, ScrapydProblem, StorageProblem.
        """
        # Recorded first: Scrapyd forgets a waiting job that is canceled, so it would look like one that died.
        self._store.cancel_job(job)
        if not self.client.cancel(job):
            raise UsageProblem(f"job {job} is neither waiting nor running; `scrapy jobs` lists all jobs")

    def jobs(self, since: datetime | None = None) -> list[Job]:
        """The status of the jobs scheduled from ``since`` on (without it, of all on record), oldest first.

        Where Scrapyd can't be reached it is what the state knows, and ``unreachable`` says why.
        """
        seen: list[SeenJob] | None = None
        self.unreachable = None
        try:
            # Before the state: a job that ends between the two is recorded there.
            seen = self.client.jobs()
        except ScrapydProblem as problem:
            self.unreachable = problem
        rows = self._store.jobs_since(now() - KEPT)
        jobs = report(rows, seen, self._is_alive, now())
        return [job for job in jobs if since is None or job.row is None or job.row.scheduled >= since]

    def retry(self, on_error: Callable[[ScrapydProblem], None], sites: Container[str] | None = None) -> list[JobRow]:
        """Reschedule jobs (:func:`newscrawl.scrapyd.status.to_retry`) of these sites, or of all; returns the new ones.

        ``on_error`` is called for each job that Scrapyd refuses. Raises ScrapydProblem when it can't be reached, and
        StorageProblem.
        """
        rows = to_retry(self.jobs(), now())
        if self.unreachable:
            raise self.unreachable
        posted = []
        for row in rows:
            if sites is not None and row.site not in sites:
                continue
            try:
                if self.post(job := again(row, now())):
                    posted.append(job)
            except ScrapydProblem as problem:
                if problem.status is ExitStatus.UNREACHABLE:
                    raise
                # One site that the deployed version does not have must not keep the others waiting.
                on_error(problem)
        return posted

    def _is_alive(self, site: str, started: datetime) -> bool:
        holder = lock_holder(self._root / site)
        return holder is not None and holder.runs(started)


def open_queue(settings: BaseSettings) -> JobQueue:
    """Open the Scrapyd and the state file of the settings. Raises UsageProblem, StorageProblem."""
    root = output_root(settings.get("NEWSCRAWL_OUTPUT") or "")
    return JobQueue(root, access(settings.get("NEWSCRAWL_SCRAPYD_URL") or ""))
