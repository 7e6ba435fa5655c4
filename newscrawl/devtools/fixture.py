"""Golden fixtures: a document in a site's markup, and what is expected to be read from it.

``tests/fixtures/<family>/<name>/`` holds the document, ``meta.json`` (``spider``, ``url``, ``kind``, ``zone``) and
``expected.json``. While ``meta.json`` says ``"reviewed": false`` the fixture's tests fail: a record that nobody has
looked at proves nothing.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from newscrawl.core.errors import UsageProblem
from newscrawl.crawler.sources import Source, SourcePage
from newscrawl.crawler.spider import NewsSpider
from newscrawl.devtools.anonymize import Anonymizer
from newscrawl.extraction.article import read_article
from newscrawl.extraction.dom.page import Page
from newscrawl.extraction.record_builder import ExtractionResult
from newscrawl.items import FieldGroup, field_names

DOCUMENTS: Final = MappingProxyType(
    {
        "page": "page.html",
        "listing": "listing.html",
        "archive": "listing.html",
        "feed": "feed.xml",
        "sitemap": "sitemap.xml",
        "rest": "posts.json",
    }
)
"""File name of each kind of document."""

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
"""Instant at which fixtures are read: dates that a page prints without year depend on it."""

FIELDS = field_names(FieldGroup.IDENTITY, FieldGroup.CONTENT)
"""Fields of a page's expected record."""


@dataclass(frozen=True, slots=True)
class Fixture:
    """A document and its address."""

    kind: str
    url: str
    document: bytes
    spider: type[NewsSpider]

    def reading(self) -> ExtractionResult:
        """Return the article of a page; its ``problem`` may say that there is none."""
        site = self.spider
        return read_article(Page(self.document, self.url), site.article, site.site(), site.addresses, now=NOW)

    def expected(self) -> Any:
        """Return what is read from it now: a page's record, or the links of a source, as JSON values.

        Raises UsageProblem for a page without an article.
        """
        if self.kind == "page":
            reading = self.reading()
            if reading.problem:
                raise UsageProblem(f"no article at {self.url}: {reading.problem}")
            return {name: value for name, value in asdict(reading.article).items() if name in FIELDS}
        source = _source_at(self.spider, self.url)
        page = source.read(self.document, self.url, self.spider.addresses) if source else SourcePage([])
        return [_without_blanks(asdict(link)) for link in page.links]

    def anonymized(self, anonymizer: Anonymizer, encoding: str | None = None) -> tuple["Fixture", list[str]]:
        """Return it with its words replaced, and the fields of a page that are extracted differently then."""
        document = anonymizer.document(self.document.decode(encoding or "utf-8", "replace")).encode("utf-8")
        other = replace(self, document=document)
        return other, _differences(self.reading(), other.reading()) if self.kind == "page" else []

    def write(self, folder: Path, *, overwrite: bool = False) -> None:
        """Put it and its expected record, which a person has to review, into a folder.

        Raises UsageProblem where the folder is there already, unless ``overwrite``.
        """
        expected = self.expected()
        try:
            folder.mkdir(parents=True, exist_ok=overwrite)
        except FileExistsError:
            raise UsageProblem(f"{folder} exists already; give another --as") from None
        for name in set(DOCUMENTS.values()):
            (folder / name).unlink(missing_ok=True)
        meta = {"spider": self.spider.name, "kind": self.kind, "url": self.url, "zone": self.spider.timezone}
        (folder / DOCUMENTS[self.kind]).write_bytes(self.document)
        _write_json(folder / "meta.json", meta | {"reviewed": False})
        _write_json(folder / "expected.json", expected)


def kind_of(spider: type[NewsSpider], url: str) -> str:
    """Return the kind of document at this address: one of the site's sources, else an article page."""
    source = _source_at(spider, url)
    return "page" if source is None else source.kind.rpartition(" ")[2]


def anonymizer_for(spider: type[NewsSpider]) -> Anonymizer:
    """Return an anonymizer that keeps the outlet's name and the words of its own promotional lines."""
    return Anonymizer(frozenset(re.findall(r"[^\W\d_]+", f"{spider.publisher} {' '.join(spider.article.promo)}")))


def waiting(root: Path, name: str) -> dict[Path, str]:
    """Return the folders of a site's fixtures that wait for a review, with the address of each."""
    metas = {path.parent: json.loads(path.read_text("utf-8")) for path in sorted(root.rglob("meta.json"))}
    return {
        folder: meta["url"]
        for folder, meta in metas.items()
        if meta["spider"] == name and not meta.get("reviewed", True)
    }


def _source_at(spider: type[NewsSpider], url: str) -> Source | None:
    sections = (None, ""), *spider.section_paths().items()
    sources = (source for name, path in sections for source in spider().sources(name, path))
    return next((source for source in sources if source.page_url(1) == url), None)


def _differences(before: ExtractionResult, after: ExtractionResult) -> list[str]:
    """Return fields whose shape has changed: provenance, number of entries, paragraphs or words."""
    shapes: Mapping[str, Callable[[Any], Any]] = {
        "body": lambda body: [len(text.split()) for text in body.split("\n\n")]
    }
    found = []
    for name in FIELDS:
        one, other = getattr(before.article, name), getattr(after.article, name)
        shape = shapes.get(name, len if isinstance(one, list) else bool)
        provenance = before.article.provenance.get(name), after.article.provenance.get(name)
        if name != "provenance" and (provenance[0] != provenance[1] or shape(one or "") != shape(other or "")):
            found.append(name)
    return found


def _without_blanks(values: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in values.items() if value not in (None, (), [])}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in kept.items()}


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
