"""How right the reading of article pages is, and what it costs, against peers and against a bare parse, in one run.

    python benchmarks/extraction.py --data DIR [--against trafilatura,newspaper4k] [--half tune|test|all]
                                    [--worst N] [--show ID] [--json FILE]

``DIR`` holds ``ground-truth.json`` and ``html/<id>.html.gz``. Each page is read as an article of a site of which
nothing is known. Exit status 2 for a folder that holds no such set.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean, stdev
from urllib.parse import urlsplit

import lxml.html

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from extraction_data import HALVES, Case, OddData, load
from extraction_metric import Match, authors_f1, body_scores, bootstrap, days_apart, interval, match, same_headline
from extraction_peers import NAMES, Found, PeerFailed, cache_folder, run_peer
from extraction_worst import differences

from newscrawl.core.site import Site
from newscrawl.extraction.article import read_article
from newscrawl.extraction.dom.page import Page
from newscrawl.extraction.rules import Rules
from newscrawl.urls import Addresses

WARM_UP = 3
"""Pages read before the clock starts: regular expressions are compiled, caches filled."""


def read(case: Case) -> Found:
    """What newscrawl makes of the page, without rules of its site."""
    start = time.process_time()
    found = Found()
    try:
        host = urlsplit(case.url).hostname or "unknown.invalid"
        site = Site(name="benchmark", publisher="", publisher_group="benchmark", timezone="UTC", language="en")
        page = Page(case.html, case.url)
        article = read_article(page, Rules(), site, Addresses(host=host), now=datetime.now(UTC)).article
        found.body, found.headline = article.body, article.headline
        found.authors, found.date = article.authors, article.date_published
    except Exception as error:  # noqa: BLE001 - a failed page is what this counts
        found.error = f"{type(error).__name__}: {error}"
    found.ms = (time.process_time() - start) * 1000
    return found


def parse(case: Case) -> float:
    """Milliseconds of the processor that a bare lxml parse of the page takes."""
    start = time.process_time()
    with suppress(lxml.etree.ParserError, ValueError):
        lxml.html.document_fromstring(case.html)
    return (time.process_time() - start) * 1000


def summary(cases: Sequence[Case], found: Sequence[Found], matches: Sequence[Match]) -> dict[str, float | None]:
    """The figures of one reader; None where the set or the reader does not tell a field."""
    pairs = list(zip(cases, found, strict=True))
    gives_dates = any(each.date for each in found)
    gives_authors = any(each.authors for each in found)
    days = [days_apart(case.date, each.date) for case, each in pairs if case.date and gives_dates]
    times = sorted(each.ms for each in found)
    return {
        "pages": len(cases),
        "failed": sum(each.error is not None for each in found),
        "empty": sum(not each.body for each in found),
        **{f"body_{name}": value for name, value in body_scores(matches).items()},
        "body_f1_deviation": stdev(bootstrap(matches, lambda sample: body_scores(sample)["f1"])),
        "headline_exact": _mean([same_headline(case.headline, each.headline) for case, each in pairs if case.headline]),
        "day_exact": _mean([day == 0 for day in days]),
        "day_within_one": _mean([day is not None and day <= 1 for day in days]),
        "authors_f1": _mean(
            [authors_f1(case.authors, each.authors or []) for case, each in pairs if case.authors is not None]
            if gives_authors
            else []
        ),
        "ms_mean": fmean(times),
        "ms_p95": times[int(0.95 * (len(times) - 1))],
    }


def _mean(values: Sequence[float]) -> float | None:
    return fmean(values) if values else None


def table(rows: dict[str, dict[str, float | None]], parse_ms: float) -> str:
    """One line a reader."""
    columns = (
        *(("body F1", "body_f1"), ("+-", "body_f1_deviation"), ("precision", "body_precision")),
        *(("recall", "body_recall"), ("accuracy", "body_accuracy"), ("headline", "headline_exact")),
        *(("day", "day_exact"), ("day+-1", "day_within_one"), ("authors", "authors_f1")),
        *(("empty", "empty"), ("failed", "failed"), ("ms", "ms_mean"), ("p95 ms", "ms_p95")),
    )
    width = max(map(len, rows), default=0)
    lines = [" " * width + "".join(f"{title:>10}" for title, _ in columns) + f"{'parses':>8}"]
    for name, row in rows.items():
        cells = "".join(f"{_cell(row[key]):>10}" for _, key in columns)
        lines.append(f"{name:<{width}}{cells}{(row['ms_mean'] or 0) / parse_ms:>8.1f}")
    return "\n".join(lines)


def _cell(value: float | None) -> str:
    if value is None:
        return "-"
    return str(value) if isinstance(value, int) else f"{value:.3f}" if value < 1.5 else f"{value:.1f}"


def main() -> int:
    """Run the benchmark; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of a set of pages")
    parser.add_argument("--against", default="", help=f"peers, by commas: {', '.join(NAMES)}")
    parser.add_argument("--half", choices=HALVES, default="all", help="the hosts to tune on, those to test on, or all")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="list the N worst pages")
    parser.add_argument(
        "--show", default="", metavar="ID", help="list the page whose id begins so, with all differences"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures of newscrawl")
    parser.add_argument("--cache", type=Path, default=cache_folder(), help="where the peers' environments are kept")
    options = parser.parse_args()
    peers = [name for name in options.against.split(",") if name]
    if unknown := [name for name in peers if name not in NAMES]:
        parser.error(f"unknown peer {unknown[0]}; known: {', '.join(NAMES)}")
    try:
        cases = load(options.data, options.half)
    except OddData as problem:
        print(f"extraction: {problem}", file=sys.stderr)
        return 2
    for case in cases[:WARM_UP]:
        read(case)
        parse(case)
    parse_ms = fmean(parse(case) for case in cases)
    results = {"newscrawl": [read(case) for case in cases]}
    for name in peers:
        try:
            version, found = run_peer(name, cases, options.cache)
        except PeerFailed as problem:
            print(f"extraction: {problem}", file=sys.stderr)
            return 1
        results[f"{name} {version}"] = found
    matches = {
        name: [match(case.body, each.body) for case, each in zip(cases, found, strict=True)]
        for name, found in results.items()
    }
    rows = {name: summary(cases, found, matches[name]) for name, found in results.items()}
    print(
        f"{options.data.name}, {options.half}: {len(cases)} pages; a bare lxml parse takes {parse_ms:.2f} ms a page\n"
    )
    print(table(rows, parse_ms))
    for name, found in results.items():
        if error := next((each.error for each in found if each.error), None):
            print(f"\nfirst failure of {name}: {error}", end="")
    _print_paired(matches)
    _print_worst(cases, results["newscrawl"], matches["newscrawl"], options)
    if options.json:
        options.json.write_text(json.dumps({**rows["newscrawl"], "parse_ms_mean": parse_ms}, indent=2) + "\n")
    return 0


def _print_paired(matches: dict[str, list[Match]]) -> None:
    ours = matches["newscrawl"]
    for name, theirs in matches.items():
        if name != "newscrawl":
            gains = [a.f1 - b.f1 for a, b in zip(ours, theirs, strict=True)]
            low, high = interval(bootstrap(gains, fmean))
            print(f"\npage F1 above {name}: {fmean(gains):+.4f}, 95 % interval {low:+.4f} to {high:+.4f}", end="")
    print()


def _print_worst(
    cases: Sequence[Case], found: Sequence[Found], matches: Sequence[Match], options: argparse.Namespace
) -> None:
    ranked = sorted(zip(matches, cases, found, strict=True), key=lambda each: each[0].f1)
    shown = [each for each in ranked if options.show and each[1].id.startswith(options.show)]
    chosen = shown or ranked[: options.worst]
    for scores, case, each in chosen:
        print(f"\n{scores.f1:.3f}  precision {scores.precision:.3f}  recall {scores.recall:.3f}  {case.id[:12]}")
        print(f"  {case.url}")
        if each.error:
            print(f"  failed: {each.error}")
        for line in differences(case.body, each.body, most=None if options.show else 6):
            print(f"  {line}")


if __name__ == "__main__":
    sys.exit(main())
