"""How far the upkeep of the state has come: a few numbers, by name."""

import sqlite3

FORGOTTEN = "forgotten"
"""Bytes of the list of forgotten articles that are taken in."""
PRUNED = "pruned"
"""When the last pruning was done with everything, as an instant."""


def chore(connection: sqlite3.Connection, name: str) -> int:
    """The number, 0 where there is none yet."""
    row = connection.execute("SELECT value FROM chores WHERE name = ?", (name,)).fetchone()
    return row[0] if row else 0


def note_chore(connection: sqlite3.Connection, name: str, value: int) -> None:
    """Keep a number."""
    connection.execute(
        "INSERT INTO chores (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )
