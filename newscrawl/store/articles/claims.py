"""Which links led to which page of an article, from when it was read until it is published."""

from collections.abc import Iterable
from dataclasses import dataclass

from newscrawl.store.recheck.readings import FetchRecord


@dataclass(frozen=True, slots=True)
class _Claimed:
    """The keys of the links that led to a page, and how it was seen last."""

    keys: set[bytes]
    seen: FetchRecord


class Claims:
    """By article (its id), then by page (what its address identifies): wrong templates call every page one article."""

    def __init__(self) -> None:
        self._claims: dict[str, dict[str, _Claimed]] = {}

    def add(self, article_id: str, page: str, key: bytes, seen: FetchRecord) -> None:
        """The link of this key led to this page, which says that it is this article."""
        claimed = self._claims.get(article_id, {}).get(page)
        keys = {key} | (claimed.keys if claimed else set())
        self._claims.setdefault(article_id, {})[page] = _Claimed(keys, seen)

    def of(self, article_id: str, page: str) -> tuple[frozenset[bytes], FetchRecord | None]:
        """Keys of the links that led to this article's page, and how it was seen last.

        Where only one page says it is the article it is that one, whatever its address has become.
        """
        pages = self._claims.get(article_id, {})
        claimed = pages.get(page) or (next(iter(pages.values())) if len(pages) == 1 else None)
        return (frozenset(claimed.keys), claimed.seen) if claimed else (frozenset(), None)

    def settle(self, settled: Iterable[tuple[str, frozenset[bytes]]]) -> None:
        """These keys were settled with these articles."""
        for article_id, keys in settled:
            pages = self._claims.pop(article_id, {})
            if left := {page: claimed for page, claimed in pages.items() if not claimed.keys <= keys}:
                self._claims[article_id] = left
