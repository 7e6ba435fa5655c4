"""Detects pages that are not an article, whatever their HTTP status is."""

import re

from newscrawl.core.links import SourceKind
from newscrawl.core.reasons import ReasonKind
from newscrawl.extraction.extractors import PageContext
from newscrawl.items import Article, Provenance
from newscrawl.urls import Addresses

_NOT_FOUND = re.compile(
    r"(?:error\s)?404\b.*|nothing (?:was )?found|oops\b.*|(?:(?:the|this)\s)?(?:page|article|story|content|post)\s"
    r"(?:you.{0,40}\s)?(?:(?:is|was|could|can)\s)?(?:not\s(?:be\s)?found|no longer|unavailable|cannot be found"
    r"|doesn['\u2019]t exist).*",
    re.IGNORECASE,
)
_NO_EVIDENCE = frozenset(kind for kind in SourceKind if not kind.implies_article)
"""Sources that link to pages of all sorts."""
_IN_PLACE_OF_TEXT = 25
"""Words below which a page with a player, or a list, is not an article."""


def find_problem(article: Article, context: PageContext, addresses: Addresses) -> ReasonKind | None:
    """Return why the page, or the feed item, is not an article with a text; None where it is one."""
    if context.feed:
        return None if article.body else ReasonKind.NO_BODY
    return _problem_of_page(article, context, addresses)


def _problem_of_page(article: Article, context: PageContext, addresses: Addresses) -> ReasonKind | None:
    words = article.body.count(" ") + 1 if article.body else 0
    title = context.page.title or ""
    if words < 150 and any(text and _NOT_FOUND.fullmatch(text) for text in (article.headline, title)):
        return ReasonKind.NOT_AN_ARTICLE
    if not addresses.is_article(article.canonical_url) and not addresses.is_article(context.page.url):
        return ReasonKind.NOT_AN_ARTICLE
    hinted = context.link is not None and context.link.source not in _NO_EVIDENCE
    if not hinted and context.page.any_of(context.rules.refuse):
        return ReasonKind.NOT_AN_ARTICLE
    if words < _IN_PLACE_OF_TEXT:
        kind = (context.page.meta("og:type") or "").lower()
        # A maintenance or login page comes under the article's address, too: only what the page itself says counts.
        undated = article.provenance.get("date_published") in (None, Provenance.HINT, Provenance.ADDRESS)
        if kind.startswith("video") or (undated and kind in ("website", "")):
            return ReasonKind.NOT_AN_ARTICLE
        if not words:
            return ReasonKind.NO_BODY
    return None
