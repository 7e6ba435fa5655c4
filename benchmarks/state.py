"""How the state behaves when it is large: what it costs to know, to publish, to keep.

    python benchmarks/state.py [--articles 200000] [--urls 1000000] [--steps 10000,100000] [--json FILE]

Fills state files of growing size (``--urls`` articles known, ``--articles`` of them in the story window with texts
kept) and uses each, in a fresh process, through the classes that a crawl uses: SiteMemory drops the known of listings
of 20 links, Publisher publishes groups of 32. Rows for filling are copies of rows that Publisher wrote, their keys,
hashes and sketches random. Floor in the same run: the same lines put into a bare SQLite table and a file, synced alike.
From the steps it says what ten times as many would need: that is reckoned, not measured.
"""

import argparse
import asyncio
import hashlib
import json
import os
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from array import array
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from newscrawl.core.crawl_state import FetchRecord  # noqa: E402
from newscrawl.core.links import Link  # noqa: E402
from newscrawl.core.site import Site  # noqa: E402
from newscrawl.items import Article  # noqa: E402
from newscrawl.publishing.run import Run  # noqa: E402 - the path must be set first
from newscrawl.store.near_duplicates import POSTED  # noqa: E402
from newscrawl.text.sketch import SIZE  # noqa: E402

SITE = Site(name="gazette", publisher="Gazette", publisher_group="gazette", timezone="UTC", language="en")
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
SAMPLE = 500
"""Articles that Publisher writes to be copied."""
LISTINGS, LINKS = 300, 20
GROUPS, GROUP = 40, 32
WORDS = 600


def identify(url: str) -> str:
    """The benchmark's addresses end in their key, or are new."""
    tail = url.rsplit("/", 1)[-1]
    return tail if len(tail) == 32 else hashlib.sha256(url.encode()).hexdigest()[:32]


def article(number: int, chance: random.Random) -> Article:
    """A new article of :data:`WORDS` words."""
    url = f"https://gazette.test/2026/11/new-{number}"
    words = [VOCABULARY[int(len(VOCABULARY) * chance.random() ** 3)] for _ in range(WORDS)]  # some are frequent
    body = "\n\n".join(" ".join(words[start : start + 40]) + "." for start in range(0, WORDS, 40))
    return Article(
        id=identify(url),
        site=SITE.name,
        publisher=SITE.publisher,
        url=url,
        canonical_url=url,
        headline=" ".join(words[:9]).capitalize(),
        authors=[f"{words[0].title()} {words[1].title()}"],
        date_published=(NOW - timedelta(minutes=number % 90)).isoformat(),
        language="en",
        body=body,
        provenance={"headline": "site", "authors": "site", "date_published": "meta", "body": "site"},
        crawled_at=NOW.isoformat(),
    )


VOCABULARY = ["".join(random.Random(n).choices("abdefgiklmnoprstu", k=3 + n % 7)) for n in range(20000)]


async def publish(run: Run, articles: list[Article], seconds: list[float]) -> None:
    """Publish in groups, each timed."""
    for start in range(0, len(articles), GROUP):
        group = articles[start : start + GROUP]
        links = [Link(url=one.url, source="feed", date=one.date_published) for one in group]
        for one, link in zip(group, run.memory.add_discovered(links), strict=True):
            one.fetch = FetchRecord(link=link, at=NOW)
        began = time.perf_counter()
        await asyncio.gather(*(run.publish(one) for one in group))
        seconds.append(time.perf_counter() - began)


