"""How fast is a crawl, held against bare Scrapy on the same pages in the same run?

    python benchmarks/crawl.py [--pages 2000] [--rounds 3] [--json FILE]

Contenders, each a process of its own, in turn, on article pages of 60 to 100 kB that a replica in another process
serves (gzip, no delay, no AutoThrottle, 16 at once):

* ``floor``: a bare Scrapy spider that downloads the pages and reads nothing;
* ``stock``: a bare Scrapy spider with six CSS queries and the stock ``jsonlines`` feed;
* ``newscrawl``: the shipped ``amn`` spider with discovery, all pipelines, durable export and state.

Figures are of whole processes, start-up included; ratios are taken round by round. Then: where the time of a page goes.
"""

import argparse
import asyncio
import contextlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from selectolax.lexbor import LexborHTMLParser  # noqa: E402 - the path must be set first

from newscrawl.extraction.article import read_article  # noqa: E402
from newscrawl.extraction.dom.page import Page  # noqa: E402
from newscrawl.items import Article  # noqa: E402
from newscrawl.publishing.run import Run  # noqa: E402
from newscrawl.spiders.amn import AmnSpider  # noqa: E402
from newscrawl.testing.bulk import Bulk  # noqa: E402
from newscrawl.text.boilerplate.detector import clean_body  # noqa: E402

HOST = "americanmilitarynews.com"
SAME_FOR_ALL = ("CONCURRENT_REQUESTS=16", "CONCURRENT_REQUESTS_PER_DOMAIN=16", "DOWNLOAD_DELAY=0")
BARE = """
import os, scrapy
from newscrawl.extensions.addons import LoopbackAddon

class Bare(scrapy.Spider):
    name = "bare"
    custom_settings = {"ADDONS": {LoopbackAddon: 1}, "NEWSCRAWL_REPLICA": os.environ["NEWSCRAWL_REPLICA"]}

    async def start(self):
        with open(os.environ["BENCH_URLS"]) as urls:
            for url in urls:
                yield scrapy.Request(url.strip())

    def parse(self, response):
        if os.environ["BENCH_READS"] == "1":
            yield {
                "url": response.url,
                "title": response.css("h1::text").get(),
                "date": response.css("meta[property='article:published_time']::attr(content)").get(),
                "authors": response.css("a[rel=author]::text").getall(),
                "description": response.css("meta[property='og:description']::attr(content)").get(),
                "tags": response.css("a[rel=tag]::text").getall(),
                "body": "\\n".join(response.css("article p::text").getall()),
            }
"""


@dataclass(frozen=True)
class Took:
    """What one process took."""

    wall: float
    cpu: float
    peak_mb: float


