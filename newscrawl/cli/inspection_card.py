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


def print_inspection(inspection: SiteInspection, file: SiteFile, *, timezone: str, guessed: bool) -> None:
    """Print it; ``timezone`` is what the file will say, ``guessed`` whether it was not given as an option."""
    say = Console(highlight=False, soft_wrap=True)
    say.print(f"[bold]{escape(inspection.publisher)}[/bold]  {inspection.host}, language {inspection.language}")
    for name, detail in (*_announced(inspection), ("articles", _patterns(file))):
        say.print(Text(f"{name:<10}{detail}"))
    if inspection.feed is None and (short := doubtful(inspection.articles)):
        paths = ", ".join(urlsplit(url).path for url in short)
        say.print(Text(f"          {paths} match, too; exclude those that are not articles"))
    say.print(f"timezone  {timezone}{' (a guess; check it)' if guessed else ''}\n")
    say.print(_extractors(inspection))
    for number, (answer, reading) in enumerate(inspection.pages, 1):
        problem = f"  ({reading.problem})" if reading and reading.problem else ""
        say.print(Text(f"article {number}  {answer.url}{problem}", style="dim"))
    say.print()
    for line in _hints(inspection):
        say.print(line)


def _announced(inspection: SiteInspection) -> Iterator[tuple[str, str]]:
    """Yield the platform, and each source of articles."""
    yield "platform", f"{inspection.platform} ({', '.join(inspection.marks) or 'no marks found'})"
    if inspection.feed:
        rate = inspection.a_week()
        pace = f", about {rate:.0f} a week" if rate else ""
        listed = plural(len(inspection.feed_links), "article")
        yield "feed", f"/{inspection.feed}: {listed}, {inspection.full_text} with full text{pace}"
    else:
        yield "feed", "none found"
    page = "home page" if urlsplit(inspection.home.url).path in ("", "/") else "page that was named"
    yield "listing", f"the {page} links to {plural(inspection.listed, 'article')}"
    if inspection.sections:
        yield "sections", ", ".join(f"/{path}" for path in inspection.sections)
    for url, sitemap in inspection.sitemaps.items():
        what = (
            f"index of {len(sitemap.children)}"
            if sitemap.children
            else plural(len(sitemap.links), "address", "addresses")
        )
        yield "sitemap", f"{urlsplit(url).path}: {what}"
    if inspection.rest:
        yield "REST", "/wp-json/wp/v2/posts answers"


def _extractors(inspection: SiteInspection) -> Table:
    """Return a table of the extractor that gave each field."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("field", style="cyan")
    for number, _ in enumerate(inspection.pages, 1):
        table.add_column(f"article {number}")
    for field in _SHOWN:
        table.add_row(
            field, *((r.article.provenance.get(field) or "-") if r else a.problem or "-" for a, r in inspection.pages)
        )
    table.add_row("words", *(str(len((r.article.body or "").split())) if r else "-" for _, r in inspection.pages))
    return table


def _hints(inspection: SiteInspection) -> Iterator[str]:
    """Yield what is left to do by hand."""
    read = [reading.article.provenance for _, reading in inspection.pages if reading]
    missing = [field for field in _SHOWN if not any(field in provenance for provenance in read)]
    if read and missing:
        yield f"no value for {', '.join(missing)}; where the pages show it, give the site a selector"
    if read and all(provenance.get("body") == Provenance.GENERIC for provenance in read):
        yield "no selector of the platform matches the text; if the generic reader errs, give the site a body selector"
    if inspection.a_week() is None:
        yield "its weekly volume is unknown; set min_weekly_articles"


def _patterns(file: SiteFile) -> str:
    patterns = file.rules.get("article")
    if patterns is None:
        return "match the platform's usual URL patterns"
    return patterns if isinstance(patterns, str) else "  ".join(patterns)
