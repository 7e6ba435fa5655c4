"""The type of what a transaction hands out, for rooms that pass it on and speak no SQL themselves."""

from sqlite3 import Connection

__all__ = ["Connection"]
