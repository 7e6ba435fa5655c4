"""Near-duplicates: how many copies are found, how many pairs are wrong, what it costs.

    python benchmarks/near.py [--data DIR]... [--articles 20000] [--tune] [--json FILE]

``--data`` names sets of real pages (``ground-truth.json``); without it the bodies are made from a seed. Half of the
hosts were there to choose the threshold by (``--tune`` shows what others would do); what counts is the other half,
``test``.

- copies: each body is edited and looked up among all bodies of its half, through the index of the state; beside it,
  what comparing with every body finds (no index can find more with these sketches)
- wrong pairs: among all pairs of bodies, compared without index
- reports: made-up daily reports in one frame: every pair compared as if two houses published them, then looked up and
  indexed one after another as their own house does
- cost: a sketch beside the hash that finds equal texts only; look-up and index of ``--articles`` made-up sketches in
  durable transactions of 32, beside the same transactions without them
"""

import argparse
import json
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from extraction_data import HALVES, OddData  # noqa: E402 - the path must be set first
from near_reports import framed, series  # noqa: E402
from near_texts import Body, edits, load, made  # noqa: E402

from newscrawl.core.failpoints import Act  # noqa: E402
from newscrawl.store import near_duplicates  # noqa: E402
from newscrawl.store.articles.index import Entry, enter  # noqa: E402
from newscrawl.store.db.connection import Database  # noqa: E402
from newscrawl.store.db.types import SiteRow, get_or_create_site  # noqa: E402
from newscrawl.text.fingerprint import content_hash  # noqa: E402
from newscrawl.text.sketch import CORE, SIZE, Sketch, overlap, sketch  # noqa: E402

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
AFTER = NOW - timedelta(days=90)
GROUP = 32
BRIEF = 100
"""Words below which a body counts as a brief."""
SPACE = 1 << 28
"""Marks are numbers below this."""


def nearest(connection, made, *, after, leave_out, publisher_group=None):
    """The indexed article that a text nearly repeats, as publishing looks for it."""
    near = near_duplicates.near_ones(connection, made, leave_out=leave_out, publisher_group=publisher_group)
    return near_duplicates.nearest(connection, near, after=after)


class Index:
    """A state file and one site in it, to index articles in."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.write(Act.SITE_ENROL) as connection:
            self._site: SiteRow = get_or_create_site(connection, "bench", "bench")
        self._chance = random.Random("ids")

    def publish(
        self, sketches: Iterable[Sketch], *, look_up: bool = True, durable: bool = True, at_home: bool = False
    ) -> list[int | None]:
        """Enter an article for each in one transaction; gives what each was found to repeat.

        ``at_home``: one house publishes them all; else each is looked up as if another house did.
        """
        publisher_group = self._site.publisher_group if at_home else None
        found: list[int | None] = []
        with self.database.write(Act.PUBLISH_COMMIT, durable=durable) as connection:
            for each in sketches:
                identity = f"{self._chance.getrandbits(128):032x}"
                number = enter(
                    connection,
                    self._site,
                    Entry(
                        id=identity,
                        keys=(),
                        url=f"https://bench.example/2026/11/22/an-article-of-the-bench-{identity[:8]}/",
                        date_published="2026-11-22T12:00:00+00:00",
                        content_hash=f"{self._chance.getrandbits(128):032x}",
                        revision=1,
                        run="20261122t120000",
                    ),
                )
                if look_up:
                    match = nearest(connection, each, after=AFTER, leave_out=number, publisher_group=publisher_group)
                    near_duplicates.index(connection, number, each, at=NOW, story=match.story if match else identity)
                    found.append(match.number if match else None)
        return found

    def look_up(self, each: Sketch) -> int | None:
        """Number of the article that the text nearly repeats."""
        with self.database.read() as connection:
            match = nearest(connection, each, after=AFTER, leave_out=None)
        return match.number if match else None


def main() -> int:
    """Run all parts; exit status 2 for data that can't be used."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, action="append", default=[], help="folder with ground-truth.json")
    parser.add_argument("--articles", type=int, default=20_000, help="in the window, for the cost (default: 20000)")
    parser.add_argument("--tune", action="store_true", help="other thresholds, on the half to choose by; nothing else")
    parser.add_argument("--json", type=Path, help="write the figures there")
    options = parser.parse_args()
    try:
        bodies = load(options.data) if options.data else made(300)
    except OddData as problem:
        print(f"near.py: {problem}", file=sys.stderr)
        return 2
    if options.tune:
        tune(bodies)
        return 0
    figures: dict[str, float] = {"bodies": len(bodies)}
    print(f"{len(bodies)} bodies, {'real' if options.data else 'made from a seed'}\n")
    figures |= copies(bodies)
    figures |= wrong_pairs(bodies)
    figures |= reports()
    figures |= sketching([body.text for body in bodies])
    figures |= cost(options.articles)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    return 0


