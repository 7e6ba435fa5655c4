"""The manifest of a run: its arguments, what it did, how to check its file; and putting both in place."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from newscrawl.core.clock import to_text
from newscrawl.core.errors import Problem
from newscrawl.core.failpoints import Act, after, before
from newscrawl.core.fs import sync_folder
from newscrawl.publishing.files import RunFiles, write_manifest
from newscrawl.publishing.os_errors import storage_errors
from newscrawl.publishing.part_file import FileStats
from newscrawl.store import RunEnd

MANIFEST_VERSION = 1
MOST_LISTED = 100
"""Links that are listed as given up; the rest is counted."""
KILLED = "killed"
"""Finish reason of a run that did not end by itself."""


def opening(site: str, publisher_group: str, run_id: str, started: datetime) -> dict[str, Any]:
    """What is known of any run."""
    return {
        "manifest_version": MANIFEST_VERSION,
        "site": site,
        "house": publisher_group,
        "run_id": run_id,
        "started": to_text(started),
    }


def ending(
    reason: str, exit_status: int | None, finished: datetime, counters: Mapping[str, Any], problems: Sequence[Problem]
) -> dict[str, Any]:
    """What is known when the run ends."""
    return {
        "finished": to_text(finished),
        "finish_reason": reason,
        "exit_status": None if exit_status is None else int(exit_status),
        "recovered": False,
        "counters": dict(counters),
        "troubles": listed(problems),
    }


def listed(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """Problems as a manifest holds them."""
    return [problem.entry() for problem in problems]


def outcome(name: str, tally: FileStats, end: RunEnd) -> dict[str, Any]:
    """What the run left behind. ``complete`` is the span in which every listed article is settled."""
    span = end.complete
    complete = {"from": to_text(span.start), "to": to_text(span.through)} if span else None
    links = [{"url": url, "reason": reason} for url, reason in end.given_up[:MOST_LISTED]]
    return {
        **file_facts(name, tally),
        "pending": end.pending,
        "complete": complete,
        "given_up": {"total": len(end.given_up), "links": links},
    }


def file_facts(name: str, tally: FileStats) -> dict[str, Any]:
    """How to check the file."""
    return {
        "file": name,
        "written": tally.lines,
        "revisions": tally.revisions,
        "bytes": tally.bytes,
        "sha256": tally.sha256,
        "newest_article": tally.newest,
    }


def encode(account: Mapping[str, Any]) -> bytes:
    """The manifest as a file holds it."""
    return json.dumps(account, ensure_ascii=False, indent=2, default=str).encode("utf-8", "replace") + b"\n"


def put_in_place(files: RunFiles, account: Mapping[str, Any]) -> None:
    """Write the manifest, then give the file its final name: whoever sees a finished file finds its manifest.

    May be repeated after a kill at any point.
    """
    with storage_errors(files.folder):
        write_manifest(files.manifest, encode(account))
        if files.part.exists():
            before(Act.PART_RENAME)
            files.part.rename(files.finished)
            after(Act.PART_RENAME)
        sync_folder(files.folder)
