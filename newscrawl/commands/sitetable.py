"""``scrapy sitetable``: the table of sites in docs/sites.md, generated from the spiders."""

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newscrawl.cli.site_selection import news_sites
from newscrawl.crawler.spider import NewsSpider

BEGIN = "<!-- made by `scrapy sitetable`; change the sites, not the table -->"
END = "<!-- end of the table -->"

_HEAD = ("site", "outlet", "platform", "sources", "status", "tags", "timezone", "articles a week", "schedule")


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - as Scrapy declares it

    def syntax(self) -> str:
        return "[--write FILE]"

    def short_desc(self) -> str:
        return "Print the table of sites as Markdown, or put it into a file"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--write", metavar="FILE", help="replace the table in this file, e.g. docs/sites.md")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            raise UsageError(f"sitetable takes no arguments, not {' '.join(args)}", print_help=False)
        assert self.settings is not None  # noqa: S101 - Scrapy sets it before it calls
        made = table(news_sites(self.settings).values())
        if opts.write is None:
            print(made)
            return
        path = Path(opts.write)
        try:
            path.write_text(with_table(path.read_text("utf-8"), made), "utf-8")
        except (OSError, ValueError) as error:
            raise UsageError(f"{path}: {error}", print_help=False) from None


def table(sites: Iterable[type[NewsSpider]]) -> str:
    """Return the table, one row a site."""
    rows = [_HEAD, ("---",) * len(_HEAD), *(tuple(_row(site)) for site in sites)]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows)


def with_table(text: str, made: str) -> str:
    """Return a document with its table replaced. Raises ValueError for one without the marks that enclose it."""
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise ValueError(f"no place for the table: it goes between the lines {BEGIN} and {END}")
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{made}\n\n{END}{rest.partition(END)[2]}"


def _row(site: type[NewsSpider]) -> Iterator[str]:
    yield _link_to(site)
    yield f"[{site.publisher}](https://{site.addresses.host}/)"
    yield ", ".join(map(_link_to, reversed(site.__bases__)))  # a platform, and what is added to it
    yield ", ".join(_sources(site))
    yield site.status
    yield ", ".join(site.tags)
    yield site.timezone
    yield str(site.min_weekly_articles)
    yield f"`{site.schedule}`"


def _link_to(site: type) -> str:
    """Return the name of the file a class is in, with a link to it from docs/."""
    return f"[{site.__module__.rpartition('.')[2]}](../{site.__module__.replace('.', '/')}.py)"


def _sources(site: type[NewsSpider]) -> Iterator[str]:
    """Yield kinds of sources in order; in parentheses those that are optional places of the platform only."""
    known: dict[str, bool] = {}
    for source in site(name=site.name).sources(None, ""):
        known[source.kind] = known.get(source.kind, False) or not source.optional
    for kind, is_known in known.items():
        yield kind if is_known else f"({kind})"