def fill(root: Path, urls: int, articles: int) -> None:
    """A state of so many known articles, so many of them in the story window."""
    chance = random.Random(urls)
    run = Run.begin(root, SITE, identify, arguments={}, versions={}, clock=lambda: NOW)
    asyncio.run(publish(run, [article(number, chance) for number in range(SAMPLE)], []))
    run.finish("finished", 0, {})
    with closing(sqlite3.connect(root / "newscrawl.sqlite", isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -200000")
        indexes = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql <> ''"
        ).fetchall()
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")
        connection.execute("BEGIN")
        for offset in range(SAMPLE, urls, SAMPLE):
            fresh = offset >= urls - articles
            copy(connection, "articles", "number", offset, {"id": "randomblob(16)", "content_hash": "randomblob(16)"})
            copy(connection, "readings", "article", offset, {"next_visit": "NULL", "hints": "NULL"})
            if fresh:
                copy(connection, "revisions", "article", offset, {})
        connection.execute(
            "INSERT INTO settled (key, site, outcome, article, settled_at) "
            "SELECT id, site, 'published', number, 0 FROM articles WHERE number > ? ORDER BY id", (SAMPLE,)
        )  # fmt: skip
        connection.execute("UPDATE articles SET date_published = date('2026-11-20', '-' || (number % 3000) || ' days')")
        sketches(connection, range(max(SAMPLE, urls - articles) + 1, urls + 1), chance)
        connection.execute("COMMIT")
        for _, sql in indexes:
            connection.execute(sql)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def copy(connection: sqlite3.Connection, table: str, key: str, offset: int, fresh: dict[str, str]) -> None:
    """Copy the sample's rows of a table, numbered on."""
    names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    values = [f"{key} + {offset}" if name == key else fresh.get(name, name) for name in names]
    connection.execute(
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM {table} WHERE {key} <= {SAMPLE}"
    )


def sketches(connection: sqlite3.Connection, numbers: range, chance: random.Random) -> None:
    """Random ones, as texts of :data:`WORDS` different shingles have them; posted as the index does."""
    limit = round((1 << 28) * SIZE / WORDS)
    at = round(NOW.timestamp() * 1e6)
    postings = []
    rows = []
    for number in numbers:
        marks = sorted(chance.sample(range(limit), SIZE))
        rows.append((number, at, WORDS, array("I", [mark << 4 | mark & 15 for mark in marks]).tobytes()))
        postings += [(mark, number) for mark in marks[:POSTED]]
    connection.executemany("INSERT INTO sketches (article, at, shingles, marks) VALUES (?, ?, ?, ?)", rows)
    postings.sort()
    connection.executemany("INSERT OR IGNORE INTO postings (mark, article) VALUES (?, ?)", postings)


def measure(root: Path) -> dict[str, float]:
    """Use a filled state, as a crawl would; figures in milliseconds, MB, bytes."""
    chance = random.Random(7)
    with closing(sqlite3.connect(root / "newscrawl.sqlite")) as connection:
        (highest,) = connection.execute("SELECT max(number) FROM articles").fetchone()
        wanted = [chance.randint(1, highest) for _ in range(LISTINGS * LINKS)]
        keys = [
            connection.execute("SELECT hex(id) FROM articles WHERE number = ?", (number,)).fetchone()[0].lower()
            for number in wanted
        ]
    size = (root / "newscrawl.sqlite").stat().st_size
    began = time.perf_counter()
    run = Run.begin(root, SITE, identify, arguments={}, versions={}, clock=lambda: NOW)
    opening = time.perf_counter() - began
    known = []
    for start in range(0, len(keys), LINKS):
        links = [Link(url=f"https://gazette.test/{key}", source="listing") for key in keys[start : start + LINKS]]
        began = time.perf_counter()
        assert run.memory.add_discovered(links) == []
        known.append(time.perf_counter() - began)
    articles = [article(10_000_000 + number, chance) for number in range(GROUPS * GROUP)]
    seconds: list[float] = []
    began = time.process_time()
    asyncio.run(publish(run, articles, seconds))
    busy = (time.process_time() - began) / len(articles)
    summary = run.finish("finished", 0, {})
    assert summary.written == len(articles)
    assert summary.path is not None
    lines = summary.path.read_bytes().splitlines(keepends=True)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1 << 20)
    bare = min_weekly_articles(root, lines)
    return {
        "bytes": size,
        "opening_ms": opening * 1000,
        "known_ms": statistics.median(known) * 1000,
        "known_ms_p99": sorted(known)[int(len(known) * 0.99)] * 1000,
        "publish_ms": statistics.median(seconds) / GROUP * 1000,
        "publish_ms_p99": sorted(seconds)[int(len(seconds) * 0.99)] / GROUP * 1000,
        "publish_cpu_ms": busy * 1000,
        "floor_ms": bare * 1000,
        "memory_mb": memory,
    }


