"""The date that an address names: ``/2026/11/22/...``, ``/2026-11-22/...``, ``/20261122/...``, ``/2026/11/...``."""

import re
from datetime import date

_PATH = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]{0,20}:)?(?://[^/?#]*)?([^?#]*)")
_DAY = re.compile(r"/((?:19|20)\d{2})(?:[/-](\d{1,2})[/-](\d{1,2})|(\d{2})(\d{2}))(?=[/-]|$)", re.ASCII)
_MONTH = re.compile(r"/((?:19|20)\d{2})/(0[1-9]|1[0-2])(?=/)", re.ASCII)


def date_in_path(url: str) -> str | None:
    """The day (``2026-11-22``) or the month (``2026-11``) that the path of an article's address names, or None."""
    found = _PATH.match(url)
    path = found[1] if found else ""
    if match := _DAY.search(path):
        year, month, day = (part for part in match.groups() if part)
        try:
            return date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            pass  # a month may still be named
    match = _MONTH.search(path)
    return f"{match[1]}-{match[2]}" if match else None
