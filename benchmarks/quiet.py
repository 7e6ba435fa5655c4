"""An hour without news: what a crawl costs that finds nothing new.

    python benchmarks/quiet.py [--articles 10000] [--rounds 5] [--json FILE]

A site of ``--articles`` articles, all known and none younger than the revisit limit, is crawled by its shipped spider
against a replica. Told are the requests, the lines and files that were written, and the time from start to exit beside
that of an empty spider without any project (the floor, in turns with it). Once more with the politeness of every day.
Exit status 1 when a line or file was written, or more than three requests were made.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from newscrawl.items import Article  # noqa: E402
from newscrawl.publishing.run import Run  # noqa: E402 - the path must be set first
from newscrawl.spiders.amn import AmnSpider  # noqa: E402
from newscrawl.testing.bulk import Bulk  # noqa: E402
from newscrawl.testing.server import LoopbackServer  # noqa: E402

HASTE = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=0")
EMPTY = """
import scrapy


class EmptySpider(scrapy.Spider):
    name = "empty"

    async def start(self):
        return
        yield
"""


async def publish_all(root: Path, bulk: Bulk) -> None:
    """Let the site's articles be known, as if they had been crawled long ago."""
    run = Run.begin(root, AmnSpider.site(), AmnSpider.identify, arguments={}, versions={})
    long_ago = datetime(2026, 1, 1, tzinfo=UTC).isoformat()
    for start in range(0, bulk.count, 32):
        stories = [bulk.story(number) for number in range(start, min(start + 32, bulk.count))]
        await asyncio.gather(
            *(
                run.publish(
                    Article(
                        id=AmnSpider.identify(story.url),
                        site="amn",
                        publisher=AmnSpider.publisher,
                        url=story.url,
                        canonical_url=story.url,
                        headline=story.title,
                        date_published=story.date.isoformat(),
                        body="\n\n".join(story.text),
                        crawled_at=long_ago,
                    )
                )
                for story in stories
            )
        )
    run.finish("finished", 0, {})


def timed(words: list[str], folder: Path, environment: dict[str, str]) -> float:
    """Seconds from start to exit; the process must end well."""
    began = time.perf_counter()
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - began
    if done.returncode:
        sys.exit(f"{' '.join(words)}: exit status {done.returncode}\n{done.stdout}{done.stderr}")
    return seconds


def main() -> int:
    """Prepare, measure in turns, print; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    with LoopbackServer() as replica, tempfile.TemporaryDirectory() as folder:
        root, elsewhere = Path(folder) / "output", Path(folder) / "elsewhere"
        elsewhere.mkdir()
        (elsewhere / "empty.py").write_text(EMPTY, encoding="utf-8")
        bulk = Bulk(count=options.articles)
        bulk.build(replica, prepare=False)
        asyncio.run(publish_all(root, bulk))
        environment = {
            **os.environ,
            "NEWSCRAWL_OUTPUT": str(root),
            "NEWSCRAWL_REPLICA": replica.address,
            # Days after the newest article: none is young enough to be read again.
            "NEWSCRAWL_CLOCK": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}=2026-11-24T12:00:00Z",
        }
        crawl = [sys.executable, "-m", "scrapy", "crawl", "amn"]
        empty = [sys.executable, "-m", "scrapy", "runspider", "empty.py", "-L", "ERROR"]
        for _ in range(2):  # the first run meets the site, the second knows what its sources want to be asked with
            timed([*crawl, *HASTE], ROOT, environment)
        before = {path: path.stat().st_size for path in (root / "amn").iterdir()}
        floors, quiet, polite = [], [], []
        asked = len(replica.log)
        for _ in range(options.rounds):
            floors.append(timed(empty, elsewhere, dict(os.environ)))
            quiet.append(timed([*crawl, *HASTE], ROOT, environment))
        requests = (len(replica.log) - asked) / options.rounds
        last = [f"{entry.status} {entry.target}" for entry in list(replica.log)[-round(requests) :]]
        polite.append(timed(crawl, ROOT, environment))
        after = {path: path.stat().st_size for path in (root / "amn").iterdir() if path.name != ".lock"}
    written = {path for path, size in after.items() if before.get(path) != size}
    over = statistics.median(quiet) - statistics.median(floors)
    print(f"{options.articles:,} articles known, none young; {options.rounds} runs with nothing new")
    print(f"requests a run {requests:.1f} ({', '.join(last)}); files written {len(written)}")
    print(f"empty spider {_told(floors)}; quiet run {_told(quiet)}: {over:.2f} s over it")
    print(f"with the politeness of every day {_told(polite)}")
    if options.json:
        figures = {
            "articles": options.articles,
            "requests": requests,
            "files_written": len(written),
            "empty_s": statistics.median(floors),
            "quiet_s": statistics.median(quiet),
            "over_s": over,
            "polite_s": statistics.median(polite),
        }
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return int(bool(written) or requests > 3)


def _told(seconds: list[float]) -> str:
    return f"{statistics.median(seconds):.2f} s ({min(seconds):.2f} to {max(seconds):.2f})"


if __name__ == "__main__":
    sys.exit(main())
