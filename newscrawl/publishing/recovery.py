"""What the start of a run does before anything else: complete what earlier runs of the site left behind."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from newscrawl.core.errors import ExitStatus, Problem, StorageProblem
from newscrawl.core.failpoints import Act, after, before
from newscrawl.core.fs import sync_folder
from newscrawl.core.values import plural
from newscrawl.publishing.deletion_list import apply_deletion_list
from newscrawl.publishing.files import FINISHED, RunFiles, runs_in, stem_of
from newscrawl.publishing.manifest import KILLED, ending, file_facts, listed, opening, put_in_place
from newscrawl.publishing.monthly_files import merged_runs, read_back_months
from newscrawl.publishing.os_errors import storage_errors
from newscrawl.publishing.reindex import read_back
from newscrawl.publishing.removal import purge
from newscrawl.publishing.repair import repair
from newscrawl.publishing.replaced import clear_old_staging
from newscrawl.store import RunRow, SiteStore, Store


@dataclass(frozen=True, slots=True)
class Recovered:
    """A file that was completed or read back: where it is, its lines, and what a person should know of it."""

    path: Path
    lines: int
    problems: tuple[Problem, ...]


def recover(store: Store, site: SiteStore, folder: Path, now: datetime) -> list[Recovered]:
    """Complete every unfinished run of the site, and read back the files that the state does not know.

    To be called under the site's lock. May be killed anywhere and called again. Where nothing is left behind it costs a
    look at the folder.
    """
    apply_deletion_list(store, folder.parent)
    with storage_errors(folder):
        clear_old_staging(folder)
    read_back_months(site, folder)
    _register(site, folder)
    runs = site.unfiled_runs()
    merged = merged_runs(folder) if runs else set()
    done = [_complete(site, RunFiles(folder, run.stem), run, merged, now) for run in runs]
    purge(site, folder, now)
    return [recovered for recovered in done if recovered]


def _register(site: SiteStore, folder: Path) -> None:
    """Give a row to every file that the state does not know, or knows with another size: a run to be completed."""
    sizes = site.known_files().runs
    unknown: dict[str, RunRow] = {}
    with storage_errors(folder):
        for run_id, started, entry in runs_in(folder):
            stem = stem_of(entry.name)
            if not (entry.name.endswith(FINISHED) and sizes.get(stem) == entry.stat().st_size):
                account = _read_manifest(RunFiles(folder, stem)) or opening(
                    site.name, site.publisher_group, run_id, started
                )
                unknown[run_id] = RunRow(id=run_id, stem=stem, started=started, account=account)
    if unknown:
        site.register_runs(list(unknown.values()))


def _complete(site: SiteStore, files: RunFiles, run: RunRow, merged: set[str], now: datetime) -> Recovered | None:
    """Complete one run; None when it wrote nothing, or when its lines are in the file of their month."""
    if run.id in merged and not (files.part.exists() or files.finished.exists()):
        # The state is a backup from the middle of the run: what it promises was written, and merged, since.
        site.record_filed(run.id, run.account, 0)
        return None
    promised = site.promised_lines(run.id)
    problems = []
    with storage_errors(files.folder):
        _part_or_finished(files)
        finished = files.finished.exists()
        if not finished and not repair(files.part, run.id, promised):
            text = f"{files.finished} is shorter than recorded; it may have been truncated"
            problems.append(Problem(ExitStatus.STORAGE, text))
        path = files.finished if finished else files.part
        if not path.exists() or path.stat().st_size == 0:
            _remove(files.part)
            site.record_filed(run.id, _account(run, {}, now, problems), 0)
            return None
        tally, odd = read_back(path, site, run_id=run.id)
    if odd:
        problems.append(
            Problem(ExitStatus.STORAGE, f"{files.finished} contains {plural(odd, 'line')} not recognizable as articles")
        )
    account = _account(run, file_facts(files.finished.name, tally), now, problems)
    if not (finished and files.manifest.exists()):
        account["recovered"] = True
        put_in_place(files, account)
    site.record_filed(run.id, account, tally.bytes)
    return Recovered(files.finished, tally.lines, tuple(problems))


def _account(run: RunRow, facts: dict[str, Any], now: datetime, problems: list[Problem]) -> dict[str, Any]:
    """The run's manifest: its own ending where it had one, else that it was killed."""
    account = run.account
    if "finish_reason" not in account:
        account |= ending(KILLED, None, now, {}, ())
    problems_of_run = [*account.get("troubles", ()), *listed(problems)]
    return account | facts | {"troubles": problems_of_run}


def _part_or_finished(files: RunFiles) -> None:
    """Both there, as after restoring an older copy of the folder: the older one goes if the finished one has it all."""
    if not (files.part.exists() and files.finished.exists()):
        return
    with files.part.open("rb") as part, files.finished.open("rb") as finished:
        while piece := part.read(1 << 20):
            if finished.read(len(piece)) != piece:
                raise StorageProblem(f"{files.part} and {files.finished.name} conflict; inspect both and remove one")
    _remove(files.part)


def _remove(path: Path) -> None:
    if path.exists():
        before(Act.RECOVERY_REMOVE)
        path.unlink()
        after(Act.RECOVERY_REMOVE)
        sync_folder(path.parent)


def _read_manifest(files: RunFiles) -> dict[str, Any] | None:
    """The manifest beside the file, if there is a readable one."""
    try:
        account = json.loads(files.manifest.read_bytes())
    except (OSError, ValueError):
        return None
    return account if isinstance(account, dict) else None
