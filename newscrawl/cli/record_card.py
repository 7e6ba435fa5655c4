"""A record as a card in the terminal: each field, the extractor that gave it, and what others would have given."""

from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from newscrawl.extraction.record_builder import ExtractionResult
from newscrawl.items import FieldGroup, Image, field_names
from newscrawl.text.unicode import letters

_FIELDS = tuple(
    name
    for group in (FieldGroup.CONTENT, FieldGroup.IDENTITY, FieldGroup.DERIVED)
    for name in field_names(group)
    if name not in ("body", "provenance")  # the text goes below the table, the ways into its second column
)
_LONGEST = 300
_MOST = 5
"""Entries of a list that are shown without ``--explain``."""


def print_card(reading: ExtractionResult, read_as: str, *, explain: bool) -> None:
    """Print the card; ``read_as`` says by which rules it was read. ``explain`` shows all of it, and what was cut."""
    console = Console(highlight=False)
    article = reading.article
    console.print(Text(article.headline or "(no headline)", style="bold"))
    console.print(Text(read_as, style="dim"))
    if reading.problem:
        console.print(Text(f"problem: {reading.problem}", style="bold red"))
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column("field", style="cyan", no_wrap=True)
    table.add_column("way", style="green", no_wrap=True)
    table.add_column("value", overflow="fold")
    for name in _FIELDS:
        value = getattr(article, name)
        provenance = article.provenance.get(name, "")
        table.add_row(name, provenance, Text(_shown(value, explain=explain)))
        for other in reading.alternatives.get(name, ()):
            if other.provenance != provenance and _differs(value, other.value):
                table.add_row(
                    "", Text(other.provenance, style="dim"), Text(_shown(other.value, explain=explain), style="dim")
                )
    console.print(table)
    console.print()
    served = article.provenance.get("body", "")
    for other in reading.alternatives.get("body", ()):
        if other.provenance != served:
            differs = _differs(article.body, other.value)
            same = f"{len(str(other.value).split())} words" if differs else "the same text"
            console.print(Text(f"body by {other.provenance}: {same}", style="dim"))
    if served:
        console.print(Text(f"body by {served}:", style="green"))
    console.print(Text(article.body or "(no text)"))
    if explain and reading.cuts:
        console.print(Text("\nremoved from the text:", style="cyan"))
        for cut in reading.cuts:
            console.print(Text(f"  {cut.rule}: {_cut_short(cut.text)}", style="dim"))


def _differs(value: Any, other: Any) -> bool:
    return letters(_shown(value, explain=True)) != letters(_shown(other, explain=True))


def _shown(value: Any, *, explain: bool) -> str:
    if value is None or value == []:
        return "-"
    if isinstance(value, list):
        entries = [_one(entry) for entry in value]
        if len(entries) > _MOST and not explain:
            entries = [*entries[:_MOST], f"... and {len(entries) - _MOST} more"]
        return "\n".join(entries) if any(len(entry) > 40 for entry in entries) else ", ".join(entries)
    return str(value) if explain else _cut_short(str(value))


def _one(entry: Any) -> str:
    if isinstance(entry, Image):
        parts = asdict(entry)
        shown = [parts["url"], parts["caption"], f"({parts['credit']})" if parts["credit"] else None]
        return " ".join(part for part in shown if part)
    return str(entry)


def _cut_short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
