"""``scrapy stories``: groups of near-duplicate articles in a time span: first source, copies, how much, how late.

Computed from the current state, so it may know more than the records did when they were written. Articles are compared
within NEWSCRAWL_STORY_WINDOW. Crawls may be running meanwhile; nothing is changed.
"""

import argparse
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings

from newscrawl.cli.maintenance_command import MaintenanceCommand, state_root
from newscrawl.cli.site_selection import news_sites, unknown
from newscrawl.core.arguments import parse_arguments
from newscrawl.core.clock import now, to_text
from newscrawl.core.errors import UsageProblem
from newscrawl.core.values import plural
from newscrawl.store import StoryMember, open_store


class Command(MaintenanceCommand, ScrapyCommand):
    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Show near-duplicate articles: first source, copies, how much, how late"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--since", metavar="WHEN", default="7d", help="first date or instant, or a span back (default: 7d)"
        )
        parser.add_argument("--until", metavar="WHEN", default="", help="where the span ends (default: now)")
        parser.add_argument("--site", metavar="NAME", help="only stories with an article of this site")
        parser.add_argument(
            "--at-least", metavar="N", default="2", help="only stories of N articles or more (default: 2)"
        )
        parser.add_argument("--json", action="store_true", help="print a JSON line a story")

    def work(self, settings: BaseSettings, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            raise UsageProblem(f"stories takes options only, not {args[0]!r}; for a site use --site NAME")
        instant = now()
        span = parse_arguments({"since": opts.since, "until": opts.until}, sections={}, now=instant)
        since = span.since or instant - timedelta(days=7)
        until = span.until or instant + timedelta(days=1)  # dates of other zones, and clocks that are ahead
        if not opts.at_least.isdecimal() or int(opts.at_least) < 2:
            raise UsageProblem(f"invalid --at-least {opts.at_least}; give a whole number from 2 up")
        if opts.site is not None and opts.site not in news_sites(settings):
            raise unknown(opts.site)
        with open_store(state_root(settings)) as store:
            found = store.stories(since=since, until=until, site=opts.site, at_least=int(opts.at_least))
        if opts.json:
            for story in found:
                print(json.dumps({"story_id": story[0].id, "articles": [_entry(member) for member in story]}))
        else:
            _show(found, f"since {_clock(since)}" + (f", before {_clock(until)}" if span.until else ""))


def _clock(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _entry(member: StoryMember) -> dict[str, object]:
    return {
        "id": member.id,
        "site": member.site,
        "url": member.url,
        "date_published": member.date_published,
        "seen_at": to_text(member.seen),
        "seconds_after": round(member.after.total_seconds()),
        "share_of_first": round(member.of_first, 3),
        "share_of_itself": round(member.of_itself, 3),
    }


def _show(stories: Sequence[Sequence[StoryMember]], span: str) -> None:
    from rich.console import Console  # noqa: PLC0415 - Scrapyd imports commands and has no use for it
    from rich.text import Text  # noqa: PLC0415

    # The terminal wraps long addresses itself, so that they can still be clicked.
    console = Console(highlight=False, soft_wrap=True)
    if not stories:
        console.print(f"no story has more than one article {span}")
        return
    sites = max(len(member.site) for story in stories for member in story)
    console.print(f"{'published':18}{'site':{sites}}  {'copied':>6}  {'own':>4}  article", style="dim")
    for first, *others in stories:
        console.print(Text(f"{_when(first):18}{first.site:{sites}}  {'first':>6}  {'':4}  {first.url}", style="bold"))
        for member in others:
            shares = f"{member.of_first:6.0%}  {1 - member.of_itself:4.0%}"
            console.print(Text(f"{_later(first, member):18}{member.site:{sites}}  {shares}  {member.url}"))
        console.print()
    articles = sum(map(len, stories))
    console.print(f"{plural(len(stories), 'story', 'stories')}, {articles} articles {span}")
    console.print(
        "copied: share of the first article that it repeats; own: share of it that is not in the first", style="dim"
    )


def _when(member: StoryMember) -> str:
    return f"{member.published:%Y-%m-%d %H:%M}" if _exact(member) else str(member.date_published)


def _later(first: StoryMember, member: StoryMember) -> str:
    """How long after the first, in days where one of them gives only the day."""
    days = (member.published.date() - first.published.date()).days
    if not (_exact(first) and _exact(member)) and days < 2:
        return "  same day" if not days else "  next day"
    minutes = round(member.after.total_seconds() / 60)
    if minutes < 100:
        return f"  {minutes} min later"
    if minutes < 48 * 60:
        return f"  {minutes / 60:.0f} h later"
    return f"  {minutes / 1440:.0f} days later"


def _exact(member: StoryMember) -> bool:
    return member.date_published is None or len(member.date_published) > len("2026-11-22")
