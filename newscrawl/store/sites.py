"""A site in the state file: its number there and its house."""

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SiteRow:
    """What the tables know a site by."""

    number: int
    name: str
    publisher_group: str


def get_or_create_site(connection: sqlite3.Connection, name: str, publisher_group: str) -> SiteRow:
    """The row of a site, made where there is none; its house follows what the site says now."""
    connection.execute("INSERT INTO sites (name, house) VALUES (?, ?) ON CONFLICT DO NOTHING", (name, publisher_group))
    connection.execute(
        "UPDATE sites SET house = ? WHERE name = ? AND house <> ?", (publisher_group, name, publisher_group)
    )
    (number,) = connection.execute("SELECT number FROM sites WHERE name = ?", (name,)).fetchone()
    return SiteRow(number, name, publisher_group)


def publisher_group_of(connection: sqlite3.Connection, name: str) -> str | None:
    """The house of a site, or None when the state does not know the site."""
    row = connection.execute("SELECT house FROM sites WHERE name = ?", (name,)).fetchone()
    return row[0] if row else None
