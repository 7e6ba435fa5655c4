"""An inspected site as a page in the terminal: its sources, and which extractor gave each field of its articles."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from newscrawl.core.values import plural
from newscrawl.devtools.inspect_site import SiteInspection
from newscrawl.devtools.site_file import SiteFile
from newscrawl.devtools.url_patterns import doubtful
from newscrawl.items import Provenance

_SHOWN = ("headline", "body", "date_published", "authors", "description", "images", "section", "keywords", "language")


def print_inspection(seen: SiteInspection, file: SiteFile, *, timezone: str, guessed: bool) -> None:
    """Print it; ``timezone`` is what the file will say, ``guessed`` whether it was not given as an option."""
    say = Console(highlight=False, soft_wrap=True)
    say.print(f"[bold]{escape(seen.publisher)}[/bold]  {seen.host}, language {seen.language}")
    for name, said in (*_announced(seen), ("articles", _patterns(file))):
        say.print(Text(f"{name:<10}{said}"))
    if seen.feed is None and (short := doubtful(seen.articles)):
        paths = ", ".join(urlsplit(url).path for url in short)
        say.print(Text(f"          {paths} match, too; exclude those that are not articles"))
    say.print(f"timezone  {timezone}{' (a guess; check it)' if guessed else ''}\n")
    say.print(_extractors(seen))
    for number, (answer, reading) in enumerate(seen.pages, 1):
        problem = f"  ({reading.problem})" if reading and reading.problem else ""
        say.print(Text(f"article {number}  {answer.url}{problem}", style="dim"))
    say.print()
    for line in _hints(seen):
        say.print(line)


def _announced(seen: SiteInspection) -> Iterator[tuple[str, str]]:
    """Yield the platform, and each source of articles."""
    yield "platform", f"{seen.family} ({', '.join(seen.marks) or 'no marks found'})"
    if seen.feed:
        rate = seen.a_week()
        pace = f", about {rate:.0f} a week" if rate else ""
        yield "feed", f"/{seen.feed}: {plural(len(seen.feed_links), 'article')}, {seen.full_text} with full text{pace}"
    else:
        yield "feed", "none found"
    page = "home page" if urlsplit(seen.home.url).path in ("", "/") else "page that was named"
    yield "listing", f"the {page} links to {plural(seen.listed, 'article')}"
    if seen.sections:
        yield "sections", ", ".join(f"/{path}" for path in seen.sections)
    for url, sitemap in seen.sitemaps.items():
        what = (
            f"index of {len(sitemap.children)}"
            if sitemap.children
            else plural(len(sitemap.links), "address", "addresses")
        )
        yield "sitemap", f"{urlsplit(url).path}: {what}"
    if seen.rest:
        yield "REST", "/wp-json/wp/v2/posts answers"


def _extractors(seen: SiteInspection) -> Table:
    """Return a table of the extractor that gave each field."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("field", style="cyan")
    for number, _ in enumerate(seen.pages, 1):
        table.add_column(f"article {number}")
    for field in _SHOWN:
        table.add_row(
            field, *((r.article.provenance.get(field) or "-") if r else a.problem or "-" for a, r in seen.pages)
        )
    table.add_row("words", *(str(len((r.article.body or "").split())) if r else "-" for _, r in seen.pages))
    return table


def _hints(seen: SiteInspection) -> Iterator[str]:
    """Yield what is left to do by hand."""
    read = [reading.article.provenance for _, reading in seen.pages if reading]
    missing = [field for field in _SHOWN if not any(field in ways for ways in read)]
    if read and missing:
        yield f"no value for {', '.join(missing)}; where the pages show it, give the site a selector"
    if read and all(ways.get("body") == Provenance.GENERIC for ways in read):
        yield "no selector of the platform matches the text; if the generic reader errs, give the site a body selector"
    if seen.a_week() is None:
        yield "its weekly volume is unknown; set min_weekly_articles"


def _patterns(file: SiteFile) -> str:
    patterns = file.rules.get("article")
    if patterns is None:
        return "match the platform's usual URL patterns"
    return patterns if isinstance(patterns, str) else "  ".join(patterns)