def main() -> int:
    """Run the rounds, print the table; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    bulk = Bulk(host=HOST, count=options.pages)
    rounds: list[dict[str, Took]] = []
    with tempfile.TemporaryDirectory() as folder, replica(options.pages) as address:
        work = Path(folder)
        (work / "bare.py").write_text(BARE, encoding="utf-8")
        (work / "urls").write_text("\n".join(bulk.urls()) + "\n", encoding="utf-8")
        for number in range(options.rounds):
            rounds.append(one_round(work, address, number, options.pages))
            print(f"round {number + 1} of {options.rounds} done", file=sys.stderr)
    figures: dict[str, float] = {"pages": options.pages, "rounds": options.rounds}
    print(f"{options.pages} pages, {options.rounds} rounds; median (least to most)\n")
    print(f"{'':12}{'pages/s':>24}{'CPU ms a page':>24}{'peak MB':>24}")
    for name in rounds[0]:
        rates = [options.pages / taken[name].wall for taken in rounds]
        cpu = [1000 * taken[name].cpu / options.pages for taken in rounds]
        peaks = [taken[name].peak_mb for taken in rounds]
        print(f"{name:12}{spread(rates, 0):>24}{spread(cpu, 2):>24}{spread(peaks, 0):>24}")
        figures |= {f"{name}_pages_per_s": median(rates), f"{name}_cpu_ms": median(cpu), f"{name}_peak_mb": max(peaks)}
    print()
    for other in ("floor", "stock"):
        ratios = [taken[other].wall / taken["newscrawl"].wall for taken in rounds]
        print(f"newscrawl / {other}: {spread(ratios, 2)} of its speed")
        figures[f"ratio_to_{other}"] = median(ratios)
    print("\nwhere the time of a page goes, ms of CPU:")
    for stage, cost in stages(bulk).items():
        print(f"  {stage:34}{cost:8.2f}")
        figures[f"stage_{stage.split(':')[0].replace(' ', '_')}_ms"] = cost
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


@contextlib.contextmanager
def replica(pages: int) -> Iterator[str]:
    """The bulk site in a process of its own; gives its address."""
    words = [sys.executable, "-m", "newscrawl.testing", "--mount", "newscrawl.testing.bulk:build"]
    words += ["--with", f"host={HOST}", "--with", f"count={pages}"]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        try:
            yield address
        finally:
            server.terminate()


def one_round(work: Path, address: str, number: int, pages: int) -> dict[str, Took]:
    """Each contender once."""
    scrapy = [sys.executable, "-m", "scrapy"]
    settings = [word for setting in SAME_FOR_ALL for word in ("-s", setting)]
    bare = [*scrapy, "runspider", str(work / "bare.py"), "--nolog", *settings]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "NEWSCRAWL_REPLICA": address,
        "NEWSCRAWL_OUTPUT": str(work / f"output{number}"),
        "BENCH_URLS": str(work / "urls"),
    }
    ours = [*scrapy, "crawl", "amn", "-s", "AUTOTHROTTLE_ENABLED=0", *settings]
    ours += ["-s", f"NEWSCRAWL_LISTING_PAGES={pages // 20 + 1}"]
    stock_file = work / f"stock{number}.jsonl"
    taken = {
        "floor": run(bare, work, {**environment, "BENCH_READS": "0"}),
        "stock": run([*bare, "-o", str(stock_file)], work, {**environment, "BENCH_READS": "1"}),
        "newscrawl": run(ours, ROOT, environment),
    }
    for path in (stock_file, *(work / f"output{number}" / "amn").glob("*.jsonl")):
        lines = path.read_bytes().count(b"\n")
        if lines != pages:
            raise SystemExit(f"{path.name} holds {lines} articles, not {pages}: nothing to compare")
    return taken


def run(words: list[str], folder: Path, environment: dict[str, str]) -> Took:
    """Run a process to its end and say what it took, by the system's own account."""
    began = time.perf_counter()
    process = subprocess.Popen(words, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(words)}\nended with {process.returncode}:\n{errors.decode()}")
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Took(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


def stages(bulk: Bulk) -> dict[str, float]:
    """Milliseconds of CPU that each stage of a page takes in this process; the rest is download and engine."""
    pages = [(story.url, bulk.html(number).encode()) for number in range(120) for story in [bulk.story(number)]]
    site, now = AmnSpider.site(), datetime.now(UTC)

    def read(url: str, body: bytes) -> Article:
        page = Page(body, url, encoding="utf-8")
        return read_article(page, AmnSpider.article, site, AmnSpider.addresses, now=now).article

    articles = [read(url, body) for url, body in pages]
    return {
        "parse: Lexbor alone": each(lambda page: LexborHTMLParser(page[1]), pages),
        "read: parse, all fields, body": each(lambda page: read(*page), pages),
        "clean: text rules": each(lambda article: clean_body(article.body or ""), articles),
        "publish: groups of 32, two syncs": publishing(articles),
    }


def each(work: Callable[[Any], object], things: list[Any]) -> float:
    """Milliseconds of CPU a thing."""
    began = time.process_time()
    for thing in things:
        work(thing)
    return 1000 * (time.process_time() - began) / len(things)


def publishing(articles: list[Article]) -> float:
    """Milliseconds of CPU an article, published in full groups into a state and a file on disk."""

    async def publish(run: Run) -> None:
        await asyncio.gather(*(run.publish(article) for article in articles))

    with tempfile.TemporaryDirectory() as folder:
        run = Run.begin(Path(folder), AmnSpider.site(), AmnSpider.identify, arguments={}, versions={})
        began = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        asyncio.run(publish(run))
        run.finish("finished", 0, {})
        return 1000 * (sum(resource.getrusage(resource.RUSAGE_SELF)[:2]) - began) / len(articles)


def spread(values: list[float], digits: int) -> str:
    """Median, least and most."""
    return f"{median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


if __name__ == "__main__":
    sys.exit(main())
