"""Start Scrapyd in the foreground: `make scrapyd`, or deploy/newscrawl-scrapyd.service.

    python deploy/start.py [--prepare]

The first start creates Scrapyd's home (NEWSCRAWL_SCRAPYD_HOME, else ~/.local/state/newscrawl/scrapyd): a configuration
with a random password, readable by its owner only, and directories for eggs, logs and databases. Every start checks
that the settings in effect are safe, whichever files Scrapyd reads them from. ``--prepare`` does only that.

NEWSCRAWL_OUTPUT is the output directory; the default is ``output/`` in this checkout.
"""

import argparse
import os
import secrets
import socket
import sys
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from newscrawl.core.errors import NewscrawlError, UsageProblem  # noqa: E402 - the path must be set first
from newscrawl.scrapyd.client import PROJECT  # noqa: E402
from newscrawl.scrapyd.config import CONF, DEFAULT_URL, home, is_loopback  # noqa: E402

FOLDERS = ("eggs", "logs", "dbs")
JOB_MEMORY = 300 * 2**20
"""Bytes that a crawl needs, generously; half of the machine's memory is for crawls."""
PER_PROCESSOR = 4
"""A polite crawl waits most of the time."""

TEMPLATE = """\
# Created by newscrawl's first `make scrapyd`; edit as needed. docs/scheduling.md has the reasons.
# It contains the password: keep it readable by its owner only.
[scrapyd]
# Anyone with access to this port can run code as this user: always use loopback and a password.
bind_address = 127.0.0.1
http_port = {port}
username = {username}
password = {password}

eggs_dir = {home}/eggs
logs_dir = {home}/logs
dbs_dir = {home}/dbs
# Always empty: Scrapyd deletes files in items_dir, and creates a directory for each job in jobs_dir.
items_dir =
jobs_dir =

# How many logs are kept for each site. newscrawl itself keeps a record of the jobs.
jobs_to_keep = 1000
finished_to_keep = 3000
jobstorage = scrapyd.jobstorage.SqliteJobStorage
# Concurrent crawls.
max_proc = {max_proc}
poll_interval = 1.0

# Without eggs: install newscrawl in Scrapyd's environment and uncomment the next two lines.
#[settings]
#newscrawl = newscrawl.settings
"""


def main() -> int:
    """Prepare, check, and replace this process by Scrapyd; returns only when that fails."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--prepare", action="store_true", help="create and check the configuration, but start nothing")
    options = parser.parse_args()
    try:
        place = home()
        made = prepare(place)
        os.environ.update(environment(place))
        for name in UNWANTED:
            os.environ.pop(name, None)
        # Scrapyd and its jobs find the configuration in the folder they run in.
        os.chdir(place)
        url = check(place)
        if made:
            print(f"created {place / CONF} with a new password")
        if options.prepare:
            return 0
        check_port(url)
    except NewscrawlError as problem:
        print(f"start.py: {problem}", file=sys.stderr)
        return int(problem.status)
    print(f"Starting Scrapyd on {url} (home: {place}, output: {os.environ['NEWSCRAWL_OUTPUT']})", flush=True)
    # No pid file: one left behind by a crash would keep the next start from happening.
    os.execv(sys.executable, [sys.executable, "-m", "scrapyd", "--pidfile="])  # noqa: S606 - our own
    return 1


def prepare(place: Path) -> bool:
    """Create Scrapyd's home if it is missing; True when the configuration was created. Raises UsageProblem."""
    conf = place / CONF
    try:
        place.mkdir(parents=True, exist_ok=True)
        if not conf.exists():
            place.chmod(0o700)
        for name in FOLDERS:
            (place / name).mkdir(exist_ok=True)
        if conf.exists():
            return False
        draft = place / f".{CONF}.{secrets.token_hex(4)}"
        # Created so that nobody else can read it at any moment.
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(configuration(place))
        try:
            draft.rename(conf)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise UsageProblem(
            f"can't create Scrapyd's home {place} ({error.strerror}); set NEWSCRAWL_SCRAPYD_HOME to a directory you own"
        ) from None
    return True


def configuration(place: Path) -> str:
    """The text of a new configuration, with a new password unless SCRAPYD_PASSWORD is set."""
    port = urlsplit(os.environ.get("NEWSCRAWL_SCRAPYD_URL") or DEFAULT_URL).port
    values = {
        "port": port or 6800,
        "username": os.environ.get("SCRAPYD_USERNAME") or "newscrawl",
        "password": os.environ.get("SCRAPYD_PASSWORD") or secrets.token_urlsafe(32),
        "home": place,
        "max_proc": max_proc(),
    }
    # A percent sign starts a reference in this file format.
    return TEMPLATE.format_map({name: str(value).replace("%", "%%") for name, value in values.items()})


