"""Kill crawls at random moments until they are done, and judge what they published by the server's own list.

    python benchmarks/kill.py [--rounds 50] [--articles 300] [--sites 1] [--seed N] [--json FILE]

Each round has a fresh output root. The shipped spiders crawl a replica; every process gets SIGKILL after a random time
and is started again, until one ends by itself. Then the sites edit every article, two hours pass on the crawlers'
clock, and the same is done again. At last all finished files together must hold each article and each edit exactly
once, in whole lines. With ``--sites 2`` to ``4`` so many spiders in as many processes share one state file; from three
on, two of the sites tell the same stories, and of each pair exactly one article must be the first.
Exit status 1 when anything was lost, repeated, torn, or marked wrongly.
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
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from newscrawl.spiders.amn import AmnSpider  # noqa: E402
from newscrawl.spiders.breakingdefense import BreakingdefenseSpider  # noqa: E402
from newscrawl.spiders.defensenews import DefensenewsSpider  # noqa: E402
from newscrawl.spiders.warontherocks import WarontherocksSpider  # noqa: E402
from newscrawl.testing.bulk import Bulk  # noqa: E402 - the path must be set first
from newscrawl.testing.newsroom import arcxp, build, expected  # noqa: E402
from newscrawl.testing.page import Page  # noqa: E402
from newscrawl.testing.server import LoopbackServer  # noqa: E402

HASTE = ("DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=0", "CONCURRENT_REQUESTS=16", "CONCURRENT_REQUESTS_PER_DOMAIN=16")
LIFE = 2.0
"""Seconds that a process lives after its first request, at most; more with every start, so that slow machines end."""
EARLY = 0.2
"""Share of the processes that are killed within their first second instead, most of them before any request."""
PATIENCE = 400
"""Starts after which a round counts as stuck."""
BEGIN = datetime.now(UTC)
LATER = timedelta(hours=2)
CORRECTED = "This paragraph was corrected after the first readers had seen it."


@dataclass
class Judgement:
    """What a round, or all rounds together, came to."""

    lost: int = 0
    repeated: int = 0
    torn: int = 0
    misjudged: int = 0
    """Pairs of one story of which not exactly one article is the first."""
    kills: int = 0
    starts: int = 0
    notes: list[str] = field(default_factory=list)

    def add(self, other: "Judgement") -> None:
        """Take another round's figures in."""
        for name in ("lost", "repeated", "torn", "misjudged", "kills", "starts"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.notes += other.notes


def main() -> int:
    """Run the rounds; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--articles", type=int, default=300, help="articles of the first site")
    parser.add_argument("--sites", type=int, choices=(1, 2, 3, 4), default=1)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    total = Judgement()
    with LoopbackServer() as replica:
        newsrooms = SITES[: options.sites]
        for number in range(options.rounds):
            with tempfile.TemporaryDirectory() as folder:
                judgement = one_round(replica, Path(folder), newsrooms, options.articles, chance)
            total.add(judgement)
            print(f"round {number + 1}: {judgement.kills} kills, {judgement.starts} starts", file=sys.stderr)
        count = sum(len(site.mount(replica, options.articles, False)) for site in newsrooms)
    print(
        f"{options.rounds} rounds of {count} articles, each edited once, on {len(newsrooms)} site(s), "
        f"seed {options.seed}: {total.kills} kills, {total.starts} starts; lost {total.lost}, "
        f"repeated {total.repeated}, torn {total.torn}, stories misjudged {total.misjudged}"
    )
    for note in total.notes:
        print(f"  {note}")
    if options.json:
        figures = {"rounds": options.rounds, "articles": count, "seed": options.seed, **vars(total)}
        figures.pop("notes")
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return int(bool(total.lost or total.repeated or total.torn or total.misjudged))


@dataclass(frozen=True)
class Newsroom:
    """A site in the replica. ``mount`` puts its pages there, edited or not, and gives the ids of its articles."""

    name: str
    mount: Callable[[LoopbackServer, int, bool], set[str]]


def bulk(spider: type[AmnSpider | BreakingdefenseSpider | WarontherocksSpider], *, seed: int, share: float) -> Newsroom:
    """A site of ever so many articles; ``share`` of those that were asked for."""

    def mount(replica: LoopbackServer, articles: int, edited: bool) -> set[str]:
        pages = Bulk(host=spider.addresses.host, count=round(articles * share), size_kb=(8, 12), seed=seed)
        if not edited:
            pages.build(replica)
        else:
            for number, url in enumerate(pages.urls()):
                told = pages.story(number).text[1]
                replica.add(url, Page.of(pages.html(number).replace(told, f"{told} {CORRECTED}")))
        return {spider.identify(url) for url in pages.urls()}

    return Newsroom(spider.name, mount)


def small(replica: LoopbackServer, _articles: int, edited: bool) -> set[str]:
    """The demo's Arc XP site."""
    desk = expected()["defensenews"]
    if not edited:
        build(replica, sites=["defensenews"])
    for story in desk.stories if edited else ():
        page = arcxp.ArcXP(desk).article(replace(story, text=(*story.text[:-1], f"{story.text[-1]} {CORRECTED}")))
        replica.add(story.url, Page.of(page))
    return {DefensenewsSpider.identify(story.url) for story in desk.stories}


SITES = (
    bulk(AmnSpider, seed=1, share=1),
    Newsroom("defensenews", small),
    bulk(BreakingdefenseSpider, seed=1, share=0.5),
    bulk(WarontherocksSpider, seed=2, share=0.5),
)


def one_round(
    replica: LoopbackServer, root: Path, sites: tuple[Newsroom, ...], articles: int, chance: random.Random
) -> Judgement:
    """Publish all, edit all, publish the edits; then judge."""
    judgement = Judgement()
    wanted: dict[str, set[str]] = {}
    for edited in (False, True):
        wanted = {site.name: site.mount(replica, articles, edited) for site in sites}
        if not until_done(replica, root, set(wanted), chance, judgement, hours=LATER * edited):
            break
    firsts: Counter[str] = Counter()
    for site, ids in wanted.items():
        judge(root / site, site, ids, judgement, firsts)
    judgement.misjudged += sum(count != 1 for count in firsts.values())
    return judgement


def until_done(
    replica: LoopbackServer,
    root: Path,
    sites: set[str],
    chance: random.Random,
    judgement: Judgement,
    *,
    hours: timedelta,
) -> bool:
    """Start, kill, start again until every site is done; False when that takes too often."""
    running: dict[str, Victim] = {}
    done: set[str] = set()
    while len(done) < len(sites):
        for site in sites - done:
            victim = running.get(site)
            if victim is None:
                if judgement.starts >= PATIENCE:
                    judgement.notes.append(f"{site}: not done after {PATIENCE} starts")
                    return False
                running[site] = Victim(start(site, root, replica, hours), len(replica.log), chance, judgement.starts)
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
    return True


class Victim:
    """A crawl under way, and when it is to be killed."""

    def __init__(self, process: subprocess.Popen[bytes], requests: int, chance: random.Random, starts: int) -> None:
        self.process = process
        self._requests = requests
        early = chance.random() < EARLY
        self._life = chance.uniform(0, LIFE) * (1 + starts / 10)
        self._end = time.monotonic() + chance.random() if early else None

    def is_due(self, replica: LoopbackServer) -> bool:
        """Whether its time has come. The clock starts with the first request, however slow the machine."""
        if self._end is None and len(replica.log) > self._requests:
            self._end = time.monotonic() + self._life
        return self._end is not None and time.monotonic() >= self._end


def start(site: str, root: Path, replica: LoopbackServer, hours: timedelta) -> subprocess.Popen[bytes]:
    """Start a crawl of the site's whole archive, some time after the beginning; every article counts as young."""
    words = [sys.executable, "-m", "scrapy", "crawl", site, "-s", "NEWSCRAWL_LISTING_PAGES=1000"]
    words += ["-s", "NEWSCRAWL_REVISIT_WITHIN=3650d"]
    for setting in HASTE:
        words += ["-s", setting]
    environment = {
        **os.environ,
        "NEWSCRAWL_OUTPUT": str(root),
        "NEWSCRAWL_REPLICA": replica.address,
        "NEWSCRAWL_CLOCK": f"{BEGIN.isoformat()}={(BEGIN + hours).isoformat()}",
    }
    return subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def judge(folder: Path, site: str, ids: set[str], judgement: Judgement, firsts: Counter[str]) -> None:
    """Hold a site's finished files against what the server had; count for each story who came first."""
    found: Counter[tuple[str, int]] = Counter()
    for path in folder.glob("*.jsonl"):
        *lines, rest = path.read_bytes().split(b"\n")
        judgement.torn += bool(rest)
        for line in lines:
            try:
                record = json.loads(line)
                found[record["id"], record["revision"]] += 1
                if record["revision"] == 1:
                    firsts[record["story_id"]] += record["near_duplicate_of"] is None
            except (ValueError, KeyError):
                judgement.torn += 1
    expected_lines = {(article, revision) for article in ids for revision in (1, 2)}
    left = list(folder.glob("*.part"))
    lost, odd = len(expected_lines - found.keys()), len(found.keys() - expected_lines)
    judgement.lost += lost
    judgement.repeated += odd + sum(count - 1 for count in found.values())
    if lost or odd or left:
        judgement.notes.append(f"{site}: lost {lost}, {odd} that the server does not have, {len(left)} parts left")


if __name__ == "__main__":
    sys.exit(main())
