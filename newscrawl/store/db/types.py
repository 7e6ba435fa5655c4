"""What the tables hold: instants as numbers, texts that any database takes, sites by number."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import overload

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_number(instant: datetime) -> int:
    """Microseconds since 1970 of an aware instant."""
    return (instant - _EPOCH) // _MICROSECOND


def to_instant(number: int) -> datetime:
    """The instant (UTC) of a number of microseconds since 1970."""
    return _EPOCH + number * _MICROSECOND


@overload
def storable(text: str) -> str: ...
@overload
def storable(text: None) -> None: ...
def storable(text: str | None) -> str | None:
    """The text without halves of surrogate pairs and NUL, on which SQLite or PostgreSQL fails the whole transaction."""
    if text is None:
        return None
    text = text.replace("\0", "")
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


@dataclass(frozen=True, slots=True)
class SiteRow:
    """What the tables know a site by."""

    number: int
    name: str
    publisher_group: str


def get_or_create_site(connection: sqlite3.Connection, name: str, publisher_group: str) -> SiteRow:
    """The row of a site, made where there is none; its group follows what the site says now."""
    connection.execute("INSERT INTO sites (name, house) VALUES (?, ?) ON CONFLICT DO NOTHING", (name, publisher_group))
    connection.execute(
        "UPDATE sites SET house = ? WHERE name = ? AND house <> ?", (publisher_group, name, publisher_group)
    )
    (number,) = connection.execute("SELECT number FROM sites WHERE name = ?", (name,)).fetchone()
    return SiteRow(number, name, publisher_group)


def publisher_group_of(connection: sqlite3.Connection, name: str) -> str | None:
    """The group of a site, or None when the store does not know the site."""
    row = connection.execute("SELECT house FROM sites WHERE name = ?", (name,)).fetchone()
    return row[0] if row else None
