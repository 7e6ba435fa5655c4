"""What reading an article comes to."""

from dataclasses import dataclass, field
from typing import Any

from newscrawl.core.reasons import ReasonKind
from newscrawl.extraction.body.clean_body import RemovedBlock
from newscrawl.items import Article


@dataclass(slots=True, kw_only=True)
class ExtractionResult:
    """An article as read, complete but for what publishing fills (word count, hash, run), and how it was read."""

    article: Article
    problem: ReasonKind | None = None
    """``NO_BODY``: no text was found. ``NOT_AN_ARTICLE``: an index, a video or an error page."""
    alternatives: dict[str, list[tuple[str, Any]]] = field(default_factory=dict)
    """Of each field what every way gives, in their order; only when it was asked for."""
    cuts: list[RemovedBlock] = field(default_factory=list)
    """Paragraphs taken out of the text, with the rule that did it."""
