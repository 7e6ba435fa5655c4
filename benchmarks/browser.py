"""Many pages in a row in the browser: memory of crawl and browser before and after, and seconds a page.

    python benchmarks/browser.py [--pages 200] [--json FILE]

The shipped ``isw`` spider crawls a replica whose articles are put in place by a script. The floor is the same crawl of
the same pages with their text in them, which starts no browser.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from newscrawl.browser.processes import memory_of  # noqa: E402
from newscrawl.testing.page import Page  # noqa: E402
from newscrawl.testing.server import LoopbackServer  # noqa: E402

SITE = "https://understandingwar.org"
SCRIPT = """
fetch('/text/%d')
    .then(reply => reply.text())
    .then(text => { document.querySelector('.entry-content').innerHTML = text; });
"""
SETTINGS = ("DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=0", "NEWSCRAWL_LISTING_PAGES=1")


def mount(replica, pages, *, scripted):
    """An outlet of so many articles, all in its feed."""
    now = datetime.now(UTC)
    items = []
    for number in range(pages):
        url, date = f"{SITE}/research/europe/daily-report-{number}/", now - timedelta(hours=number + 1)
        filler = " ".join(f"Report {number} of the front says in sentence {line} what changed." for line in range(40))
        text, put = ("", f"<script>{SCRIPT % number}</script>") if scripted else (f"<p>{filler}</p>", "")
        replica.add(f"{SITE}/text/{number}", Page.of(f"<p>{filler}</p>"))
        replica.add(
            url,
            Page.of(
                f"<html><head><title>Report {number}</title><meta property='og:type' content='article'>"
                f"<meta property='article:published_time' content='{date.isoformat()}'></head><body class='single'>"
                f"<h1 class='entry-title'>Report {number}</h1><div class='entry-content'>{text}</div>{put}"
                "</body></html>"
            ),
        )
        items.append(
            f"<item><title>Report {number}</title><link>{url}</link>"
            f"<pubDate>{date:%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>"
        )
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>R</title>{"".join(items)}</channel></rss>'
    replica.add(f"{SITE}/feed/?post_type=post", Page.xml(feed))
    cards = "".join(f"<a href='{SITE}/research/europe/daily-report-{number}/'>Report</a>" for number in range(3))
    replica.add(f"{SITE}/research/", Page.of(f"<html><body>{cards}</body></html>"))


def crawl(replica, folder):
    """The lines written, the seconds, and every half second (time, bytes of the crawl, bytes of the browser)."""
    environment = {
        **os.environ,
        "NEWSCRAWL_OUTPUT": str(folder / "output"),
        "NEWSCRAWL_REPLICA": replica.address,
        "TMPDIR": str(folder),
    }
    command = [sys.executable, "-m", "scrapy", "crawl", "isw"]
    for setting in SETTINGS:
        command += ["-s", setting]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    samples, began = [], time.monotonic()
    screen = []
    reader = threading.Thread(target=lambda: screen.append(process.stderr.read()))
    reader.start()
    while process.poll() is None:
        everything, own = memory_of(folder), own_memory(process.pid)
        samples.append((time.monotonic() - began, own, max(0, everything - own)))
        time.sleep(0.5)
    seconds = time.monotonic() - began
    reader.join()
    written = [line for path in (folder / "output").glob("isw/*.jsonl") for line in path.read_text().splitlines()]
    if process.returncode:
        print("".join(screen), file=sys.stderr)
    return written, seconds, samples


def own_memory(pid):
    """Bytes that the crawl's own process holds."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--json", metavar="FILE")
    options = parser.parse_args()
    figures = {"pages": options.pages}
    for name, scripted in (("floor", False), ("browser", True)):
        with LoopbackServer() as replica, tempfile.TemporaryDirectory(prefix="nb", dir="/tmp") as folder:
            mount(replica, options.pages, scripted=scripted)
            written, seconds, samples = crawl(replica, Path(folder))
            left = memory_of(Path(folder))
        figures[f"{name}_seconds_a_page"] = round(seconds / options.pages, 3)
        figures[f"{name}_crawl_mb_peak"] = round(max(own for _, own, _ in samples) / 1e6)
        if scripted:
            held = [browser / 1e6 for _, _, browser in samples if browser > 100e6]
            part = max(1, len(held) // 5)
            figures["read"] = sum(json.loads(line)["provenance"].get("page") == "browser" for line in written)
            figures["browser_mb_first"] = round(statistics.median(held[:part]))
            figures["browser_mb_last"] = round(statistics.median(held[-part:]))
            figures["browser_mb_peak"] = round(max(held))
            figures["left_behind_bytes"] = left
    for name, value in figures.items():
        print(f"{name:28} {value}")
    print(f"{'times the floor':28} {figures['browser_seconds_a_page'] / figures['floor_seconds_a_page']:.1f}")
    if options.json:
        Path(options.json).write_text(json.dumps(figures), encoding="utf-8")


if __name__ == "__main__":
    main()
