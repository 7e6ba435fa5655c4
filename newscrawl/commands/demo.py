"""``scrapy demo``: the main job without internet. The shipped spiders crawl a small newsroom on 127.0.0.1."""

import argparse
import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newscrawl.core.errors import UsageProblem
from newscrawl.core.paths import display_path, output_root
from newscrawl.core.values import plural

_HASTE = ("DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=0", "CONCURRENT_REQUESTS=8", "CONCURRENT_REQUESTS_PER_DOMAIN=8")
"""Delays are for other people's servers; this one is ours."""
_FIRST = "2026-11-22T12:00:00Z"
_LATER = "2026-11-22T15:00:00Z"
"""What the crawls believe the time is: on other days the newsroom's stories would be too old to be read again."""


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
        self.exitcode = _show(root, Console(soft_wrap=True, highlight=False))


def _show(root: Path, say: Console) -> int:
    """Run the whole demonstration; return the exit status of the first command that fails, else 0."""
    # Scrapy imports every command for each: crawls of real sites have no use for the newsroom.
    from newscrawl.testing.newsroom import build, correct, expected  # noqa: PLC0415
    from newscrawl.testing.server import LoopbackServer  # noqa: PLC0415

    sites = sorted(expected())
    say.print("The shipped spiders crawl a small newsroom on 127.0.0.1. Its stories are made up.\n")
    with LoopbackServer() as server:
        build(server)
        stage = _Stage(root, server.address, say)
        for site in sites:
            stage.run("crawl", site, at=_FIRST)
        story = correct(server)
        say.print("Three hours later. Without a notice, an editor has corrected a figure of a story.\n")
        stage.run("crawl", "amn", at=_LATER)
        stage.run("diff", story.url, at=_LATER)
        stage.run("stories", "--since", "2026-11-01", at=_LATER)
        stage.run("sites", *sites, at=_LATER)
    if not stage.failed:
        _show_lines(root, sites, say)
    return stage.failed


class _Stage:
    """Runs commands as a user would start them, on an output folder of its own."""

    def __init__(self, root: Path, address: str, say: Console) -> None:
        self.failed = 0
        self._root = root
        self._address = address
        self._say = say
        self._began: dict[str, str] = {}
        """When each pretended time began, by the real clock: time goes on from there."""

    def run(self, *words: str, at: str) -> None:
        """Run one, pretending that it is this late; none after one that has failed."""
        if self.failed:
            return
        self._say.print(f"[bold]$ scrapy {' '.join(words)}[/bold]")
        settings = [word for setting in _HASTE for word in ("-s", setting)] if words[0] == "crawl" else []
        environment = {
            **os.environ,
            "NEWSCRAWL_OUTPUT": str(self._root),
            "NEWSCRAWL_REPLICA": self._address,
            "NEWSCRAWL_CLOCK": f"{self._began.setdefault(at, datetime.now(UTC).isoformat())}={at}",
        }
        command = [sys.executable, "-m", "scrapy", *words, *settings]
        self.failed = subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - our own
        self._say.print()


def _show_lines(root: Path, sites: list[str], say: Console) -> None:
    """Print where the lines are, and one of them."""
    files = sorted(path for site in sites for path in (root / site).glob("*.jsonl"))
    say.print("The lines are in")
    for path in files:
        with path.open(encoding="utf-8") as lines:
            count = sum(1 for _ in lines)
            say.print(f"  {display_path(path)}  ({plural(count, 'line')})")
    with files[-1].open(encoding="utf-8") as lines:
        record = next(record for record in map(json.loads, lines) if record["source_agency"])
    say.print("\nOne record, its body in full:")
    say.print_json(data=record)
