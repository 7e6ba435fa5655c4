"""A look at a site as a page in the terminal: what it announces, and which way gave each field of its articles."""

from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table

from newscrawl.scout.look import Look
from newscrawl.scout.sitefile import SiteFile

_SHOWN = ("headline", "body", "date_published", "authors", "description", "images", "section", "keywords", "language")


def print_look(seen: Look, file: SiteFile, *, zone: str, guessed: bool) -> None:
    """Print it; ``zone`` is what the file will say, ``guessed`` that nobody has told it."""
    say = Console(highlight=False, soft_wrap=True)
    say.print(f"[bold]{seen.publisher}[/bold]  {seen.host}, language {seen.language}")
    marks = f" ({', '.join(seen.marks)})" if seen.marks else " (no platform's marks)"
    say.print(f"platform  {seen.family}{marks}")
    if seen.feed:
        rate = seen.a_week()
        pace = f", some {rate:.0f} a week" if rate else ""
        say.print(f"feed      /{seen.feed}: {len(seen.feed_links)} articles, {seen.full_text} with full text{pace}")
    else:
        say.print("feed      none found")
    say.print(f"listing   the home page links to {seen.listed} articles")
    if seen.sections:
        say.print(f"sections  {', '.join(f'/{path}' for path in seen.sections)}")
    for url, page in seen.sitemaps.items():
        what = f"index of {len(page.children)}" if page.children else f"{len(page.links)} addresses"
        say.print(f"sitemap   {urlsplit(url).path}: {what}")
    if seen.rest:
        say.print("REST      /wp-json/wp/v2/posts answers")
    say.print(f"articles  {_patterns(file)}")
    say.print(f"zone      {zone}{' (a guess: check it)' if guessed else ''}\n")
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("field", style="cyan")
    for number, _ in enumerate(seen.pages, 1):
        table.add_column(f"article {number}")
    for field in _SHOWN:
        row = [(r.article.provenance.get(field) or "-") if r else a.problem or "-" for a, r in seen.pages]
        table.add_row(field, *row)
    words = [str(len((r.article.body or "").split())) if r else "-" for _, r in seen.pages]
    table.add_row("words", *words)
    say.print(table)
    for number, (answer, reading) in enumerate(seen.pages, 1):
        problem = f"  ({reading.problem.replace('_', ' ')})" if reading and reading.problem else ""
        say.print(f"article {number}  {answer.url}{problem}", style="dim")
    say.print()
    missing = [f for f in _SHOWN if not any(r and r.article.provenance.get(f) for _, r in seen.pages)]
    if missing:
        say.print(f"nothing gave {', '.join(missing)}; where the pages show it, give the site a selector")
    if seen.pages and all(r and r.article.provenance.get("body") == "generic" for _, r in seen.pages):
        say.print(
            "no rule of the platform finds the text; where the generic reader errs, give the site a body selector"
        )


def _patterns(file: SiteFile) -> str:
    patterns = file.rules.get("article")
    if patterns is None:
        return "have the platform's usual addresses"
    return patterns if isinstance(patterns, str) else "  ".join(patterns)
