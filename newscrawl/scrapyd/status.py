"""Determines the status of each job from what Scrapyd and the state know.

Scrapyd forgets how a job ended, and forgets jobs that ran when it was killed itself; the state does not know what is
waiting in Scrapyd's queue. Together they show which jobs died.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from newscrawl.core.clock import to_text
from newscrawl.core.errors import ExitStatus
from newscrawl.publishing.manifest import KILLED
from newscrawl.scrapyd.client import SeenJob
from newscrawl.store import CANCELLED, JobRow, JobRun

RETRIED_FOR = timedelta(days=3)
"""A job that died longer ago is not retried: cron has scheduled newer ones of its site since."""
_SUBMITTING = timedelta(minutes=5)
"""How long a job may be on record before Scrapyd lists it: it is submitted a moment later."""


class JobStatus(StrEnum):
    """Status of a job; the values are for people."""

    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"
    EMPTY = "nothing new"
    OVERLAPPED = "overlapped"
    """Another run of the site was active and did the work."""
    CANCELLED = "canceled"
    """Stopped by a person; everything it read is saved."""
    INTERRUPTED = "interrupted"
    """Shut down cleanly together with Scrapyd: to be retried."""
    DIED = "died"
    """Killed, or ended without a status: to be retried."""
    ERROR = ExitStatus.ERROR.word
    USAGE = ExitStatus.USAGE.word
    BLOCKED = ExitStatus.BLOCKED.word
    UNREACHABLE = ExitStatus.UNREACHABLE.word
    LAYOUT_CHANGED = ExitStatus.LAYOUT_CHANGED.word
    STORAGE = ExitStatus.STORAGE.word
    UNKNOWN = "unknown"
    """Scrapyd can't be reached."""


