"""A site in the state file: its number there and its house."""

import sqlite3
from dataclasses import dataclass

from newscrawl.site import Site


@dataclass(frozen=True, slots=True)
class SiteRow:
    """What the tables know a site by."""

    number: int
    name: str
    house: str


def enrol(connection: sqlite3.Connection, site: Site) -> SiteRow:
    """The row of a site, made where there is none; its house follows what the site says now."""
    connection.execute("INSERT OR IGNORE INTO sites (name, house) VALUES (?, ?)", (site.name, site.house))
    connection.execute("UPDATE sites SET house = ? WHERE name = ? AND house <> ?", (site.house, site.name, site.house))
    (number,) = connection.execute("SELECT number FROM sites WHERE name = ?", (site.name,)).fetchone()
    return SiteRow(number, site.name, site.house)
