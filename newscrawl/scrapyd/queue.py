"""What the commands work with: a Scrapyd, and the state file in which jobs are noted."""

from collections.abc import Callable, Container
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from newscrawl.core.clock import now
from newscrawl.core.errors import ExitStatus, UsageProblem
from newscrawl.core.failpoints import Act
from newscrawl.publishing.files import make_folder
from newscrawl.publishing.lock import lock_holder
from newscrawl.publishing.os_errors import storage_errors
from newscrawl.scrapyd.client import Client, ScrapydProblem, SeenJob
from newscrawl.scrapyd.config import Access
from newscrawl.scrapyd.status import Job, report, to_retry
from newscrawl.scrapyd.submit import KEPT, again, post_job
from newscrawl.store.db.database import FILE_NAME, Database
from newscrawl.store.jobs import JobRow, cancel_job, jobs_since


class JobQueue:
    """A Scrapyd and a state file, open for the length of a ``with`` block.

    ``root`` is the output folder. Raises StorageProblem.
    """

    def __init__(self, root: Path, access: Access) -> None:
        self.client = Client(access)
        self.unreachable: ScrapydProblem | None = None
        """Why the last look at the jobs had to do without Scrapyd."""
        self._queue: list[SeenJob] | None = None
        self._root = root
        with storage_errors(root):
            make_folder(root)
        self._database = Database.open(root / FILE_NAME)

    def __enter__(self) -> Self:
        """Nothing more to do."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the state file."""
        self._database.close()

    def post(self, job: JobRow) -> bool:
        """Give a job to Scrapyd (:func:`newscrawl.scrapyd.submit.post_job`)."""
        return post_job(self.client, self._database, job)

    def is_waiting(self, job: JobRow) -> bool:
        """Whether the same crawl is in Scrapyd's queue: a second one would find nothing left to do.

        Scrapyd is asked once for all jobs that are posted in one go.
        """
        if self._queue is None:
            self._queue = [one for one in self.client.jobs() if one.place == "pending"]
        asked = (job.site, dict(job.arguments), dict(job.settings))
        return any((one.site, one.arguments, one.settings) == asked for one in self._queue)

    def cancel(self, job: str) -> None:
        """End a job, whether it waits or runs, for good: it is not done again.

        Raises UsageProblem where it does neither, ScrapydProblem, StorageProblem.
        """
        # Noted first: a job that waits leaves no trace at Scrapyd, and would be taken for one that died.
        with self._database.write(Act.RUN_BEGIN) as connection:
            cancel_job(connection, job)
        if not self.client.cancel(job):
            raise UsageProblem(f"job {job} neither waits nor runs; `scrapy jobs` shows them")

    def jobs(self, since: datetime | None = None) -> list[Job]:
        """What became of the jobs scheduled from ``since`` on (else of all that are remembered), oldest first.

        Without Scrapyd what the state knows; ``unreachable`` says why then.
        """
        seen: list[SeenJob] | None = None
        self.unreachable = None
        try:
            # Before the state: a job that ends between the two is told by the state.
            seen = self.client.jobs()
        except ScrapydProblem as problem:
            self.unreachable = problem
        with self._database.read() as connection:
            rows = jobs_since(connection, now() - KEPT)
        jobs = report(rows, seen, self._is_alive, now())
        return [job for job in jobs if since is None or job.row is None or job.row.scheduled >= since]

    def retry(self, tell: Callable[[ScrapydProblem], None], sites: Container[str] | None = None) -> list[JobRow]:
        """Schedule again what is to be (:func:`newscrawl.scrapyd.status.to_retry`), of these sites; gives the new jobs.

        ``tell`` hears of jobs that Scrapyd refuses. Raises ScrapydProblem when it is not there, StorageProblem.
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
                tell(problem)
        return posted

    def _is_alive(self, site: str, started: datetime) -> bool:
        holder = lock_holder(self._root / site)
        return holder is not None and holder.runs(started)
