"""Readers of feeds and sitemaps: what a document costs, beside the least that it can cost.

    python benchmarks/sources.py [--data DIR]... [--rounds 30] [--json FILE]

The documents are made from a seed: a WordPress feed of 25 items with full texts, one with excerpts only, a sitemap and
a news sitemap of 1,000 addresses; with ``--data`` every feed and sitemap below a folder besides. Each round times all
readers of a document one after another (processor time), so that a busy machine slows them alike, and what counts is
the ratio. Floors: lxml parsing the document and doing nothing with it, Scrapy's own ``Sitemap``, and feedparser and
fastfeedparser where they are installed. Those give strings; newscrawl gives clean addresses, checked dates and text.
"""

import argparse
import importlib
import json
import random
import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from lxml import etree
from scrapy.utils.sitemap import Sitemap

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from newscrawl.discovery.feed import read_feed  # noqa: E402 - the path must be set first
from newscrawl.discovery.sitemap import read_sitemap  # noqa: E402
from newscrawl.urls.clean import split  # noqa: E402

URL = "https://www.example.com/feed/"
WORDS = ("the", "ship", "navy", "said", "that", "of", "and", "in", "to", "for", "port", "crew", "mission", "minister")
NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/"'
)
APPEARED = '<p>The post <a href="https://www.example.com/a">A story</a> appeared first on <a href="/">Example</a>.</p>'


def feed(items: int, *, words: int) -> bytes:
    """A feed as WordPress writes it; ``words`` is the length of each full text."""
    chance = random.Random(1)
    pieces = []
    for number in range(items):
        paragraphs = (
            f'<p>{" ".join(chance.choices(WORDS, k=58))} <a href="https://www.example.com/a">a link</a>.</p>\n'
            for _ in range(words // 60)
        )
        pieces.append(
            f"<item><title>Story {number} of the navy&#8217;s yard</title>"
            f"<link>https://www.example.com/2026/11/{number % 28 + 1:02}/story-{number}/</link>"
            f"<dc:creator><![CDATA[Jane Roe]]></dc:creator>"
            f"<pubDate>Fri, 20 Nov 2026 15:{number % 60:02}:00 +0000</pubDate>"
            "<category><![CDATA[News]]></category><category><![CDATA[Air & Space]]></category>"
            f'<guid isPermaLink="false">https://www.example.com/?p={number}</guid>'
            f"<description><![CDATA[<p>The ship tied up on [&#8230;]</p>\n{APPEARED}]]></description>"
            f"<content:encoded><![CDATA[{''.join(paragraphs)}{APPEARED}]]></content:encoded>"
            f'<media:content url="https://www.example.com/{number}.jpg" medium="image" /></item>'
        )
    head = f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" {NAMESPACES}><channel><title>Example</title>'
    return f"{head}{''.join(pieces)}</channel></rss>".encode()


def sitemap(entries: int, *, news: bool) -> bytes:
    """A sitemap; ``news``: with the title, date and language of each article."""
    pieces = []
    for number in range(entries):
        about = (
            "<news:news><news:publication><news:name>Example</news:name><news:language>en</news:language>"
            f"</news:publication><news:publication_date>2026-11-20T15:{number % 60:02}:00+00:00</news:publication_date>"
            f"<news:title>Keel &amp; hull {number}</news:title></news:news>"
        )
        pieces.append(
            f"<url><loc>https://www.example.com/naval/2026/11/{number % 28 + 1:02}/story-{number}/</loc>"
            f"<lastmod>2026-11-21T09:{number % 60:02}:00+00:00</lastmod>{about if news else ''}</url>\n"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{"".join(pieces)}</urlset>'
    ).encode()


def documents(folders: list[Path]) -> dict[str, tuple[str, bytes]]:
    """Kind and bytes of each document, by its name."""
    found = {
        "feed, 25 full texts": ("feed", feed(25, words=600)),
        "feed, 25 excerpts": ("feed", feed(25, words=0)),
        "sitemap, 1,000 addresses": ("sitemap", sitemap(1000, news=False)),
        "news sitemap, 1,000 articles": ("sitemap", sitemap(1000, news=True)),
    }
    for folder in folders:
        for path in sorted(folder.rglob("*.xml")):
            body = path.read_bytes()
            if root := re.search(rb"<(?:\w+:)?(rss|feed|rdf|urlset|sitemapindex)[\s>]", body[:5000], re.IGNORECASE):
                kind = "sitemap" if root[1].lower() in (b"urlset", b"sitemapindex") else "feed"
                found[str(path.relative_to(folder))] = (kind, body)
    return found


def readers(kind: str, body: bytes) -> dict[str, Callable[[], object]]:
    """What reads a document of this kind; the first is newscrawl's."""
    found: dict[str, Callable[[], object]] = {}
    if kind == "feed":
        found["newscrawl"] = lambda: read_feed(body, URL)
        for name in ("fastfeedparser", "feedparser"):
            try:
                parse = importlib.import_module(name).parse
            except ImportError:
                continue
            found[name] = lambda parse=parse: parse(body)
    else:
        found["newscrawl"] = lambda: read_sitemap(body, URL)
        found["scrapy"] = lambda: list(Sitemap(body))
    found["lxml"] = lambda: etree.fromstring(
        body, etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    )
    return found


def measure(calls: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each call in each round."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            split.cache_clear()  # each document is read once in a crawl
            start = time.process_time()
            call()
            times[name].append((time.process_time() - start) * 1e3)
    return times


def main() -> None:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, action="append", default=[], metavar="DIR")
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    figures: dict[str, float] = {}
    for name, (kind, body) in documents(options.data).items():
        times = measure(readers(kind, body), options.rounds)
        own = times["newscrawl"]
        print(f"{name} ({len(body) / 1000:.0f} kB)")
        for reader, spent in times.items():
            ratio = statistics.median(mine / other for mine, other in zip(own, spent, strict=True))
            note = "" if reader == "newscrawl" else f"   newscrawl takes {ratio:.1f} times as long"
            print(f"  {reader:15}{min(spent):8.2f} ms at best{statistics.median(spent):8.2f} median{note}")
            figures[f"{name}: {reader}, ms"] = round(statistics.median(spent), 3)
            if reader != "newscrawl":
                figures[f"{name}: newscrawl / {reader}"] = round(ratio, 2)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
