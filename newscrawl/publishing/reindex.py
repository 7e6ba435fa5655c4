"""Reading published lines back into a state that does not know them: it was lost, or restored from a backup."""

import re
from itertools import islice
from pathlib import Path
from typing import Any

from newscrawl.items import HEX32, Article
from newscrawl.publishing.part_file import FileStats
from newscrawl.publishing.repair import record_of
from newscrawl.store import SiteStore

BATCH = 1000
"""Lines of one transaction."""
_ID = re.compile(HEX32)


def read_back(path: Path, site: SiteStore, *, run_id: str) -> tuple[FileStats, int]:
    """Enter every article of the file that the store does not know, and settle its links.

    Returns the file's tally and how many of its lines are not records (they are passed over). Raises OSError,
    StorageProblem. May be repeated.
    """
    tally = FileStats()
    odd = 0
    with path.open("rb") as file:
        while batch := list(islice(file, BATCH)):
            articles = []
            for line in batch:
                record = record_of(line)
                if record is None or not _ID.match(record["id"]):
                    odd += 1
                    tally.add(line, None, "")
                else:
                    article = _article(record, run_id)
                    articles.append(article)
                    tally.add(line, article.date_published, article.canonical_url, revision=article.revision)
            site.index_articles(articles)
    return tally, odd


def _article(record: dict[str, Any], run_id: str) -> Article:
    """The record as an article, as far as its fields are what they should be: a file may be anybody's work."""
    texts = ("headline", "date_published", "date_modified", "body", "crawled_at")
    hashes = ("previous_hash", "story_id", "near_duplicate_of")
    numbers = {"revision": 1, "reader_version": 0}
    provenance, run = record.get("provenance"), record.get("run_id")
    given: dict[str, Any] = {
        **{name: value if isinstance(value := record.get(name), str) else None for name in texts},
        **{name: value if isinstance(value := record.get(name), str) and _ID.match(value) else None for name in hashes},
        **{name: value if type(value := record.get(name)) is int else least for name, least in numbers.items()},
        **{name: _strings(record.get(name)) for name in ("authors", "changed_fields")},
        "provenance": {str(name): str(given) for name, given in provenance.items()}
        if isinstance(provenance, dict)
        else {},
    }
    return Article(
        id=record["id"],
        site="",
        publisher="",
        url=record["url"],
        canonical_url=record["canonical_url"],
        run_id=run if isinstance(run, str) else run_id,
        **given,
    )


def _strings(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
