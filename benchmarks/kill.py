"""Kill crawls at random moments until they are done, and judge what they published by the server's own list.

    python benchmarks/kill.py [--rounds 50] [--articles 300] [--sites 1] [--seed N] [--json FILE]

Each round has a fresh output root. The shipped spiders crawl a replica; every process gets SIGKILL after a random time
and is started again, until one ends by itself with nothing pending. Then all finished files together must hold each
article exactly once, in whole lines. With ``--sites 2`` two spiders in two processes share one state file.
Exit status 1 when anything was lost, repeated or torn.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from newscrawl.replica.bulk import Bulk  # noqa: E402 - the path must be set first
from newscrawl.replica.newsroom import build, expected  # noqa: E402
from newscrawl.replica.server import Replica  # noqa: E402
from newscrawl.spiders.amn import AmnSpider  # noqa: E402
from newscrawl.spiders.defensenews import DefensenewsSpider  # noqa: E402

HASTE = ("DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=0", "CONCURRENT_REQUESTS=16", "CONCURRENT_REQUESTS_PER_DOMAIN=16")
LIFE = 2.0
"""Seconds that a process lives after its first request, at most; more with every start, so that slow machines end."""
EARLY = 0.2
"""Share of the processes that are killed within their first second instead, most of them before any request."""
PATIENCE = 200
"""Starts after which a round counts as stuck."""


@dataclass
class Judgement:
    """What a round, or all rounds together, came to."""

    lost: int = 0
    repeated: int = 0
    torn: int = 0
    kills: int = 0
    starts: int = 0
    notes: list[str] = field(default_factory=list)

    def add(self, other: "Judgement") -> None:
        """Take another round's figures in."""
        for name in ("lost", "repeated", "torn", "kills", "starts"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.notes += other.notes


def main() -> int:
    """Run the rounds; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--articles", type=int, default=300, help="articles of the first site")
    parser.add_argument("--sites", type=int, choices=(1, 2), default=1)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    total = Judgement()
    with Replica() as replica:
        wanted = mount(replica, options.articles, options.sites)
        for number in range(options.rounds):
            with tempfile.TemporaryDirectory() as folder:
                judgement = one_round(replica, Path(folder), wanted, chance)
            total.add(judgement)
            print(f"round {number + 1}: {judgement.kills} kills, {judgement.starts} starts", file=sys.stderr)
    count = sum(len(ids) for ids in wanted.values())
    print(
        f"{options.rounds} rounds of {count} articles on {len(wanted)} site(s), seed {options.seed}: "
        f"{total.kills} kills, {total.starts} starts; "
        f"lost {total.lost}, repeated {total.repeated}, torn {total.torn}"
    )
    for note in total.notes:
        print(f"  {note}")
    if options.json:
        figures = {"rounds": options.rounds, "articles": count, "seed": options.seed, **vars(total)}
        figures.pop("notes")
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return int(bool(total.lost or total.repeated or total.torn))


def mount(replica: Replica, articles: int, sites: int) -> dict[str, set[str]]:
    """Put the sites into the replica; gives the ids that each spider is to publish."""
    if sites == 2:
        build(replica, sites=["defensenews"])
    bulk = Bulk(count=articles, size_kb=(8, 12))
    bulk.build(replica)
    wanted = {"amn": {AmnSpider.identify(url) for url in bulk.urls()}}
    if sites == 2:
        stories = expected()["defensenews"].stories
        wanted["defensenews"] = {DefensenewsSpider.identify(story.url) for story in stories}
    return wanted


def one_round(replica: Replica, root: Path, wanted: dict[str, set[str]], chance: random.Random) -> Judgement:
    """Start, kill, start again until every site is done; then judge."""
    judgement = Judgement()
    running: dict[str, Victim] = {}
    done: set[str] = set()
    while len(done) < len(wanted):
        for site in wanted.keys() - done:
            victim = running.get(site)
            if victim is None:
                if judgement.starts >= PATIENCE:
                    judgement.notes.append(f"{site}: not done after {PATIENCE} starts")
                    return judgement
                running[site] = Victim(start(site, root, replica), len(replica.log), chance, judgement.starts)
                judgement.starts += 1
            elif victim.process.poll() is not None:
                del running[site]
                if victim.process.returncode == 0:
                    done.add(site)
                elif victim.process.returncode != -signal.SIGKILL:
                    judgement.notes.append(f"{site}: exit status {victim.process.returncode}")
            elif victim.is_due(replica):
                victim.process.kill()
                victim.process.wait()
                judgement.kills += 1
        time.sleep(0.01)
    for site, ids in wanted.items():
        judge(root / site, site, ids, judgement)
    return judgement


class Victim:
    """A crawl under way, and when it is to be killed."""

    def __init__(self, process: subprocess.Popen[bytes], requests: int, chance: random.Random, starts: int) -> None:
        self.process = process
        self._requests = requests
        early = chance.random() < EARLY
        self._life = chance.uniform(0, LIFE) * (1 + starts / 10)
        self._end = time.monotonic() + chance.random() if early else None

    def is_due(self, replica: Replica) -> bool:
        """Whether its time has come. The clock starts with the first request, however slow the machine."""
        if self._end is None and len(replica.log) > self._requests:
            self._end = time.monotonic() + self._life
        return self._end is not None and time.monotonic() >= self._end


def start(site: str, root: Path, replica: Replica) -> subprocess.Popen[bytes]:
    """Start a crawl of the site's whole archive."""
    words = [sys.executable, "-m", "scrapy", "crawl", site, "-s", "NEWSCRAWL_LISTING_PAGES=1000"]
    for setting in HASTE:
        words += ["-s", setting]
    environment = {**os.environ, "NEWSCRAWL_OUTPUT": str(root), "NEWSCRAWL_REPLICA": replica.address}
    return subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def judge(folder: Path, site: str, ids: set[str], judgement: Judgement) -> None:
    """Hold a site's finished files against what the server had."""
    found: Counter[str] = Counter()
    for path in folder.glob("*.jsonl"):
        *lines, rest = path.read_bytes().split(b"\n")
        judgement.torn += bool(rest)
        for line in lines:
            try:
                found[json.loads(line)["id"]] += 1
            except (ValueError, KeyError):
                judgement.torn += 1
    left = list(folder.glob("*.part"))
    lost, odd = len(ids - found.keys()), len(found.keys() - ids)
    judgement.lost += lost
    judgement.repeated += sum(count - 1 for count in found.values())
    if lost or odd or left:
        judgement.notes.append(f"{site}: lost {lost}, {odd} that the server does not have, {len(left)} parts left")


if __name__ == "__main__":
    sys.exit(main())
