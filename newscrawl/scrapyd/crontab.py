"""Writes a crontab that schedules each site's crawl at its own times."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from newscrawl.scrapyd.schedule import Times

RETRY_MINUTES = "*/15"
"""How often jobs that died are retried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrontabEntry:
    """What cron's environment lacks: the working directory, the command for ``scrapy``, and variables."""

    folder: str
    scrapy: Sequence[str]
    environment: Mapping[str, str]


def crontab(sites: Mapping[str, Times], left_out: Sequence[str], place: CrontabEntry) -> str:
    """Return the crontab's text. Times that depend on a zone follow a line ``CRON_TZ=``, which cronie supports."""
    lines = [
        "# newscrawl's crawls, printed by `scrapy crontab`; install this file with `crontab FILE`.",
        *(f"{name}={value}" for name, value in sorted(place.environment.items())),
        "",
        "# Retry jobs that died.",
        _line((RETRY_MINUTES, "*", "*", "*", "*"), place, "jobs", "--retry", "--quiet"),
    ]
    everywhere = {site: times for site, times in sites.items() if times.hourly}
    if everywhere:
        lines += ["", "# Hourly, the same in every time zone."]
        lines += [_crawl(site, times, place) for site, times in _in_order(everywhere)]
    for zone in sorted({times.zone for times in sites.values() if not times.hourly}):
        here = {site: times for site, times in sites.items() if times.zone == zone and not times.hourly}
        lines += ["", f"CRON_TZ={zone}", *(_crawl(site, times, place) for site, times in _in_order(here))]
    if left_out:
        lines += ["", f"# Left out because they block plain clients: {', '.join(left_out)}"]
    return "\n".join(lines) + "\n"


def _in_order(sites: Mapping[str, Times]) -> list[tuple[str, Times]]:
    return sorted(sites.items(), key=lambda entry: (entry[1].fields[0].zfill(2), entry[0]))


def _crawl(site: str, times: Times, place: CrontabEntry) -> str:
    return _line(times.fields, place, "schedule", "--quiet", site)


def _line(fields: Sequence[str], place: CrontabEntry, *words: str) -> str:
    command = f"cd {shlex.quote(place.folder)} && {shlex.join([*place.scrapy, *words])}"
    # Cron ends the command at a bare percent sign.
    return f"{' '.join(fields)}  " + command.replace("%", r"\%")
