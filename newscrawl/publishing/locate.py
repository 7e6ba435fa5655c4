"""In which files, and on which lines, an article is published. Only reads, also while its site is being crawled."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newscrawl.core.errors import StorageProblem
from newscrawl.publishing.files import FINISHED, runs_in, stem_of
from newscrawl.publishing.monthly_files import months_in
from newscrawl.publishing.repair import record_of
from newscrawl.store import ArticlePlace


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleLine:
    """A line of a file, counted from 1, where it begins, in bytes, and what it says."""

    path: Path
    line: int
    offset: int
    revision: int
    headline: str | None
    date_published: str | None
    url: str
    canonical_url: str
    crawled_at: str | None
    run: str | None

    @property
    def finished(self) -> bool:
        """Whether its file is finished; that of a run under way, or of one that was killed, is not."""
        return self.path.name.endswith(FINISHED)


def locate(root: Path, place: ArticlePlace) -> list[ArticleLine]:
    """The lines of all revisions of the article, the first revision first; one that is in no file is missing.

    Looks where the store says first, then through the other files of the site, newest first, until all are found.
    Raises StorageProblem.
    """
    folder = root / place.site
    likely = f"{place.site}-{place.month}" if place.month else place.stem
    try:
        try:
            return _locate(folder, place, likely)
        except FileNotFoundError:  # finished, or merged into a month's file, while it was being read
            return _locate(folder, place, None)
    except OSError as error:
        raise StorageProblem(
            f"can't read {error.filename or folder}: {error.strerror}; check its permissions and the disk"
        ) from error


def _locate(folder: Path, place: ArticlePlace, likely: str | None) -> list[ArticleLine]:
    found: dict[int, ArticleLine] = {}
    paths = list(_newest_first(folder)) if folder.is_dir() else []
    for path in sorted(paths, key=lambda path: stem_of(path.name) != likely):
        if len(found) >= place.revision:
            break
        for line in _lines_in(path, place.id):
            found.setdefault(line.revision, line)
    return [found[revision] for revision in sorted(found)]


def _newest_first(folder: Path) -> Iterator[Path]:
    """Files of lines. A month's file comes before those of its runs, which may be there for a moment, too."""
    dated = [(f"{started:%Y-%m-%dT%H:%M:%S}", Path(entry.path)) for _, started, entry in runs_in(folder)]
    dated += [(f"{month}-99", Path(entry.path)) for month, entry in months_in(folder)]
    yield from (path for _, path in sorted(dated, reverse=True))


def _lines_in(path: Path, article_id: str) -> Iterator[ArticleLine]:
    """Lines of the article. The last one of an unfinished file may be torn."""
    wanted, offset = article_id.encode(), 0
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            record = record_of(line) if wanted in line else None
            if record and record["id"] == article_id:
                yield _article_line(path, number, offset, record)
            offset += len(line)


def _article_line(path: Path, number: int, offset: int, record: dict[str, Any]) -> ArticleLine:
    """The fields as far as they are what they should be: a file may be anybody's work."""
    revision = record.get("revision")
    texts = {
        name: value if isinstance(value := record.get(name), str) else None
        for name in ("headline", "date_published", "crawled_at")
    }
    return ArticleLine(
        path=path,
        line=number,
        offset=offset,
        revision=revision if type(revision) is int else 1,
        url=record["url"],
        canonical_url=record["canonical_url"],
        run=str(record.get("run_id") or "") or None,
        **texts,
    )
