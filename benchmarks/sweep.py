"""How fast are all sites at once? `scrapy sweep` over every shipped spider, each site answered by a replica.

    python benchmarks/sweep.py [--articles 60] [--jobs 1,2,4] [--json FILE]

Every site has so many articles, in its platform's markup. The floor is the sweep with one crawl at a time. Each sweep
begins with an empty output folder; afterwards every article must be there once. Memory is that of all processes
together (proportional set size), looked at twice a second; a site whose listing opens in a browser brings Chromium.
"""

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from newscrawl.testing.newsroom.facts import SiteFacts  # noqa: E402 - the path must be set first
from newscrawl.testing.newsroom.platforms import build_site  # noqa: E402
from newscrawl.testing.server import LoopbackServer  # noqa: E402

HASTE = ("DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=0", "CONCURRENT_REQUESTS=8", "CONCURRENT_REQUESTS_PER_DOMAIN=8")
MANY = "NEWSCRAWL_LISTING_PAGES=1000"


@dataclass(frozen=True)
class Swept:
    """What one sweep took, and what it left behind."""

    seconds: float
    peak_mb: float
    lines: int
    lost: int
    repeated: int


def main() -> int:
    """Sweep with each number of jobs, print the table; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--jobs", default="1,2,4")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    sites = {name: replace(facts, count=options.articles) for name, facts in all_sites(options.articles).items()}
    figures: dict[str, float] = {"sites": len(sites), "articles": len(sites) * options.articles}
    print(f"{len(sites)} sites of {options.articles} articles")
    print(f"{'jobs':>6}{'seconds':>10}{'pages/s':>10}{'to one':>9}{'peak MB':>10}{'lost':>7}{'repeated':>10}")
    with LoopbackServer() as replica:
        for facts in sites.values():
            build_site(replica, facts)
        first = 0.0
        for jobs in map(int, options.jobs.split(",")):
            swept = sweep(sites, replica.address, jobs)
            first = first or swept.seconds
            rate, ratio = swept.lines / swept.seconds, first / swept.seconds
            print(
                f"{jobs:>6}{swept.seconds:>10.1f}{rate:>10.1f}{ratio:>9.2f}{swept.peak_mb:>10.0f}"
                f"{swept.lost:>7}{swept.repeated:>10}"
            )
            figures |= {
                f"jobs_{jobs}_pages_per_s": rate,
                f"jobs_{jobs}_ratio": ratio,
                f"jobs_{jobs}_peak_mb": swept.peak_mb,
            }
            figures |= {f"jobs_{jobs}_lost": swept.lost, f"jobs_{jobs}_repeated": swept.repeated}
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return int(any(value for name, value in figures.items() if name.endswith(("_lost", "_repeated"))))


def all_sites(articles: int) -> dict[str, SiteFacts]:
    """The replica of each spider's site, derived from its facts as the tests do; its listings go back to the oldest."""
    tests = _module(ROOT / "tests" / "test_every_site.py")
    return {site.name: tests.facts(site, listing_pages=articles // 5 + 1) for site in tests.SITES}


def sweep(sites: dict[str, SiteFacts], address: str, jobs: int) -> Swept:
    """One sweep of all sites, blocked ones named as well."""
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "-m", "scrapy", "sweep", *sites, "--jobs", str(jobs), "--json"]
        for setting in (*HASTE, MANY):
            words += ["-s", setting]
        environment = {**os.environ, "NEWSCRAWL_OUTPUT": folder, "NEWSCRAWL_REPLICA": address}
        began = time.monotonic()
        with subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as process:
            peak = 0.0
            while process.poll() is None:
                peak = max(peak, memory_of_all(process.pid))
                time.sleep(0.5)
        seconds = time.monotonic() - began
        found = Counter(
            (json.loads(line)["site"], json.loads(line)["headline"])
            for path in Path(folder).glob("*/*.jsonl")
            for line in path.read_text("utf-8").splitlines()
        )
    wanted = {(name, story.title) for name, facts in sites.items() for story in facts.stories}
    return Swept(
        seconds=seconds,
        peak_mb=peak,
        lines=found.total(),
        lost=len(wanted - found.keys()),
        repeated=found.total() - len(found),
    )


def memory_of_all(root: int) -> float:
    """Megabytes in memory of a process and all below it (Linux)."""
    children: dict[int, list[int]] = {}
    sizes: dict[int, float] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                shared_out = next(line for line in (entry / "smaps_rollup").open() if line.startswith("Pss:"))
            except (OSError, IndexError, ValueError, StopIteration):
                continue
            children.setdefault(parent, []).append(int(entry.name))
            sizes[int(entry.name)] = int(shared_out.split()[1]) * 1024 / 1e6
    total, waiting = 0.0, [root]
    while waiting:
        process = waiting.pop()
        total += sizes.get(process, 0.0)
        waiting += children.get(process, [])
    return total


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    raise SystemExit(main())
