"""In which file, and on which line, an article is published."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from newscrawl.publishing.files import FINISHED, RunFiles, runs_in
from newscrawl.publishing.monthly_files import MonthFiles, months_in
from newscrawl.publishing.repair import record_of
from newscrawl.store import ArticlePlace


@dataclass(frozen=True, slots=True)
class LinePlace:
    """A line of a file, counted from 1, and where it begins, in bytes."""

    path: Path
    line: int
    offset: int


def locate(root: Path, place: ArticlePlace) -> LinePlace | None:
    """The line of the article's last revision; None when no file has it, of a run under way perhaps not yet.

    Looks where the store says first, then through all files of the site. Raises OSError.
    """
    wanted = place.id.encode()
    for path in _candidates(root / place.site, place):
        offset = 0
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                record = record_of(line) if wanted in line else None
                if record and record["id"] == place.id and record.get("revision", 1) == place.revision:
                    return LinePlace(path, number, offset)
                offset += len(line)
    return None


def _candidates(folder: Path, place: ArticlePlace) -> Iterator[Path]:
    if not folder.is_dir():
        return
    likely = []
    if place.stem:
        files = RunFiles(folder, place.stem)
        likely += [files.finished, files.part]
    if place.month:
        likely.append(MonthFiles(folder, place.site, place.month).finished)
    yield from (path for path in likely if path.exists())
    others = [Path(entry.path) for _, _, entry in runs_in(folder) if entry.name.endswith(FINISHED)]
    others += [Path(entry.path) for _, entry in months_in(folder)]
    yield from (path for path in sorted(others, reverse=True) if path not in likely)
