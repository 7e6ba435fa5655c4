"""What the commands work with: a Scrapyd, and the state file in which jobs are noted."""

from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from newscrawl.clock import now
from newscrawl.export.alive import is_alive
from newscrawl.export.files import make_folder
from newscrawl.export.problems import telling
from newscrawl.scrapyd.client import Client, ScrapydProblem, SeenJob
from newscrawl.scrapyd.home import Access
from newscrawl.scrapyd.posting import KEPT, again, post_job
from newscrawl.scrapyd.report import Job, report, to_retry
from newscrawl.state.database import FILE_NAME, Database
from newscrawl.state.jobs import JobRow, jobs_since


class Desk:
    """A Scrapyd and a state file, open for the length of a ``with`` block.

    ``root`` is the output folder. Raises StorageProblem.
    """

    def __init__(self, root: Path, access: Access) -> None:
        self.client = Client(access)
        self.unreachable: ScrapydProblem | None = None
        """Why the last look at the jobs had to do without Scrapyd."""
        self._root = root
        with telling(root):
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
        """Give a job to Scrapyd (:func:`newscrawl.scrapyd.posting.post_job`)."""
        return post_job(self.client, self._database, job)

    def waiting(self) -> list[tuple[str, dict[str, str]]]:
        """Site and arguments of each job in Scrapyd's queue: a second one alike would find nothing left to do."""
        return [(job.site, dict(job.arguments)) for job in self.client.jobs() if job.place == "pending"]

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
        jobs = report(rows, seen, lambda site, started: is_alive(self._root / site, started), now())
        return [job for job in jobs if since is None or job.row is None or job.row.scheduled >= since]

    def retry(self) -> list[JobRow]:
        """Schedule again what died or was interrupted; gives the new jobs. Raises ScrapydProblem, StorageProblem."""
        died = to_retry(self.jobs(), now())
        if self.unreachable:
            raise self.unreachable
        return [job for row in died if self.post(job := again(row, now()))]
