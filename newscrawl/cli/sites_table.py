"""The table of ``scrapy sites``: what matters most in 80 columns, more in wider ones, then what is wrong."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from newscrawl.store.site_status import weekly_volume_message

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
    """Print one line a site, as many columns as fit, and below it a line for each site that wants a person."""
    columns = _fitting(rows, now, max(console.width, _NARROW))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    for column in columns:
        table.add_column(column.title, justify="right" if column.right else "left", no_wrap=True)
    for row in rows:
        table.add_row(*(Text(column.cell(row, now)) for column in columns), style=_style(row))
    console.print(table)
    console.print(_sum(rows), soft_wrap=True)
    for row in rows:
        for problem in _wrong(row):
            console.print(Text(f"{row['site']}: {problem}"), soft_wrap=True)


def _fitting(rows: Sequence[dict[str, Any]], now: datetime, width: int) -> list[_Column]:
    """The most important columns that fit, in their order."""
    display_path: list[_Column] = []
    left = width
    for column in sorted(_COLUMNS, key=lambda column: column.rank):
        need = max(len(column.title), *(len(column.cell(row, now)) for row in rows)) + 2 if rows else 0
        if need > left:
            break
        left -= need
        display_path.append(column)
    return [column for column in _COLUMNS if column in display_path]


def _style(row: dict[str, Any]) -> str:
    if row["status"] == "blocked" and row["last_run"] is None:
        return "dim"
    return "yellow" if _wrong(row) else ""


def _wrong(row: dict[str, Any]) -> list[str]:
    """What of a site wants a person."""
    said = list(row["troubles"])
    if row["weak"] and not any(" credible" in text for text in said):
        said.append(weekly_volume_message(row["articles_in_7_days"], row["floor"]))
    if row["ended"] == "killed":
        said.append("its last run was killed; the next one completes its file")
    return said


def _sum(rows: Sequence[dict[str, Any]]) -> str:
    total = {name: sum(row[name] for row in rows) for name in ("articles", "pending", "given_up")}
    crawled = sum(1 for row in rows if row["last_run"])
    sites = f"{len(rows)} site{'s' if len(rows) != 1 else ''}"
    tail = f"{total['articles']:,} articles, {total['pending']:,} links pending, {total['given_up']:,} given up"
    return f"{sites}, {crawled} crawled: {tail}"


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
    _Column("family", 8, _text("family")),
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
