"""``scrapy demo``: the main job without internet. The shipped spiders crawl a small newsroom on 127.0.0.1."""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newscrawl.errors import ExitStatus, UsageProblem
from newscrawl.places import output_root
from newscrawl.replica.newsroom import build, expected
from newscrawl.replica.server import Replica

_HASTE = ("DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=0", "CONCURRENT_REQUESTS=8", "CONCURRENT_REQUESTS_PER_DOMAIN=8")
"""Manners are for other people's servers; this one is ours."""


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False

    def short_desc(self) -> str:
        return "Crawl a small newsroom on this machine, to see what comes out"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002 - Scrapy's signature
        assert self.settings is not None  # noqa: S101 - Scrapy sets it before it calls
        try:
            root = output_root(self.settings.get("NEWSCRAWL_OUTPUT")) / "demo"
        except UsageProblem as problem:
            raise UsageError(str(problem), print_help=False) from None
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir(parents=True)
        say = Console(soft_wrap=True, highlight=False)
        say.print("The shipped spiders crawl a small newsroom on 127.0.0.1. Its stories are made up.\n")
        sites = sorted(expected())
        with Replica() as replica:
            build(replica)
            statuses = [_crawl(site, root, replica.address, say) for site in (*sites, sites[0])]
        self.exitcode = max(statuses)
        if self.exitcode == ExitStatus.OK:
            _show(root, sites, say)


def _crawl(site: str, root: Path, address: str, say: Console) -> int:
    """One crawl, as a user would start it; gives its exit status."""
    say.print(f"[bold]$ scrapy crawl {site}[/bold]")
    words = [sys.executable, "-m", "scrapy", "crawl", site]
    for setting in _HASTE:
        words += ["-s", setting]
    environment = {**os.environ, "NEWSCRAWL_OUTPUT": str(root), "NEWSCRAWL_REPLICA": address}
    done = subprocess.run(words, env=environment, check=False)  # noqa: S603 - our own command line
    say.print()
    return done.returncode


def _show(root: Path, sites: list[str], say: Console) -> None:
    """Where the lines are, and one of them."""
    files = sorted(path for site in sites for path in (root / site).glob("*.jsonl"))
    say.print("The lines are in")
    for path in files:
        with path.open(encoding="utf-8") as lines:
            say.print(f"  {_short(path)}  ({sum(1 for _ in lines)} articles)")
    with files[0].open(encoding="utf-8") as lines:
        record = json.loads(next(lines))
    say.print("\nOne record, its body in full:")
    say.print_json(data=record)


def _short(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
