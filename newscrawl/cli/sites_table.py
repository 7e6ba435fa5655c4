"""The table of ``scrapy sites``: what matters most in 80 columns, more in wider ones, then what is wrong."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from newscrawl.core.values import plural
from newscrawl.store import weekly_volume_message

_NARROW = 60
"""Columns that a terminal is taken to have at least."""


@dataclass(frozen=True, slots=True)
class _Column:
    """``rank``: the lower, the sooner it is shown."""

    title: str
    rank: int
    cell: Callable[[dict[str, Any], datetime], str]
    right: bool = False


def print_sites(rows: Sequence[dict[str, Any]], now: datetime, console: Console) -> None:
    """Print one line a site, as many columns as fit, and below it a line for each problem."""
    columns = _fitting(rows, now, max(console.width, _NARROW))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    for column in columns:
        table.add_column(column.title, justify="right" if column.right else "left", no_wrap=True)
    for row in rows:
        table.add_row(*(Text(column.cell(row, now)) for column in columns), style=_style(row))
    console.print(table)
    console.print(_totals(rows), soft_wrap=True)
    for row in rows:
        for problem in _problems(row):
            console.print(Text(f"{row['site']}: {problem}"), soft_wrap=True)


def _fitting(rows: Sequence[dict[str, Any]], now: datetime, width: int) -> list[_Column]:
    """The most important columns that fit, in their order."""
    fitting: list[_Column] = []
    left = width
    for column in sorted(_COLUMNS, key=lambda column: column.rank):
        need = max(len(column.title), *(len(column.cell(row, now)) for row in rows)) + 2 if rows else 0
        if need > left:
            break
        left -= need
        fitting.append(column)
    return [column for column in _COLUMNS if column in fitting]


def _style(row: dict[str, Any]) -> str:
    if row["status"] == "blocked" and row["last_run"] is None:
        return "dim"
    return "yellow" if _problems(row) else ""


def _problems(row: dict[str, Any]) -> list[str]:
    """Return what is wrong with a site."""
    problems = list(row["troubles"])
    if row["weak"] and not row["weak_reported"]:
        problems.append(weekly_volume_message(row["articles_in_7_days"], row["floor"]))
    if row["ended"] == "killed":
        problems.append("the last run was killed; the next one completes its file")
    return problems


def _totals(rows: Sequence[dict[str, Any]]) -> str:
    total = {name: sum(row[name] for row in rows) for name in ("articles", "pending", "given_up")}
    crawled = sum(1 for row in rows if row["last_run"])
    links = f"{plural(total['pending'], 'link')} pending, {total['given_up']:,} given up"
    return f"{plural(len(rows), 'site')}, {crawled} crawled: {plural(total['articles'], 'article')}, {links}"


def _last(row: dict[str, Any], now: datetime) -> str:
    if row["last_run"] is None:
        return "never"
    seconds = max((now - datetime.fromisoformat(row["last_run"])).total_seconds(), 0)
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{row['ended']} {seconds // size:.0f} {unit} ago"
    return f"{row['ended']} just now"


def _complete(row: dict[str, Any], now: datetime) -> str:  # noqa: ARG001 - every cell's signature
    start, through = row["complete_from"], row["complete_to"]
    return f"{start[:10]} to {through[:10]}" if start else "-"


def _number(name: str) -> Callable[[dict[str, Any], datetime], str]:
    return lambda row, now: f"{row[name]:,}" if row[name] else "-"  # noqa: ARG005 - every cell's signature


def _text(name: str, length: int | None = None) -> Callable[[dict[str, Any], datetime], str]:
    return lambda row, now: str(row[name] or "-")[:length]  # noqa: ARG005 - every cell's signature


_COLUMNS = (
    _Column("site", 0, _text("site")),
    _Column("platform", 8, _text("family")),
    _Column("status", 5, _text("status")),
    _Column("articles", 1, _number("articles"), right=True),
    _Column("pending", 4, _number("pending"), right=True),
    _Column("given up", 7, _number("given_up"), right=True),
    _Column("newest", 6, _text("newest_article", 10)),
    _Column("last run", 2, _last),
    _Column("complete", 3, _complete),
    _Column("schedule", 9, _text("schedule")),
    _Column("tags", 10, lambda row, now: ", ".join(row["tags"]) or "-"),  # noqa: ARG005 - every cell's signature
)