BY_EXIT_STATUS: dict[ExitStatus, JobStatus] = {
    status: JobStatus(status.word) for status in ExitStatus if status is not ExitStatus.OK
}
TO_RETRY = (JobStatus.DIED, JobStatus.INTERRUPTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One job. ``row`` is None where the state has no record of it, ``seen`` where Scrapyd does not list it."""

    id: str
    site: str
    status: JobStatus
    row: JobRow | None
    seen: SeenJob | None

    @property
    def written(self) -> int:
        """Number of articles written; 0 while the run is under way or not recovered yet."""
        return int(self.row.run.account.get("written") or 0) if self.row and self.row.run else 0

    @property
    def note(self) -> str:
        """What a person should know: the first problem, or why no run was started."""
        if self.row is None:
            return "not submitted with `scrapy schedule`; it recorded no run, and its arguments are unknown"
        if self.row.run is None:
            return self.row.reason or ""
        problems = [problem for problem in self.row.run.account.get("troubles") or () if problem.get("status")]
        return str(problems[0].get("text", "")) if problems else ""


def report(
    rows: Sequence[JobRow],
    seen: Sequence[SeenJob] | None,
    is_alive: Callable[[str, datetime], bool],
    now: datetime,
) -> list[Job]:
    """Return every job, oldest first, those that only Scrapyd knows at the end.

    ``seen`` is what Scrapyd listed **before** ``rows`` were read, or None when it can't be reached; ``is_alive`` says
    whether the run of a site that began at an instant is still active.
    """
    listed = {job.id: job for job in seen or ()}
    jobs = []
    for row in rows:
        one = listed.pop(row.id, None)
        status = _status_of(row, one, is_alive, now, reachable=seen is not None)
        jobs.append(Job(id=row.id, site=row.site, status=status, row=row, seen=one))
    for one in listed.values():
        status = {"pending": JobStatus.WAITING, "running": JobStatus.RUNNING}.get(one.place, JobStatus.DIED)
        jobs.append(Job(id=one.id, site=one.site, status=status, row=None, seen=one))
    return jobs


def to_retry(jobs: Sequence[Job], now: datetime) -> list[JobRow]:
    """Return the jobs to retry: the last one for each site and set of arguments, unless a later run has made up for it.

    These are jobs that died or were interrupted, and back-fills that overlapped with another run of the site, which did
    not do their work. A retry that died like the job before it is left out: what kills a job twice needs a person.
    """
    known = {job.id: job for job in jobs}
    busy = {job.site for job in jobs if job.status is JobStatus.RUNNING}
    last: dict[tuple[str, str], Job] = {}
    for job in jobs:
        if job.row is not None:
            key = job.site, _key(job.row.arguments) + _key(job.row.settings)
            if job.status is not JobStatus.OVERLAPPED or not _makes_up(last.get(key), job.row):
                last[key] = job
    return [
        job.row
        for job in last.values()
        if job.row
        and job.row.scheduled > now - RETRIED_FOR
        and (_may_run_again(job, known) if job.status in TO_RETRY else _missed(job) and job.site not in busy)
    ]


def _may_run_again(job: Job, known: Mapping[str, Job]) -> bool:
    """Whether a job that died or was interrupted did not die a second time."""
    first = known.get(job.row.retry_of) if job.row and job.row.retry_of else None
    retried = bool(job.row and job.row.retry_of)
    died_before = retried and (first is None or first.status is JobStatus.DIED)
    return job.status is JobStatus.INTERRUPTED or not died_before


def _missed(job: Job) -> bool:
    """Whether it is a back-fill that ended at once, as another run was active. Cron repeats plain crawls anyway."""
    return job.status is JobStatus.OVERLAPPED and bool(job.row and job.row.arguments)


def _makes_up(before: Job | None, met: JobRow) -> bool:
    """Whether the job before, with the same arguments, was the run that this one overlapped with."""
    if before is None or before.row is None or before.row.run is None:
        return False
    ended = before.row.run.account.get("finished")
    return before.status is JobStatus.RUNNING or str(ended or "") > to_text(met.scheduled)


def _key(arguments: Mapping[str, str]) -> str:
    return repr(sorted(arguments.items()))


def _status_of(
    row: JobRow, seen: SeenJob | None, is_alive: Callable[[str, datetime], bool], now: datetime, *, reachable: bool
) -> JobStatus:
    if row.run is not None:
        status = _of_run(row.site, row.run, seen, is_alive, reachable=reachable)
        return JobStatus.CANCELLED if row.reason == CANCELLED and status in TO_RETRY else status
    if row.reason == CANCELLED and (seen is None or seen.place == "finished"):
        return JobStatus.CANCELLED
    if row.status is not None:
        return BY_EXIT_STATUS.get(ExitStatus(row.status), JobStatus.OVERLAPPED)
    if seen is not None:
        return {"pending": JobStatus.WAITING, "running": JobStatus.RUNNING}.get(seen.place, JobStatus.DIED)
    if not reachable:
        return JobStatus.UNKNOWN
    return JobStatus.WAITING if now - row.scheduled < _SUBMITTING else JobStatus.DIED


def _of_run(
    site: str, run: JobRun, seen: SeenJob | None, is_alive: Callable[[str, datetime], bool], *, reachable: bool
) -> JobStatus:
    account = run.account
    reason = account.get("finish_reason")
    if reason is None:
        at_work = (seen is not None and seen.place == "running") or is_alive(site, run.started)
        return JobStatus.RUNNING if at_work else JobStatus.DIED
    if reason == KILLED:
        return JobStatus.DIED
    status = ExitStatus(account.get("exit_status") or 0)
    # A back-fill that is stopped has an exit status of its own; why it ended decides.
    if reason == "shutdown" and status not in (ExitStatus.STORAGE, ExitStatus.ERROR):
        return JobStatus.CANCELLED if seen is not None or not reachable else JobStatus.INTERRUPTED
    if status is not ExitStatus.OK:
        return BY_EXIT_STATUS[status]
    return JobStatus.FINISHED if account.get("written") else JobStatus.EMPTY
