"""Values as text for people: what arguments and settings hold, and counts in messages."""

import re
from datetime import timedelta
from types import MappingProxyType

from newscrawl.core.errors import UsageProblem

UNITS = MappingProxyType({"m": "minutes", "h": "hours", "d": "days", "w": "weeks"})
_DURATION = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)\s*([mhdw]?)", re.ASCII)
_LONGEST = timedelta(days=100 * 366)
_COUNT = re.compile(r"\d{1,9}", re.ASCII)


def duration(text: str, *, unit: str = "") -> timedelta | None:
    """Return the time that ``90m``, ``12h``, ``1.5d``, ``2 w`` mean; None for other texts and more than 100 years.

    ``unit`` (a key of :data:`UNITS`) is meant where the text names none; without it such a text is not a duration.
    """
    found = _DURATION.fullmatch(text.strip())
    named = found and (found[2] or unit)
    if not found or not named:
        return None
    length = timedelta(**{UNITS[named]: float(found[1])})
    return length if length <= _LONGEST else None


def whole_number(name: str, value: object) -> int:
    """Return the count that an argument or a setting holds. Raises UsageProblem for all but whole numbers from 1."""
    text = str(value).strip()
    if not _COUNT.fullmatch(text) or not int(text):
        raise UsageProblem(f"{name}={text} is not a whole number from 1 up")
    return int(text)


def plural(count: int, singular: str, plural_form: str | None = None) -> str:
    """Return the count with its noun, by default with an ``s``: ``1 page``, ``2 pages``, ``1,204 pages``."""
    noun = singular if count == 1 else plural_form or singular + "s"
    return f"{count:,} {noun}"
