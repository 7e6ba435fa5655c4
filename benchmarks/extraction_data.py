"""Real pages and their true articles: ``ground-truth.json`` beside ``html/<id>.html.gz``."""

import gzip
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

HALVES = ("all", "tune", "test")


class OddData(Exception):
    """The data folder lacks something; the message says what."""


@dataclass(frozen=True, slots=True)
class Case:
    """One page with what is true of it. The fields but the body are None where the set does not tell."""

    id: str
    url: str
    html: bytes
    body: str
    headline: str | None
    authors: list[str] | None
    date: str | None


def load(folder: Path, half: str = "all") -> list[Case]:
    """The pages of a set, or of the half of its hosts to tune on or to test on. Raises OddData."""
    truth_file = folder / "ground-truth.json"
    try:
        truth = json.loads(truth_file.read_bytes())
        cases = [
            Case(
                id=key,
                url=entry["url"],
                html=gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes()),
                body=entry["articleBody"],
                headline=entry.get("headline"),
                authors=entry.get("authors"),
                date=entry.get("datePublished"),
            )
            for key, entry in sorted(truth.items())
            if half in ("all", half_of(entry["url"]))
        ]
    except FileNotFoundError as error:
        raise OddData(f"{error.filename}: no such file") from error
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise OddData(f"{truth_file}: not a set of pages ({type(error).__name__}: {error})") from error
    if not cases:
        raise OddData(f"{truth_file}: holds no pages")
    return cases


def half_of(url: str) -> str:
    """``tune`` or ``test``, the same for all pages of a host."""
    host = urlsplit(url).hostname or ""
    return "test" if int(hashlib.sha256(host.encode()).hexdigest(), 16) % 2 else "tune"
