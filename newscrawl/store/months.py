"""Files that hold all runs of a month, as the state knows them."""

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from newscrawl.store.db.timestamps import to_number
from newscrawl.store.sites import SiteRow


def month_sizes(connection: sqlite3.Connection, site: str) -> dict[str, int]:
    """Month (``2026-10``) and size in bytes of every merged file of the site (its name) whose lines the state holds."""
    rows = connection.execute("SELECT month, bytes FROM months JOIN sites ON number = site WHERE name = ?", (site,))
    return dict(rows.fetchall())


def record_month(connection: sqlite3.Connection, site: SiteRow, month: str, size: int) -> None:
    """The lines of the site's merged file of this month are known."""
    connection.execute(
        "INSERT INTO months (site, month, bytes) VALUES (?, ?, ?) "
        "ON CONFLICT (site, month) DO UPDATE SET bytes = excluded.bytes",
        (site.number, month, size),
    )


def recall_run(
    connection: sqlite3.Connection, site: SiteRow, run: str, stem: str, started: datetime, account: Mapping[str, Any]
) -> None:
    """Note a run of which only the merged file tells, unless it is known."""
    connection.execute(
        "INSERT INTO runs (id, site, stem, started_at, account, closed, filed) VALUES (?, ?, ?, ?, ?, TRUE, TRUE) "
        "ON CONFLICT DO NOTHING",
        (run, site.number, stem, to_number(started), json.dumps(account, ensure_ascii=True, default=str)),
    )
