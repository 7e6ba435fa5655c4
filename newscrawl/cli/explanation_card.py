"""An answer of ``scrapy explain`` on a terminal, and as JSON."""

import textwrap
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.text import Text

from newscrawl.cli.explanation import MAX_CANDIDATES, Explanation, FoundArticle, Verdict, verdict_of
from newscrawl.cli.explanation_text import NO_LINK, Fact, advice_for, facts_of, headline_of
from newscrawl.core.clock import to_text
from newscrawl.core.reasons import Reason
from newscrawl.publishing.locate import ArticleLine
from newscrawl.store import LinkStory, SiteStatus
from newscrawl.text.unicode import fold

_GREEN = frozenset((Verdict.PUBLISHED,))
_YELLOW = frozenset((Verdict.POSTPONED, Verdict.WAITING, Verdict.OUTSIDE_DATE_RANGE))
_CYAN = frozenset((Verdict.DUPLICATE, Verdict.NEAR_DUPLICATE))
_LABEL = 12
"""Columns of a label with the space around it."""
_ARROW = "  -> "
_NARROW = 40
_WIDE = 120
"""Columns that prose takes on a terminal, at least and at most."""
_UNBROKEN = 1_000_000
"""Elsewhere each sentence stays on one line, for ``grep``."""


def print_explanation(answer: Explanation, *, first: bool = True) -> None:
    """Print the answer; an empty line goes before it unless it is the ``first``."""
    # The terminal wraps what is to be copied itself, so that no line feed gets into an address.
    console = Console(highlight=False, soft_wrap=True, markup=False, emoji=False)
    width = min(max(console.width, _NARROW), _WIDE) if console.is_terminal else _UNBROKEN
    if not first:
        console.print()
    for line in _wrapped(headline_of(answer), width):
        console.print(Text(line, style=f"bold {_color(answer.verdict)}"))
    for fact in facts_of(answer):
        console.print(_row(fact, width))
    for advice in advice_for(answer):
        for number, line in enumerate(_wrapped(advice.text, width - len(_ARROW))):
            console.print(Text((" " * len(_ARROW) if number else _ARROW) + line))
        if advice.command:
            console.print(Text(" " * len(_ARROW) + advice.command, style="bold"))


def _row(fact: Fact, width: int) -> Text:
    label = f"  {fact.label:{_LABEL - 2}} " if len(fact.label) < _LABEL else f"  {fact.label}  "
    lines = [fold(fact.text)] if fact.verbatim else _wrapped(fact.text, width - len(label))
    return Text.assemble((label, "dim"), ("\n" + " " * len(label)).join(lines))


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]


def _color(verdict: Verdict) -> str:
    if verdict in _GREEN:
        return "green"
    if verdict in _YELLOW:
        return "yellow"
    return "cyan" if verdict in _CYAN else "red"


def json_entry(answer: Explanation) -> dict[str, Any]:
    """Everything of an answer, with the same keys for each: docs/explain.md says what they mean."""
    story, status = answer.story or NO_LINK, answer.status or SiteStatus()
    reason = story.reason or story.last_answer
    return {
        "given": answer.given,
        "outcome": answer.verdict.value,
        "explanation": headline_of(answer),
        "advice": [advice._asdict() for advice in advice_for(answer)],
        "site": answer.site,
        "id": answer.id,
        "url": answer.url,
        "reason": None if reason is None else str(reason),
        "reason_text": reason.label if isinstance(reason, Reason) else None,
        "found_at": _instant(story.found),
        "source": story.source,
        "failed_tries": story.tries,
        "last_answer": str(story.last_answer) if story.last_answer else None,
        "next_try_at": _instant(story.next_try),
        "settled_at": _instant(story.settled),
        "run_id": story.run,
        "date": answer.date or story.date,
        "article": _article(answer.article) if answer.article else None,
        "other_sites": [_other(other) for other in answer.other_sites],
        "address_rule": answer.rejection.rule.value if answer.rejection else None,
        "address_patterns": list(answer.rejection.patterns) if answer.rejection else [],
        "last_run_at": _instant(status.last_run.started) if status.last_run else None,
        "last_run_ended": status.last_run.ended if status.last_run else None,
        "complete_from": _instant(status.complete.start) if status.complete else None,
        "complete_to": _instant(status.complete.through) if status.complete else None,
        "candidates": [{"id": one.id, "site": one.site, "url": one.url} for one in answer.candidates[:MAX_CANDIDATES]],
    }


def _article(article: FoundArticle) -> dict[str, Any]:
    return {
        "id": article.id,
        "site": article.site,
        "url": article.url,
        "revisions": article.revisions,
        "gone_at": _instant(article.gone),
        "lines": [_line(line) for line in article.lines],
    }


def _line(line: ArticleLine) -> dict[str, Any]:
    return {
        "file": str(line.path),
        "line": line.line,
        "offset": line.offset,
        "finished": line.finished,
        "revision": line.revision,
        "headline": line.headline,
        "date_published": line.date_published,
        "url": line.url,
        "canonical_url": line.canonical_url,
        "crawled_at": line.crawled_at,
        "run_id": line.run,
    }


def _other(story: LinkStory) -> dict[str, Any]:
    return {
        "site": story.site,
        "outcome": verdict_of(story).value,
        "reason": str(story.reason) if story.reason else None,
        "article_id": story.article.id if story.article else None,
    }


def _instant(instant: datetime | None) -> str | None:
    return to_text(instant) if instant else None
