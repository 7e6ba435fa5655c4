"""Instants in the state file are whole microseconds since 1970 UTC: exact, short, and they sort as numbers."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_number(instant: datetime) -> int:
    """Microseconds since 1970 of an aware instant."""
    return (instant - _EPOCH) // _MICROSECOND


def to_instant(number: int) -> datetime:
    """The instant (UTC) of a number of microseconds since 1970."""
    return _EPOCH + number * _MICROSECOND


def to_text(instant: datetime) -> str:
    """RFC 3339 in UTC with ``Z``, whole seconds: ``2026-11-22T08:00:00Z``."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