def tune(bodies: Sequence[Body]) -> None:
    """What each threshold would find of the copies, and merge of the reports."""
    known = [body for body in bodies if body.half == "tune"]
    changes = edits([body.text for body in bodies if body.half != "tune"], "tune")
    copied = {
        name: [(_sketch(body.text), _sketch(edit(body.text))) for body in known] for name, edit in changes.items()
    }
    merged = {kind: list(combinations(map(_sketch, editions), 2)) for kind, editions in _reports().items()}
    print("share found of the copies, and number merged of the reports, by threshold (CORE)")
    for core in (0.78, 0.80, 0.82, 0.84, 0.86, 0.88, 0.90):
        with mock.patch("newscrawl.text.sketch.CORE", core):
            print(f"\n{core:.2f}{' (shipped)' if core == CORE else ''}")
            for name, pairs in copied.items():
                print(f"  {name:34}{sum(overlap(*pair) is not None for pair in pairs) / len(pairs):9.3f}")
            for kind, pairs in merged.items():
                print(f"  {kind:34}{sum(overlap(*pair) is not None for pair in pairs):5} of {len(pairs)}")


def copies(bodies: Sequence[Body]) -> dict[str, float]:
    """Look every body's copies up, half by half."""
    figures: dict[str, float] = {}
    for half in HALVES[1:]:
        known = [body for body in bodies if body.half == half]
        sketches = [_sketch(body.text) for body in known]
        index = Index(Database.in_memory())
        index.publish(sketches)
        brief = [place for place, body in enumerate(known, 1) if len(body.text.split()) < BRIEF]
        print(
            f"{half}: {len(known)} bodies, {len(brief)} briefs".ljust(36)
            + "found    briefs    by comparing with all    wrong"
        )
        for name, edit in edits([body.text for body in bodies if body.half != half], half).items():
            edited = [_sketch(edit(body.text)) for body in known]
            answers = [index.look_up(each) for each in edited]
            found = sum(answer == place for place, answer in enumerate(answers, 1))
            ceiling = sum(overlap(one, other) is not None for one, other in zip(edited, sketches, strict=True))
            wrong = sum(answer not in (None, place) for place, answer in enumerate(answers, 1))
            briefs = sum(answers[place - 1] == place for place in brief) / len(brief) if brief else float("nan")
            print(f"  {name:32}{found / len(known):7.3f}{briefs:10.3f}{ceiling / len(known):19.3f}{wrong:13}")
            figures[f"{half}: {name}"] = round(found / len(known), 4)
            figures[f"{half}: {name}: wrong"] = wrong
    return figures


def wrong_pairs(bodies: Sequence[Body]) -> dict[str, float]:
    """Compare every body with every other; prints the pairs that count as near-duplicates, to be looked at."""
    sketches = [(body.name, _sketch(body.text)) for body in bodies]
    wrong = [
        (one, other, found)
        for (one, first), (other, second) in combinations(sketches, 2)
        if (found := overlap(first, second))
    ]
    pairs = len(sketches) * (len(sketches) - 1) // 2
    print(f"\nall pairs of different bodies: {pairs}, counted as near-duplicates: {len(wrong)}")
    for one, other, found in wrong:
        print(f"  {found.share:.2f}  {one}\n        {other}")
    return {"pairs": pairs, "wrong pairs": len(wrong)}


