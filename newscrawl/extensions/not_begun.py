"""Record why a scheduled job ended without a run, so that it is not taken for dead."""

from newscrawl.core.arguments import Arguments
from newscrawl.core.clock import now
from newscrawl.core.errors import NewscrawlError
from newscrawl.core.paths import output_root
from newscrawl.store import PATIENCE, JobRow, open_store


def note_not_begun(output: str, site: str, arguments: Arguments, problem: NewscrawlError) -> None:
    """Note in the state why the job ended, if the state can be written: ``problem`` may be that it can't.

    ``output`` is the setting NEWSCRAWL_OUTPUT.
    """
    if arguments.job is None:
        return
    try:
        with open_store(output_root(output), patience=PATIENCE) as store:
            store.end_job(
                JobRow(
                    id=arguments.job,
                    site=site,
                    arguments=arguments.given,
                    scheduled=now(),
                    status=int(problem.status),
                    reason=str(problem),
                )
            )
    except NewscrawlError:
        pass  # the log has the first problem, which is the one to fix
