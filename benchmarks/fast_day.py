"""A day of scheduled crawls in fast motion: many sites, one real Scrapyd, kills and overlaps, then the reckoning.

    .venv/bin/python benchmarks/fast_day.py [--sites 12] [--hours 24] [--hour 20] [--kills 6] [--seed N] [--json FILE]

The clock is pressed together with NEWSCRAWL_CLOCK: an hour of the day takes ``--hour`` seconds of the machine's, for
newscrawl's own clock in every process (dates, waits before another try, what is due); the machine's processes run at
their own speed, so a crawl that takes two seconds takes six minutes of that day. Sites are shipped spiders against
loopback sites that publish two to four articles an hour. Each is scheduled every hour at its own minute, as its
crontab line says; now and then a site is scheduled twice at once (an overlap), a job is killed with SIGKILL, and once
a day Scrapyd is killed together with its jobs. What died is scheduled again four times an hour, as in the crontab.

Exit status 1 when an article was lost or repeated, or a job was lost from sight.
"""

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scrapy.spiderloader import get_spider_loader  # noqa: E402 - the path must be set first
from scrapy.utils.project import get_project_settings  # noqa: E402

from newscrawl.core.clock import now  # noqa: E402
from newscrawl.crawler.spider import NewsSpider  # noqa: E402
from newscrawl.scrapyd.client import ScrapydProblem  # noqa: E402
from newscrawl.scrapyd.config import access  # noqa: E402
from newscrawl.scrapyd.egg import build_egg, next_version  # noqa: E402
from newscrawl.scrapyd.queue import JobQueue  # noqa: E402
from newscrawl.scrapyd.schedule import Times  # noqa: E402
from newscrawl.scrapyd.status import JobStatus  # noqa: E402
from newscrawl.scrapyd.submit import new_job  # noqa: E402
from newscrawl.testing.outlet import Outlet  # noqa: E402
from newscrawl.testing.server import LoopbackServer  # noqa: E402

HASTE = {"DOWNLOAD_DELAY": "0", "AUTOTHROTTLE_ENABLED": "0"}
OVERLAPS = 0.04
"""Share of the scheduled crawls that are posted a second time at once."""
QUARTERS = 4
Act = Callable[[], object]
"""Something that happens on that day."""


