"""Reading published lines back into a state that does not know them: it was lost, or restored from a backup."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from newscrawl.export.mend import record_of
from newscrawl.export.tally import Tally
from newscrawl.failpoints import Act
from newscrawl.items import HEX32
from newscrawl.memory import Outcome
from newscrawl.state import ledger
from newscrawl.state.database import Database
from newscrawl.state.sites import SiteRow
from newscrawl.text.fingerprint import content_hash

BATCH = 1000
"""Lines of one transaction."""
_ID = re.compile(HEX32)


def read_back(
    path: Path, database: Database, site: SiteRow, identify: Callable[[str], str] | None, *, run_id: str, now: datetime
) -> tuple[Tally, int]:
    """Enter every article of the file that the state does not know, and settle its links (none without ``identify``).

    Returns the file's tally and how many of its lines are no records (they are passed over). Raises OSError,
    StorageProblem. May be repeated.
    """
    tally = Tally()
    odd = 0
    with path.open("rb") as file:
        while batch := list(islice(file, BATCH)):
            entries = []
            for line in batch:
                record = record_of(line)
                entry = _entry(record, identify, run_id) if record else None
                tally.add(line, entry.date_published if entry else None, entry.url if entry else "")
                if entry:
                    entries.append(entry)
                else:
                    odd += 1
            _enter(database, site, entries, now)
    return tally, odd


def _enter(database: Database, site: SiteRow, entries: Iterable[ledger.Entry], now: datetime) -> None:
    """Names first: a published line is entered even where a sister has its text, for it is published."""
    with database.read() as connection:
        unknown = [entry for entry in entries if not ledger.holds(connection, site, entry)]
    if not unknown:
        return
    with database.write(Act.RECOVERY_READ_BACK) as connection:
        for entry in sorted(unknown, key=lambda entry: entry.id):  # neighbours in the table together
            number = ledger.article_of(connection, site, bytes.fromhex(entry.id))
            if number is None:
                number = ledger.enter(connection, site, entry)
            else:
                ledger.renew(connection, number, entry)
            ledger.settle_names(connection, site, entry.keys, number, Outcome.PUBLISHED, now)


def _entry(record: dict[str, Any], identify: Callable[[str], str] | None, run_id: str) -> ledger.Entry | None:
    if not _ID.match(record["id"]):
        return None
    names = {record["id"]}
    if identify:
        names |= {identify(record["url"]), identify(record["canonical_url"])}
    date, text = record.get("date_published"), record.get("body")
    revision, run = record.get("revision"), record.get("run_id")
    return ledger.Entry(
        id=record["id"],
        keys=tuple(bytes.fromhex(name) for name in names),
        url=record["canonical_url"],
        date_published=date if isinstance(date, str) else None,
        content_hash=content_hash(text) if isinstance(text, str) else None,
        revision=revision if isinstance(revision, int) else 1,
        run=run if isinstance(run, str) else run_id,
    )
