"""An arriving article with all that can be said of it outside a transaction: its names, its sketch, its kept text."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from newscrawl.core.crawl_state import FetchRecord
from newscrawl.core.links import Link
from newscrawl.items import HEX32, Article
from newscrawl.store.articles.index import Entry
from newscrawl.store.recheck.revisions import pack_text
from newscrawl.store.recheck.signature import ContentSignature
from newscrawl.text.fingerprint import content_hash
from newscrawl.text.sketch import Sketch, sketch
from newscrawl.urls import clean_url

_ID = re.compile(HEX32)
_LARGEST = 2**63
"""A database's integers end before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An article that is to be published, as :meth:`newscrawl.store.SiteStore.prepare` makes it.

    ``entry.keys`` are names that are sure: its address after redirects and the link that led to it. ``claimed`` are
    keys that only its canonical address gives it. Templates go wrong and call every page one story, so these are
    believed only where :func:`newscrawl.store.articles.index.may_claim_name` says so.
    """

    article: Article
    own_id: str
    """The id of its own address, whatever its page calls canonical."""
    entry: Entry
    claimed: frozenset[bytes]
    fetch: FetchRecord
    sketch: Sketch | None
    content: bytes | None
    """Its text as it is kept, or None where texts are not kept."""

    @property
    def own_key(self) -> bytes:
        """The name that its own address gives it."""
        return bytes.fromhex(self.own_id)

    def named(self, *, canonical: bool) -> Entry:
        """The entry, with the names of its canonical address or without."""
        return replace(self.entry, keys=(*self.entry.keys, *self.claimed)) if canonical else self.entry

    def signature(self) -> ContentSignature:
        """What is compared when it is read again, as the article is now."""
        return ContentSignature.of(self.article, self.fetch.body_selector)

    def name_by_address(self) -> None:
        """Take a wrong canonical address away from the article: it goes by its own."""
        self.article.id = self.own_id
        self.article.canonical_url = clean_url(self.article.url) or self.article.url


def prepare(
    article: Article, identify: Callable[[str], str], *, run_id: str, now: datetime, keeps_text: bool
) -> Candidate:
    """Fill what follows from the article itself (``word_count``, ``content_hash``, ``run_id``) and gather its names.

    Raises TypeError for a field that a custom pipeline gave a type that can't be kept; the message names it.
    """
    _check(article)
    article.word_count = len((article.body or "").split())
    article.content_hash = content_hash(article.body)
    article.run_id = run_id
    fetch = article.fetch or FetchRecord(link=Link(url=article.url, source="article"), at=now)
    own_id = identify(article.url)
    sure = {bytes.fromhex(own_id), bytes.fromhex(identify(fetch.link.url))}
    claimed = {bytes.fromhex(name) for name in (article.id, identify(article.canonical_url))}
    return Candidate(
        article=article,
        own_id=own_id,
        entry=entry_of(article, tuple(sure)),
        claimed=frozenset(claimed - sure),
        fetch=fetch,
        sketch=sketch(article.body),
        content=pack_text(article) if keeps_text else None,
    )


def entry_of(article: Article, keys: tuple[bytes, ...]) -> Entry:
    """The article as the index of articles keeps it, under these names."""
    return Entry(
        id=article.id,
        keys=keys,
        url=article.canonical_url,
        date_published=None if article.date_published is None else str(article.date_published),
        content_hash=article.content_hash,
        revision=article.revision,
        run=article.run_id or "",
    )


def _check(article: Article) -> None:
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