class Day:
    """The day's cast and its diary."""

    def __init__(self, folder: Path, options: argparse.Namespace) -> None:
        self.home, self.root = folder / "home", folder / "output"
        self.log = folder / "scrapyd.log"
        self.chance = random.Random(options.seed)
        self.spiders, self.outlets = cast(options.sites)
        self.posted = self.skipped = self.retried = self.scrapyd_kills = self.peak = self.most = 0
        self.killed: list[str] = []
        """Jobs whose process was killed."""
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start Scrapyd, or start it again."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [scrapyd_python(), str(ROOT / "deploy" / "start.py")], stdout=log, stderr=log, start_new_session=True
            )
        address = ("127.0.0.1", int(os.environ["NEWSCRAWL_SCRAPYD_URL"].rpartition(":")[2]))
        for _ in range(200):
            try:
                socket.create_connection(address, timeout=1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise SystemExit(f"Scrapyd does not start: {self.log.read_text()}")

    @contextmanager
    def queue(self) -> Iterator[JobQueue]:
        """What the commands use."""
        with JobQueue(self.root, access()) as queue:
            yield queue

    def children(self) -> dict[int, str]:
        """Processes of jobs and the jobs' ids, orphans of a killed Scrapyd among them."""
        home = str(self.home).encode()
        return {
            pid: word.removeprefix(b"_job=").decode()
            for pid, words in processes()
            if b"scrapyd.runner" in words and home in words
            for word in words.split(b"\0")
            if word.startswith(b"_job=")
        }

    def kill(self, pid: int, job: str) -> None:
        """SIGKILL a job, unless it has gone by itself."""
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            self.killed.append(job)

    def measure(self) -> None:
        """Look at the memory of Scrapyd and its jobs."""
        jobs = self.children()
        self.most = max(self.most, len(jobs))
        pids = [*jobs, self.process.pid] if self.process else jobs
        self.peak = max(self.peak, sum(map(memory_of, pids)))

    def kill_one(self) -> None:
        """SIGKILL a job."""
        if jobs := self.children():
            self.kill(*self.chance.choice(list(jobs.items())))

    def kill_all(self) -> None:
        """SIGKILL Scrapyd and all its jobs; start it again."""
        if self.process:
            self.process.kill()
            self.process.wait()
        for pid, job in self.children().items():
            self.kill(pid, job)
        self.scrapyd_kills += 1
        self.start()

    def post(self, site: str) -> None:
        """What the site's crontab line does."""
        with self.queue() as queue:
            if queue.is_waiting(new_job(site, {}, now(), settings=HASTE)):
                self.skipped += 1
                return
            for _ in range(1 + (self.chance.random() < OVERLAPS)):
                self.posted += queue.post(new_job(site, {}, now(), settings=HASTE))

    def retry(self) -> None:
        """What the crontab's other line does."""
        with self.queue() as queue:
            self.retried += len(queue.retry(lambda problem: print(problem, file=sys.stderr)))


def main() -> int:
    """Live through the day; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sites", type=int, default=12)
    parser.add_argument("--hours", type=int, default=24)
    parser.add_argument("--hour", type=float, default=20.0, metavar="SECONDS", help="what an hour of the day takes")
    parser.add_argument("--kills", type=int, default=6, help="jobs that are killed, beside those killed with Scrapyd")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="newscrawl-") as folder, LoopbackServer() as replica:
        began = datetime.now(UTC).replace(microsecond=0)
        os.environ |= {
            "NEWSCRAWL_CLOCK": f"{began.isoformat()}={began.isoformat()}*{3600 / options.hour}",
            "NEWSCRAWL_REPLICA": replica.address,
            "NEWSCRAWL_OUTPUT": f"{folder}/output",
            "NEWSCRAWL_SCRAPYD_HOME": f"{folder}/home",
            "NEWSCRAWL_SCRAPYD_URL": f"http://127.0.0.1:{free_port()}",
        }
        day = Day(Path(folder), options)
        for outlet in day.outlets.values():
            # A site that lists nothing would be taken for one whose layout has changed.
            for _ in range(3):
                outlet.publish(now())
            outlet.build(replica)
        day.start()
        try:
            with day.queue() as queue:
                queue.client.add_version(next_version(began, []), build_egg())
            live(day, options)
            figures = reckon(day, options, replica)
        finally:
            if day.process:
                os.killpg(day.process.pid, signal.SIGTERM)
    show(figures, options)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return int(bool(figures["lost"] or figures["repeated"] or figures["unexplained"] or figures["parts_left"]))


def live(day: Day, options: argparse.Namespace) -> None:
    """The hours, minute by minute; then two quiet hours without kills, in which all that is pending is read."""
    plan = agenda(day, options)
    began = time.monotonic()
    for at, _, act in plan:
        while (left := began + at * options.hour - time.monotonic()) > 0:
            day.measure()
            time.sleep(min(left, 0.25))
        try:
            act()
        except ScrapydProblem as problem:
            print(problem, file=sys.stderr)
    for _ in range(2):
        settle(day)
        day.retry()
        for site in day.outlets:
            day.post(site)
    settle(day)


def agenda(day: Day, options: argparse.Namespace) -> list[tuple[float, int, Act]]:
    """What happens when, in hours from the beginning."""
    plan: list[tuple[float, Act]] = []
    for hour in range(options.hours):
        for site, outlet in day.outlets.items():
            plan += [(hour + day.chance.random(), publish(outlet)) for _ in range(day.chance.randint(2, 4))]
            minute = int(Times.of(site, day.spiders[site].schedule).fields[0])
            plan.append((hour + minute / 60, lambda site=site: day.post(site)))  # type: ignore[misc]
        plan += [(hour + (quarter + 0.5) / QUARTERS, day.retry) for quarter in range(QUARTERS)]
    plan += [(day.chance.uniform(0.5, options.hours - 0.5), day.kill_one) for _ in range(options.kills)]
    plan.append((options.hours * day.chance.uniform(0.4, 0.7), day.kill_all))
    return [(at, number, act) for number, (at, act) in enumerate(sorted(plan, key=lambda entry: entry[0]))]


def publish(outlet: Outlet) -> Act:
    """A new article, dated by the day's clock."""
    return lambda: outlet.publish(now())


def settle(day: Day) -> None:
    """Wait until nothing waits or runs."""
    with day.queue() as queue:
        while any(job.place != "finished" for job in queue.client.jobs()) or day.children():
            day.measure()
            time.sleep(0.25)


def reckon(day: Day, options: argparse.Namespace, replica: LoopbackServer) -> dict[str, float]:
    """Hold what was written against what was published, and the jobs against what was posted."""
    expected = {article.url for outlet in day.outlets.values() for article in outlet.articles}
    written = Counter(
        json.loads(line)["url"]
        for path in day.root.glob("*/*.jsonl")
        for line in path.read_text("utf-8").splitlines()
        if json.loads(line)["revision"] == 1
    )
    with day.queue() as queue:
        jobs = queue.jobs()
    standings = Counter(job.status for job in jobs)
    killed = Counter(job.status.name.lower() for job in jobs if job.id in day.killed)
    noted = {job.row.retry_of for job in jobs if job.row and job.row.retry_of}
    last = {job.site: job for job in jobs if job.status is not JobStatus.OVERLAPPED}
    state = sum(path.stat().st_size for path in day.root.glob("newscrawl.sqlite*"))
    logs = sum(path.stat().st_size for path in (day.home / "logs").rglob("*.log"))
    return {
        "sites": options.sites,
        "hours": options.hours,
        "seconds_an_hour": options.hour,
        "seed": options.seed,
        "jobs_posted": day.posted + day.retried,
        "jobs_known": len(jobs),
        "jobs_not_posted_since_one_waits": day.skipped,
        "jobs_finished": standings[JobStatus.FINISHED],
        "jobs_nothing_new": standings[JobStatus.EMPTY],
        "jobs_overlapped": standings[JobStatus.OVERLAPPED],
        "jobs_died": standings[JobStatus.DIED],
        "jobs_interrupted": standings[JobStatus.INTERRUPTED],
        "jobs_other": len(jobs)
        - sum(standings[s] for s in JobStatus if s.name in ("FINISHED", "EMPTY", "OVERLAPPED", "DIED", "INTERRUPTED")),
        "jobs_killed": len(day.killed),
        **{f"jobs_killed_{name}": number for name, number in killed.items()},
        "jobs_done_again": len(noted),
        "scrapyd_killed": day.scrapyd_kills,
        "unexplained": day.posted + day.retried - len(jobs) + sum(job.status in _BAD for job in last.values()),
        "articles_expected": len(expected),
        "articles_written": sum(written.values()),
        "lost": len(expected - written.keys()),
        "repeated": sum(written.values()) - len(written),
        "unknown": len(written.keys() - expected),
        "parts_left": len(list(day.root.glob("*/*.part"))),
        "requests": len(replica.log),
        "jobs_at_once": day.most,
        "peak_memory_mb": round(day.peak / 2**20),
        "logs_kb": round(logs / 1000),
        "scrapyd_log_kb": round(day.log.stat().st_size / 1000),
        "state_kb": round(state / 1000),
        "files": len(list(day.root.glob("*/*.jsonl"))),
    }


_BAD = (JobStatus.DIED, JobStatus.INTERRUPTED, JobStatus.ERROR, JobStatus.STORAGE)


def show(figures: dict[str, float], options: argparse.Namespace) -> None:
    """The reckoning as a person reads it."""
    print(
        f"{options.sites} sites, {options.hours} hours at {options.hour:g} s an hour, seed {options.seed}; "
        "two more rounds at the end"
    )
    for name, value in figures.items():
        if name not in ("sites", "hours", "seconds_an_hour", "seed"):
            print(f"  {name.replace('_', ' '):32} {value:>8}")


def cast(count: int) -> tuple[dict[str, type[NewsSpider]], dict[str, Outlet]]:
    """So many shipped spiders that crawl every hour, and a loopback site for each."""
    loader = get_spider_loader(get_project_settings())
    spiders: dict[str, type[NewsSpider]] = {}
    outlets: dict[str, Outlet] = {}
    for name in sorted(loader.list()):
        spider = loader.load(name)
        if len(outlets) == count or not issubclass(spider, NewsSpider) or spider.status == "blocked":
            continue
        if not Times.of(name, spider.schedule).hourly or spider.addresses.host in BROWSERS:
            continue
        try:
            outlets[name] = Outlet(spider.addresses.host, spider.addresses.is_article)
        except ValueError:
            continue
        spiders[name] = spider
    if len(outlets) < count:
        raise SystemExit(f"only {len(outlets)} sites can take part")
    return spiders, outlets


BROWSERS = ("www.airandspaceforces.com",)
"""Sites whose listings want a browser; that is another measurement."""


def scrapyd_python() -> str:
    """The interpreter of the environment that has Scrapyd."""
    return os.environ.get("NEWSCRAWL_TEST_SCRAPYD_PYTHON") or str(ROOT / ".venv-scrapyd" / "bin" / "python")


def processes() -> Iterator[tuple[int, bytes]]:
    """Number and command line of every process."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            yield int(process.name), (process / "cmdline").read_bytes()
        except OSError:
            continue


def memory_of(pid: int) -> int:
    """Resident bytes of a process; 0 when it is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