def min_weekly_articles(root: Path, lines: list[bytes]) -> float:
    """Seconds a line: a bare table that takes the same lines in the same groups, and a file, both synced."""
    seconds = []
    with closing(sqlite3.connect(root / "floor.sqlite", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE lines (number INTEGER PRIMARY KEY, line BLOB)")
        with (root / "floor.jsonl").open("ab", buffering=0) as file:
            for start in range(0, len(lines), GROUP):
                group = lines[start : start + GROUP]
                began = time.perf_counter()
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany("INSERT INTO lines (line) VALUES (?)", [(line,) for line in group])
                connection.execute("COMMIT")
                file.write(b"".join(group))
                os.fsync(file.fileno())
                seconds.append((time.perf_counter() - began) / len(group))
    return statistics.median(seconds)


def in_a_process(*words: str) -> str:
    """Run this program with hidden arguments: filling must not count as memory of a crawl."""
    return subprocess.run([sys.executable, __file__, *words], check=True, stdout=subprocess.PIPE, text=True).stdout


def main() -> int:
    """Fill, measure, print; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=200_000, help="articles in the story window")
    parser.add_argument("--urls", type=int, default=1_000_000, help="articles known")
    parser.add_argument("--steps", default="10000,100000", help="smaller numbers of URLs to measure before")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--fill", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.fill:
        fill(options.fill, options.urls, options.articles)
        return 0
    if options.measure:
        print(json.dumps(measure(options.measure)))
        return 0
    steps = sorted({*(int(step) for step in options.steps.split(",") if step), options.urls})
    told: list[tuple[int, int, dict[str, float]]] = []
    print(
        f"{'known':>10} {'in window':>10} {'20 known':>15} {'publish':>19} {'its CPU':>8} "
        f"{'floor':>8} {'memory':>8} {'file':>9}"
    )
    print(f"{'':>10} {'':>10} {'ms (p99)':>15} {'ms/article (p99)':>19} {'ms':>8} {'ms':>8} {'MB':>8} {'MB':>9}")
    for urls in steps:
        articles = min(round(urls * options.articles / options.urls), urls)
        with tempfile.TemporaryDirectory() as folder:
            in_a_process("--fill", folder, "--urls", str(urls), "--articles", str(articles))
            figures = json.loads(in_a_process("--measure", folder))
        told.append((urls, articles, figures))
        print(
            f"{urls:>10,} {articles:>10,} {figures['known_ms']:>7.2f} ({figures['known_ms_p99']:.2f})"
            f" {figures['publish_ms']:>11.2f} ({figures['publish_ms_p99']:.2f}) {figures['publish_cpu_ms']:>8.2f}"
            f" {figures['floor_ms']:>8.2f}"
            f" {figures['memory_mb']:>8.0f} {figures['bytes'] / 1e6:>9.1f}",
            flush=True,
        )
    urls, articles, last = told[-1]
    each = last["bytes"] / urls
    print(
        f"publishing costs {last['publish_ms'] / last['floor_ms']:.1f} times the floor; "
        f"{each:.0f} bytes an article known"
    )
    print(reckoned(told))
    if options.json:
        flat = {"urls": urls, "articles": articles, "bytes_per_article": each, **last}
        flat |= {f"{name}_at_{count}": figures[name] for count, _, figures in told for name in figures}
        options.json.write_text(json.dumps(flat, indent=2) + "\n", encoding="utf-8")
    return int(last["known_ms"] > 1 or last["publish_ms"] > 4 or last["memory_mb"] > 200)


def reckoned(told: list[tuple[int, int, dict[str, float]]]) -> str:
    """What ten times the largest step would need: the file in proportion, times by as much more as the last step."""
    urls, articles, last = told[-1]
    text = f"reckoned for {urls * 10:,} known, {articles * 10:,} in the window: file {last['bytes'] / 1e8:.1f} GB"
    if len(told) > 1:
        before = told[-2][2]
        known = last["known_ms"] + max(last["known_ms"] - before["known_ms"], 0)
        publish = last["publish_ms"] + max(last["publish_ms"] - before["publish_ms"], 0)
        text += f", 20 known {known:.2f} ms, publish {publish:.2f} ms, while the file fits into the machine's cache"
    return text


if __name__ == "__main__":
    sys.exit(main())
