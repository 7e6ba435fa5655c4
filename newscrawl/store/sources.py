"""What a site's sources want to be asked with next time."""

import sqlite3

from newscrawl.core.crawl_state import Validators
from newscrawl.store.db.sqlite_text import storable
from newscrawl.store.sites import SiteRow


def read_validators(connection: sqlite3.Connection, site: SiteRow, source_url: str) -> Validators | None:
    """What the source was last seen with, or None."""
    row = connection.execute(
        "SELECT etag, last_modified, size FROM validators WHERE site = ? AND source_url = ?",
        (site.number, storable(source_url)),
    ).fetchone()
    return Validators(etag=row[0], last_modified=row[1], size=row[2]) if row else None


def write_validators(connection: sqlite3.Connection, site: SiteRow, source_url: str, seen: Validators) -> None:
    """Keep what the source was seen with."""
    connection.execute(
        "INSERT INTO validators (site, source_url, etag, last_modified, size) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (site, source_url) DO UPDATE SET etag = excluded.etag, last_modified = excluded.last_modified, "
        "size = excluded.size",
        (site.number, storable(source_url), storable(seen.etag), storable(seen.last_modified), seen.size),
    )
