"""What an article goes by in the ledger: the names its address gives it, apart from those only its page claims."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from newscrawl.items import HEX32, Article
from newscrawl.store.articles.article_index import Entry
from newscrawl.urls import clean_url

_ID = re.compile(HEX32)
_LARGEST = 2**63
"""SQLite's integers end before it."""


@dataclass(frozen=True, slots=True)
class ArticleKeys:
    """An article's entry. ``entry.keys`` are sure: its address after redirects and the link that led to it.

    ``claimed`` are keys that only its canonical address gives it. Templates go wrong and call every page one story, so
    they are believed only where :func:`newscrawl.store.articles.article_index.may_claim_name` says so.
    """

    entry: Entry
    claimed: frozenset[bytes]

    def believed(self) -> Entry:
        """The entry with all its names."""
        return replace(self.entry, keys=(*self.entry.keys, *self.claimed))


def keys_of(article: Article, identify: Callable[[str], str], run_id: str) -> ArticleKeys:
    """The names and facts of an article."""
    sure = {bytes.fromhex(identify(article.url))}
    if article.fetch:
        sure.add(bytes.fromhex(identify(article.fetch.link.url)))
    claimed = {bytes.fromhex(name) for name in (article.id, identify(article.canonical_url))}
    entry = Entry(
        id=article.id,
        keys=tuple(sure),
        url=article.canonical_url,
        date_published=None if article.date_published is None else str(article.date_published),
        content_hash=article.content_hash,
        revision=article.revision,
        run=run_id,
    )
    return ArticleKeys(entry, frozenset(claimed - sure))


def name_by_address(article: Article, identify: Callable[[str], str]) -> None:
    """Take a wrong canonical address away: the article goes by its own."""
    article.id = identify(article.url)
    article.canonical_url = clean_url(article.url) or article.url


def check(article: Article) -> None:
    """Raise TypeError for a field that a user's pipeline gave a kind that can't be kept; the message names it."""
    revision, published = article.revision, article.date_published
    wants = {
        "id": ("32 hex digits", isinstance(article.id, str) and _ID.match(article.id)),
        "url": ("an address", isinstance(article.url, str) and article.url),
        "canonical_url": ("an address", isinstance(article.canonical_url, str) and article.canonical_url),
        "body": ("a text or None", article.body is None or isinstance(article.body, str)),
        "date_published": ("a text or None", published is None or isinstance(published, str | date)),
        "revision": ("a whole number from 1 on", type(revision) is int and 0 < revision < _LARGEST),
    }
    for name, (wanted, fits) in wants.items():
        if not fits:
            raise TypeError(f"field {name!r} of an article takes {wanted}, not {_shown(getattr(article, name))}")


def _shown(value: Any) -> str:
    return " ".join(repr(value).split())[:80]
