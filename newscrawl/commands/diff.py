"""``scrapy diff ID_OR_URL``: the revisions of an article, each as a word diff against the one before.

The article is given by its id (the beginning is enough) or by any of its URLs. On a terminal removed words are red and
added words are green; elsewhere it reads ``[-removed-]{+added+}``. Texts are kept as long as NEWSCRAWL_KEEP_TEXTS says.
"""

import argparse
import re
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from rich.console import Console
from rich.text import Text
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from newscrawl.cli.maintenance_command import MaintenanceCommand, state_root
from newscrawl.cli.site_selection import news_sites
from newscrawl.core.errors import UsageProblem
from newscrawl.core.values import plural
from newscrawl.store import History, Revision, open_store
from newscrawl.store import Text as Kept
from newscrawl.text.worddiff import Alike, Piece, compare_texts, compare_words
from newscrawl.urls import article_id, clean_url

_PREFIX = re.compile(r"[0-9a-f]{4,32}")
_MOST = 5
"""Articles that are listed when a prefix is ambiguous."""
_STYLES = {"same": "", "gone": "red strike", "new": "green"}
_MARKS = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}


class Command(MaintenanceCommand, ScrapyCommand):
    def syntax(self) -> str:
        return "<ID or URL>"

    def short_desc(self) -> str:
        return "Show how an article was changed after it was published"

    def work(self, settings: BaseSettings, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002 - ours
        if len(args) != 1:
            raise UsageError("give one article: the beginning of its id, or its URL")
        with open_store(state_root(settings)) as store:
            found = {
                history.id: history
                for prefix in _names(args[0], settings)
                for history in store.histories(prefix, limit=_MOST + 1)
            }
        if not found:
            raise UsageProblem(f"no published article has the id or URL {args[0]}")
        if len(found) > 1:
            matches = ", ".join(list(found)[:_MOST])
            others = " and others" if len(found) > _MOST else ""
            raise UsageProblem(f"{args[0]!r} is ambiguous: {matches}{others}; give more characters")
        (history,) = found.values()
        show(history, Console(highlight=False, soft_wrap=True))


def _names(given: str, settings: BaseSettings) -> list[str]:
    """Return prefixes of ids that the article may have: a URL is identified by the rules of its site."""
    url = clean_url(given)
    if url is not None:
        spiders = news_sites(settings).values()
        return [spider.identify(url) for spider in spiders if spider.addresses.owns(url)] or [article_id(url)]
    prefix = given.strip().lower()
    if not _PREFIX.fullmatch(prefix):
        raise UsageProblem(f"{given} is neither a URL nor the beginning of an id; give 4 to 32 hex digits")
    return [prefix]


def show(history: History, console: Console) -> None:
    """Print the revisions."""
    if history.forgotten:
        console.print(f"{history.id} of {history.site} was deleted on request, {_when(history.forgotten)}")
        return
    last = history.revisions[-1] if history.revisions else None
    headline = (last.text.headline if last and last.text else None) or history.url
    console.print(Text(headline, style="bold"))
    console.print(Text(f"{history.site}  {history.id}  {history.url}", style="dim"))
    if history.gone:
        console.print(Text(f"removed from the site since {_when(history.gone)}", style="yellow"))
    if len(history.revisions) < 2:
        origin = f"published as read {_when(last.read)}" if last else "its text is not kept"
        console.print(f"one revision, {origin}; no substantive change since")
        return
    first = history.revisions[0]
    console.print(f"\nrevision {first.revision}, read {_when(first.read)}")
    for former, revision in pairwise(history.revisions):
        changed = ", ".join(revision.changed) or "unknown"
        console.print(
            Text(f"\nrevision {revision.revision}, read {_when(revision.read)}: {changed}", style="bold cyan")
        )
        for line in _differences(former, revision, marked=not console.is_terminal):
            console.print(line)


def _differences(former: Revision, now: Revision, *, marked: bool) -> Iterator[Text]:
    if former.text is None or now.text is None:
        yield Text("  its text is no longer kept (NEWSCRAWL_KEEP_TEXTS)", style="dim")
        return
    for name in ("headline", "authors", "date_published"):
        one, other = _field(former.text, name), _field(now.text, name)
        if name in now.changed or one != other:
            yield Text.assemble((f"  {name}: ", "cyan"), _line(compare_words(one, other), marked=marked))
    if "body" not in now.changed:
        return
    parts = compare_texts(*((text.body or "").split("\n\n") for text in (former.text, now.text)))
    for part in parts:
        if isinstance(part, Alike):
            yield Text(f"  ... {plural(part.paragraphs, 'paragraph')} unchanged", style="dim")
        else:
            yield Text("  ") + _line(part.pieces, marked=marked)


def _line(pieces: tuple[Piece, ...], *, marked: bool) -> Text:
    """One paragraph; long stretches without a change are cut short."""
    shown = (
        Text(_MARKS[piece.kind].format(_words(piece, first=number == 0, last=number == len(pieces) - 1)))
        if marked
        else Text(_words(piece, first=number == 0, last=number == len(pieces) - 1), style=_STYLES[piece.kind])
        for number, piece in enumerate(pieces)
    )
    return Text(" ").join(shown)


def _words(piece: Piece, *, first: bool, last: bool, around: int = 12) -> str:
    words = piece.words
    if piece.kind != "same" or len(words) <= 2 * around + 4:
        return " ".join(words)
    head = () if first else words[:around]
    tail = () if last else words[-around:]
    return " ".join((*head, "...", *tail))


def _field(text: Kept, name: str) -> str:
    value = getattr(text, name)
    return ", ".join(value) if isinstance(value, tuple) else str(value or "")


def _when(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC"
