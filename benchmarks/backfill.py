"""What does a back-fill of one month cost, out of a site with years of articles? And after a kill?

    python benchmarks/backfill.py [--years 10] [--articles 50000] [--month 2024-05] [--ways WAYS ...] [--json FILE]

The shipped ``amn`` spider crawls one month of a replica in another process, in a fresh output folder, once for each
set of ways in which the site lists its articles (``rest``, ``sitemap``, ``archive``, ``listing``, beside its feed).
Half-way it is killed by SIGKILL and started again. Counted are the requests that the server saw, robots.txt apart. The
floor is one request an article. Exit status 1 when an article was lost or repeated, or more than 1.05 requests an
article plus 40 were needed.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from newscrawl.spiders.amn import AmnSpider  # noqa: E402
from newscrawl.spiders.theaviationist import TheaviationistSpider  # noqa: E402
from newscrawl.testing.bulk import decade  # noqa: E402 - the path must be set first
from newscrawl.testing.process import request_log, server_process  # noqa: E402

HASTE = ("DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=0")
WAYS = ("feed,rest", "feed,archive", "feed,listing", "sitemap")
SITES = {"amn": (AmnSpider, "%Y/%m"), "theaviationist": (TheaviationistSpider, "%Y/%m/%d")}
"""Spiders, and what stands in their articles' addresses. Sitemaps are tried with the second: without days in addresses
they don't tell the months apart."""
BOUNDARY = timedelta(days=1)
"""Pages that print no time of day leave it open on which side of midnight they were published."""
RATIO, MORE = 1.05, 40
"""What is allowed: so many requests an article, and so many more."""


@dataclass(frozen=True)
class Cost:
    """What the back-fill cost."""

    articles: int
    requests: int
    sources: int
    """Of these, what was no article's page."""
    repeated_sources: int
    repeated_pages: int
    lost: int
    repeated: int
    odd: int
    """Published, but not of that month, nor of the day before or after."""
    killed_at: int
    status: int
    seconds: float

    @property
    def allowed(self) -> int:
        """How many requests are allowed."""
        return int(self.articles * RATIO) + MORE


def main() -> int:
    """Run it for each set of ways; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--month", default="2024-05", metavar="YYYY-MM")
    parser.add_argument("--ways", nargs="*", default=WAYS, metavar="WAYS", help="e.g. feed,sitemap")
    parser.add_argument("--no-kill", action="store_true", help="let the crawl run through")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    since = datetime.fromisoformat(f"{options.month}-01").replace(tzinfo=UTC)
    until = since.replace(year=since.year + since.month // 12, month=since.month % 12 + 1)
    print(f"{options.articles} articles in {options.years} years; the month {options.month}\n")
    print(
        f"{'listed by':14}{'articles':>9}{'requests':>9}{'ratio':>7}{'allowed':>8}{'sources':>8}"
        f"{'repeated':>20}{'lost':>5}"
    )
    figures: dict[str, float] = {"articles_in_all": options.articles, "years": options.years}
    failed = False
    for ways in options.ways:
        cost = back_fill(options.years, options.articles, ways, (since, until), kill=not options.no_kill)
        told = f"{cost.repeated_sources} sources, {cost.repeated_pages} pages"
        print(
            f"{ways:14}{cost.articles:9}{cost.requests:9}{cost.requests / cost.articles:7.3f}{cost.allowed:8}"
            f"{cost.sources:8}{told:>20}{cost.lost:5}   killed after {cost.killed_at}, {cost.seconds:.0f} s, "
            f"exit {cost.status}"
        )
        wrong = cost.lost + cost.repeated + cost.odd + cost.status
        failed = failed or wrong > 0 or cost.requests > cost.allowed
        figures |= {f"{ways.replace(',', '_')}_{name}": value for name, value in asdict(cost).items()}
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return int(failed)


def back_fill(years: int, count: int, ways: str, span: tuple[datetime, datetime], *, kill: bool) -> Cost:
    """One back-fill, killed half-way and gone on with."""
    since, until = span
    name = "theaviationist" if "sitemap" in ways else "amn"
    spider, permalink = SITES[name]
    facts = {"sources": ways, "host": spider.addresses.host, "permalink": permalink}
    bulk = decade(years, count, **facts)
    dated = {url: bulk.indexes.newest - bulk.spacing * number for number, url in enumerate(bulk.urls())}
    wanted = {url for url, date in dated.items() if since <= date < until}
    near = {url for url, date in dated.items() if since - BOUNDARY <= date < until + BOUNDARY}
    mount = "newscrawl.testing.bulk:build_decade"
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory() as folder,
        server_process(mount, years=years, count=count, **facts) as address,
    ):
        killed_at = 0
        if kill:
            process = start(name, address, folder, since, until)
            while process.poll() is None and killed_at < len(wanted) // 2:
                time.sleep(0.2)
                killed_at = len(asked(address))
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed_at = len(asked(address))
        status = start(name, address, folder, since, until).wait()
        requests = asked(address)
        times = Counter(requests)
        found = Counter(
            json.loads(line)["id"]
            for path in Path(folder, name).glob("*.jsonl")
            for line in path.open(encoding="utf-8")
        )
    ids = {spider.identify(url) for url in wanted}
    pages = {url for url in times if spider.addresses.is_article(url)}
    again = {url: times[url] - 1 for url in times if times[url] > 1}
    return Cost(
        articles=len(wanted),
        requests=len(requests),
        sources=sum(times[url] for url in times if url not in pages),
        repeated_sources=sum(again[url] for url in again if url not in pages),
        repeated_pages=sum(again[url] for url in again if url in pages),
        lost=len(ids - found.keys()),
        repeated=sum(found.values()) - len(found),
        odd=len(found.keys() - {spider.identify(url) for url in near}),
        killed_at=killed_at,
        status=status,
        seconds=time.monotonic() - began,
    )


def asked(address: str) -> list[str]:
    """Every address the server was asked for, but robots.txt."""
    return [
        f"https://{entry['host']}{entry['target']}"
        for entry in request_log(address)
        if entry["target"] != "/robots.txt" and not entry["host"].startswith("127.")
    ]


def start(name: str, address: str, folder: str, since: datetime, until: datetime) -> subprocess.Popen[bytes]:
    """Start the crawl of the span."""
    words = [
        sys.executable,
        "-m",
        "scrapy",
        "crawl",
        name,
        "-a",
        f"since={since:%Y-%m-%d}",
        "-a",
        f"until={until:%Y-%m-%d}",
    ]
    for setting in HASTE:
        words += ["-s", setting]
    environment = {**os.environ, "NEWSCRAWL_OUTPUT": folder, "NEWSCRAWL_REPLICA": address}
    quiet = None if os.environ.get("BENCH_LOUD") else subprocess.DEVNULL
    return subprocess.Popen(words, cwd=ROOT, env=environment, stdout=quiet, stderr=quiet)


if __name__ == "__main__":
    sys.exit(main())
