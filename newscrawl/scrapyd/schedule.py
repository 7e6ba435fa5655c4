"""Checks a spider's ``schedule`` and turns it into crontab fields.

Five fields and an IANA time zone: ``H 6-20/2 * * mon-fri Europe/Kyiv``. Besides what every cron knows (numbers, names
of months and days, ranges, lists, steps) ``H`` is a number derived from the site's name, as in Jenkins: always the
same for one site, different for the next, so that forty sites do not start at one moment. ``H(8-17)`` is one of a
range, ``H/6`` is every sixth from a beginning of the site's own.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Self
from zoneinfo import ZoneInfo

from newscrawl.core.errors import UsageProblem
from newscrawl.core.values import plural

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_FIELDS = (
    # name, least, most, most that H may give, names
    ("minute", 0, 59, 59, ()),
    ("hour", 0, 23, 23, ()),
    ("day of the month", 1, 31, 28, ()),
    ("month", 1, 12, 12, _MONTHS),
    ("day of the week", 0, 7, 6, _DAYS),
)
_HASHED = re.compile(r"H(?:\((\d{1,2})-(\d{1,2})\))?(?:/(\d{1,2}))?", re.ASCII)
_PART = re.compile(r"(?:(\*)|(\w+)(?:-(\w+))?)(?:/(\d{1,2}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Times:
    """A site's times: five crontab fields without ``H``, and the zone they are meant in."""

    fields: tuple[str, str, str, str, str]
    zone: str

    @classmethod
    def of(cls, site: str, schedule: str) -> Self:
        """Return the times of a site; raises UsageProblem (one line) for a schedule that is not valid."""
        words = schedule.split()
        if len(words) != len(_FIELDS) + 1:
            raise UsageProblem(
                f"{site}: schedule {schedule!r} has {plural(len(words), 'field')}, expected five and a time zone; "
                "write it like 'H * * * * UTC'"
            )
        *texts, zone = words
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            raise UsageProblem(
                f"{site}: schedule {schedule!r}: {zone!r} is not a time zone; write it like Europe/Kyiv"
            ) from None
        made = [_field(site, schedule, number, text) for number, text in enumerate(texts)]
        return cls((made[0], made[1], made[2], made[3], made[4]), zone)

    @property
    def hourly(self) -> bool:
        """Whether it is the same in every zone: each hour of each day."""
        return self.fields[1:] == ("*", "*", "*", "*")


def _field(site: str, schedule: str, number: int, text: str) -> str:
    name, least, most, hashed_most, names = _FIELDS[number]

    def wrong() -> UsageProblem:
        return UsageProblem(f"{site}: schedule {schedule!r}: {text!r} is not a valid {name}")

    if match := _HASHED.fullmatch(text):
        low, high = (int(match[1]), int(match[2])) if match[1] else (least, hashed_most)
        step = int(match[3]) if match[3] else None
        if not least <= low <= high <= most or (step is not None and not 0 < step <= most):
            raise wrong()
        if step is None:
            return str(low + _spread(site, name, high - low + 1))
        first = low + _spread(site, name, min(step, high - low + 1))
        return f"{first}-{high}/{step}"
    for part in text.split(","):
        piece = _PART.fullmatch(part)
        if piece is None or (piece[4] and not 0 < int(piece[4]) <= most) or (piece[2] and piece[4] and not piece[3]):
            raise wrong()
        ends = [_value(end, names) for end in (piece[2], piece[3]) if end]
        if any(not least <= end <= most for end in ends) or ends != sorted(ends):
            raise wrong()
    return text


def _value(text: str, names: tuple[str, ...]) -> int:
    """Return the number of one end of a range; -1, which is invalid in every field, for other text."""
    if text.isascii() and text.isdecimal():
        return int(text)
    # Months count from 1, days of the week from 0.
    return names.index(text.lower()) + (names is _MONTHS) if text.lower() in names else -1


def _spread(site: str, name: str, size: int) -> int:
    """Return a number from 0 to below ``size`` that is always the same for this site."""
    digest = hashlib.sha256(f"{name} of {site}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % size