def max_proc() -> int:
    """How many crawls this machine can run at once."""
    try:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        memory = 4 * 2**30
    return max(2, min(PER_PROCESSOR * (os.cpu_count() or 1), memory // 2 // JOB_MEMORY))


UNWANTED = (
    # These come from the configuration; in the environment every job would inherit them.
    *("SCRAPYD_USERNAME", "SCRAPYD_PASSWORD", "SCRAPYD_BIND_ADDRESS", "SCRAPYD_HTTP_PORT", "SCRAPYD_UNIX_SOCKET_PATH"),
    # The egg, or the [settings] section, says it.
    "SCRAPY_SETTINGS_MODULE",
)


def environment(place: Path) -> dict[str, str]:
    """What Scrapyd's jobs inherit: an absolute output folder above all, since they run in Scrapyd's home."""
    given = os.environ.get("NEWSCRAWL_OUTPUT")
    output = Path(given).expanduser().absolute() if given else ROOT / "output"
    if output.is_relative_to(place):
        raise UsageProblem(f"NEWSCRAWL_OUTPUT={output} is inside Scrapyd's home {place}; set it to another directory")
    return {
        "NEWSCRAWL_OUTPUT": str(output),
        "NEWSCRAWL_SCRAPYD_HOME": str(place),
        # Nothing is imported from the folder that jobs run in.
        "PYTHONSAFEPATH": "1",
        "PYTHONWARNINGS": ",".join(
            filter(None, (os.environ.get("PYTHONWARNINGS"), "ignore:pkg_resources is deprecated:UserWarning"))
        ),
    }


def check(place: Path) -> str:
    """Check the configuration that Scrapyd will use, from whichever files; returns its URL.

    Raises UsageProblem for what is not safe.
    """
    try:
        from scrapy.utils.conf import closest_scrapy_cfg  # noqa: PLC0415 - only Scrapyd's environment has these
        from scrapyd.config import Config  # noqa: PLC0415
    except ImportError:
        raise UsageProblem(
            f"Scrapyd is not installed for {sys.executable}; `make scrapyd` creates an environment with it"
        ) from None
    if project := closest_scrapy_cfg(str(place)):
        raise UsageProblem(
            f"Scrapyd's home {place} is inside the Scrapy project of {project}; set NEWSCRAWL_SCRAPYD_HOME to another "
            "directory"
        )
    config = Config()
    for problem in problems(config, place):
        raise UsageProblem(
            f"{problem}; check {place / CONF}, and /etc/scrapyd and ~/.scrapyd.conf, which Scrapyd also reads"
        )
    if (place / CONF).stat().st_mode & 0o077:
        raise UsageProblem(f"other users can read the password in {place / CONF}; run: chmod 600 {place / CONF}")
    if module := dict(config.items("settings", default=())).get(PROJECT):
        # Scrapyd passes this to jobs, but not to the process that lists the spiders.
        os.environ["SCRAPY_SETTINGS_MODULE"] = module
    return f"http://{config.get('bind_address')}:{config.getint('http_port')}"


def problems(config: "Config", place: Path) -> Iterable[str]:  # noqa: F821 - Scrapyd's, imported where it is
    """What is not safe, or would lose articles."""
    if not is_loopback(config.get("bind_address", "")):
        yield f"bind_address = {config.get('bind_address')} lets other machines run code here; set it to 127.0.0.1"
    if not (config.get("username", "") and config.get("password", "")):
        yield "username and password must not be empty"
    for name in ("items_dir", "jobs_dir"):
        if value := config.get(name, ""):
            yield f"{name} = {value} must be empty: Scrapyd deletes files there"
    folders = [Path(config.get(name)) for name in ("eggs_dir", "logs_dir", "dbs_dir")]
    if not all(folder.is_absolute() for folder in folders):
        yield "eggs_dir, logs_dir and dbs_dir must be absolute"
    if len({folder.resolve() for folder in (*folders, place)}) < 4:
        yield "eggs_dir, logs_dir and dbs_dir must be separate directories"
    if not config.get("jobstorage", "").endswith("SqliteJobStorage"):
        yield "jobstorage must be scrapyd.jobstorage.SqliteJobStorage: others forget all jobs at every start"


def check_port(url: str) -> None:
    """Raise UsageProblem when something listens there already, most likely another Scrapyd."""
    parts = urlsplit(url)
    with socket.socket(socket.AF_INET6 if ":" in (parts.hostname or "") else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((parts.hostname, parts.port))
        except OSError as error:
            raise UsageProblem(
                f"can't listen on {url} ({error.strerror}); stop the Scrapyd that is running there, or change http_port"
            ) from None


if __name__ == "__main__":
    sys.exit(main())
