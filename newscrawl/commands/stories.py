"""``scrapy stories``: which articles of a time span tell one story: who had it first, who copied how much, how late.

Found anew from what the memory holds, so it may know more than the lines did when they were written. Articles are
compared for as long as NEWSCRAWL_STORY_WINDOW says. Crawls may be running meanwhile; nothing is changed.
"""

import argparse
import json
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta

from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings

from newscrawl.arguments import parse_arguments
from newscrawl.clock import now
from newscrawl.commands.upkeep import Upkeep, news_spiders, state_root
from newscrawl.errors import UsageProblem
from newscrawl.state.clusters import Telling, clusters
from newscrawl.state.database import FILE_NAME, Database
from newscrawl.state.instants import to_text


class Command(Upkeep, ScrapyCommand):
    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Show which articles tell one story: first source, copies, how much, how late"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--since", metavar="WHEN", default="7d", help="first date or instant, or a span back (default: 7d)"
        )
        parser.add_argument("--until", metavar="WHEN", default="", help="where the span ends (default: now)")
        parser.add_argument("--site", metavar="NAME", help="only stories that this site tells")
        parser.add_argument("--at-least", metavar="N", default="2", help="only of so many articles (default: 2)")
        parser.add_argument("--json", action="store_true", help="print a JSON line a story")

    def work(self, settings: BaseSettings, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            raise UsageProblem(f"takes options only, not {args[0]!r}; for a site: --site NAME")
        instant = now()
        span = parse_arguments({"since": opts.since, "until": opts.until}, sections={}, now=instant)
        since = span.since or instant - timedelta(days=7)
        until = span.until or instant + timedelta(days=1)  # dates of other zones, and clocks that are ahead
        if not opts.at_least.isdecimal() or int(opts.at_least) < 2:
            raise UsageProblem(f"--at-least {opts.at_least} is not a whole number from 2 up")
        if opts.site is not None and opts.site not in news_spiders(settings):
            raise UsageProblem(f"unknown site {opts.site!r}; `scrapy list` shows them all")
        path = state_root(settings) / FILE_NAME
        with closing(Database.open(path)) as database, database.read() as connection:
            found = clusters(connection, since=since, until=until, site=opts.site, at_least=int(opts.at_least))
        if opts.json:
            for story in found:
                print(json.dumps({"story_id": story[0].id, "articles": [_entry(telling) for telling in story]}))
        else:
            _show(found, f"since {since:%Y-%m-%d %H:%M} UTC" + (f", before {opts.until}" if opts.until else ""))


def _entry(telling: Telling) -> dict[str, object]:
    return {
        "id": telling.id,
        "site": telling.site,
        "url": telling.url,
        "date_published": telling.date_published,
        "seen_at": to_text(telling.seen),
        "seconds_after": round(telling.after.total_seconds()),
        "share_of_first": round(telling.of_first, 3),
        "share_of_itself": round(telling.of_itself, 3),
    }


def _show(stories: Sequence[Sequence[Telling]], span: str) -> None:
    from rich.console import Console  # noqa: PLC0415 - Scrapyd imports commands and has no use for it
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console = Console(highlight=False, soft_wrap=False)
    if not stories:
        console.print(f"no story is told by two articles {span}", soft_wrap=True)
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("published", no_wrap=True)
    table.add_column("site", no_wrap=True)
    table.add_column("copied", justify="right", no_wrap=True)
    table.add_column("own", justify="right", no_wrap=True)
    table.add_column("article", overflow="fold")
    for place, story in enumerate(stories):
        if place:
            table.add_row()
        for rank, telling in enumerate(story):
            copied, own = ("first", "") if not rank else (f"{telling.of_first:.0%}", f"{1 - telling.of_itself:.0%}")
            style = "" if rank else "bold"
            table.add_row(
                _when(telling) if not rank else _later(telling.after),
                telling.site,
                Text(copied, style=style),
                own,
                Text(telling.url, style=style),
            )
    console.print(table)
    articles = sum(map(len, stories))
    console.print(
        f"\n{len(stories)} {'story' if len(stories) == 1 else 'stories'}, {articles} articles, {span}. copied: share "
        "of the first article that stands in this one; own: share of this one that the first does not have",
        style="dim",
    )


def _when(telling: Telling) -> str:
    exact = telling.date_published and len(telling.date_published) > len("2026-11-22")
    return f"{telling.published:%Y-%m-%d %H:%M}" if exact or not telling.date_published else telling.date_published


def _later(after: timedelta) -> str:
    minutes = round(after.total_seconds() / 60)
    if minutes < 100:
        return f"  {minutes} min later"
    if minutes < 48 * 60:
        return f"  {minutes / 60:.0f} h later"
    return f"  {minutes / 1440:.0f} days later"
