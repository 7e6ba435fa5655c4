"""Submits a job to Scrapyd: recorded in the state first, so that none is lost between the two."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from newscrawl.core.errors import UsageProblem
from newscrawl.scrapyd.client import Client, ScrapydProblem
from newscrawl.store import JobRow, Store

KEPT = timedelta(days=90)
"""How long jobs are kept on record."""
_SOUND = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
_SCRAPYDS = ("project", "spider", "jobid", "priority", "setting")
"""Parameters of Scrapyd's API, which can't be used as names of arguments."""


def new_job(
    site: str,
    arguments: Mapping[str, str],
    now: datetime,
    *,
    settings: Mapping[str, str] | None = None,
    job: str | None = None,
) -> JobRow:
    """Return a new job. Raises UsageProblem for an id or an argument that Scrapyd can't take."""
    if job is not None and not _SOUND.fullmatch(job):
        raise UsageProblem(f"--jobid {job} is not valid; use at most 100 letters, digits, '-', '_' and '.'")
    for name in arguments:
        if name in _SCRAPYDS or name.startswith("_"):
            raise UsageProblem(f"argument {name!r} is Scrapyd's own and would never reach the spider; rename it")
    made = f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
    return JobRow(id=job or made, site=site, arguments=arguments, settings=settings or {}, scheduled=now)


def again(died: JobRow, now: datetime) -> JobRow:
    """Return a retry of a job that died, with its arguments and settings."""
    return replace(new_job(died.site, died.arguments, now, settings=died.settings), retry_of=died.id)


def post_job(client: Client, store: Store, job: JobRow) -> bool:
    """Record the job and submit it to Scrapyd; False where a job of this id, or a retry of the same job, exists.

    Raises ScrapydProblem where Scrapyd does not accept it; a job that it certainly did not accept is dropped. Raises
    StorageProblem.
    """
    if not store.add_job(job, keep_since=job.scheduled - KEPT):
        return False
    try:
        client.schedule(job.site, job.id, job.arguments, job.settings)
    except ScrapydProblem as problem:
        if problem.sure:
            store.drop_job(job.id)
        raise
    store.accept_job(job.id)
    return True