def reports() -> dict[str, float]:
    """Reports in one frame: no edition is a copy of another."""
    figures: dict[str, float] = {}
    print("\nreports in one frame                    pairs   merged   merged in one house   mean share in common")
    kinds = series(40) | {
        f"{share:.0%} of 500 words the same": framed(share, 16) for share in (0.4, 0.5, 0.6, 0.7, 0.8)
    }
    for kind, editions in kinds.items():
        sketches = [_sketch(edition) for edition in editions]
        pairs = list(combinations(sketches, 2))
        merged = sum(overlap(one, other) is not None for one, other in pairs)
        at_home = sum(answer is not None for answer in Index(Database.in_memory()).publish(sketches, at_home=True))
        common = statistics.mean(len(set(one.marks) & set(other.marks)) / SIZE for one, other in pairs)
        print(f"  {kind:34}{len(pairs):9}{merged:9}{at_home:15}{common:23.2f}")
        figures[f"{kind}: merged"] = merged
        figures[f"{kind}: merged in one house"] = at_home
        figures[f"{kind}: pairs"] = len(pairs)
    return figures


def _reports() -> dict[str, list[str]]:
    shares = (0.4, 0.5, 0.6, 0.7, 0.8)
    return series(40) | {f"{share:.0%} of 500 words the same": framed(share, 16) for share in shares}


def sketching(texts: Sequence[str]) -> dict[str, float]:
    """Milliseconds for a thousand words: a sketch, and the hash of the text as the floor."""
    thousands = sum(len(text.split()) for text in texts) / 1000
    sketch_ms, hash_ms = (_best(work, texts) * 1000 / thousands for work in (sketch, content_hash))
    print(
        f"\na sketch of a thousand words: {sketch_ms:.2f} ms, {sketch_ms / hash_ms:.1f} times the hash of the text "
        f"({hash_ms:.2f} ms)"
    )
    return {"sketch ms": round(sketch_ms, 3), "content hash ms": round(hash_ms, 3)}


def cost(articles: int) -> dict[str, float]:
    """Fill a state file, then time groups on top."""
    chance = random.Random("sketches")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "state.sqlite")
        database = Database.open(path)
        index = Index(database)
        index.publish((_made_up(chance) for _ in range(articles)), look_up=False, durable=False)
        bare = path.stat().st_size
        database.close()
        path.unlink()
        database = Database.open(path)
        index = Index(database)
        for start in range(0, articles, 1000):
            index.publish((_made_up(chance) for _ in range(min(1000, articles - start))), durable=False)
        database.close()
        size = (path.stat().st_size - bare) / articles
        database = Database.open(path)
        index = Index(database)
        with_ms, floor_ms = (
            [_timed(index, [_made_up(chance) for _ in range(GROUP)], look_up=look_up) for _ in range(60)]
            for look_up in (True, False)
        )
        database.close()
    typical, floor = statistics.median(with_ms), statistics.median(floor_ms)
    slow = sorted(with_ms)[-2]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"\n{articles:,} articles in the window: {size:.0f} bytes each\n"
        f"an article in groups of {GROUP}, durable: {typical:.2f} ms (slow: {slow:.2f}), without near-duplicates "
        f"{floor:.2f} ms\nmemory of this process at most {peak:.0f} MB"
    )
    return {
        "articles": articles,
        "bytes an article": round(size),
        "ms an article": round(typical, 3),
        "slow ms an article": round(slow, 3),
        "floor ms an article": round(floor, 3),
        "peak MB": round(peak),
    }


def _timed(index: Index, sketches: list[Sketch], *, look_up: bool) -> float:
    """Milliseconds an article of a group."""
    begin = time.perf_counter()
    index.publish(sketches, look_up=look_up)
    return (time.perf_counter() - begin) * 1000 / len(sketches)


def _made_up(chance: random.Random) -> Sketch:
    """The sketch of a text that does not exist: as many words as news has, marks spread as hashes are."""
    shingles = max(20, round(chance.lognormvariate(6.2, 0.7)))
    marks, mark = set(), 0.0
    for _ in range(min(shingles, SIZE)):
        mark += chance.expovariate(1) * SPACE / (shingles + 1)
        marks.add(min(int(mark), SPACE - 1))
    return Sketch(tuple(sorted(marks)), bytes(chance.choices(range(16), k=len(marks))), max(shingles, len(marks)))


def _sketch(text: str) -> Sketch:
    made = sketch(text)
    assert made is not None
    return made


def _best(work: object, texts: Sequence[str]) -> float:
    assert callable(work)
    times = []
    for _ in range(3):
        begin = time.perf_counter()
        for text in texts:
            work(text)
        times.append(time.perf_counter() - begin)
    return min(times)


if __name__ == "__main__":
    sys.exit(main())
