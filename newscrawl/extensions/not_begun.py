"""Record why a scheduled job ended without a run, so that it is not taken for dead."""

from contextlib import closing

from newscrawl.core.arguments import Arguments
from newscrawl.core.clock import now
from newscrawl.core.errors import NewscrawlError
from newscrawl.core.failpoints import Act
from newscrawl.core.paths import output_root
from newscrawl.store.db.database import FILE_NAME, PATIENCE, Database
from newscrawl.store.jobs import end_job


def note_not_begun(output: str, site: str, arguments: Arguments, problem: NewscrawlError) -> None:
    """Note in the state why the job ended, if the state can be written: ``problem`` may be that it can't.

    ``output`` is the setting NEWSCRAWL_OUTPUT.
    """
    if arguments.job is None:
        return
    try:
        with (
            closing(Database.open(output_root(output) / FILE_NAME, patience=PATIENCE)) as database,
            database.write(Act.RUN_BEGIN) as connection,
        ):
            end_job(connection, arguments.job, site, arguments.given, now(), int(problem.status), str(problem))
    except NewscrawlError:
        pass  # the log has the first problem, which is the one to fix
