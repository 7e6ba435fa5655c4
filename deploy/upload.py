"""Build the egg and upload it to Scrapyd: `make deploy`.

    python deploy/upload.py [--egg FILE]

The new version is named after the current time (YYYYMMDDHHMMSS, UTC). Jobs that start from now on use it; jobs under
way keep theirs. A version that Scrapyd can't load is deleted again, and so are old ones. ``--egg`` writes the egg to a
file instead.
"""

import argparse
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from newscrawl.core.errors import NewscrawlError
from newscrawl.core.values import plural
from newscrawl.scrapyd.client import Client, ScrapydProblem
from newscrawl.scrapyd.config import access
from newscrawl.scrapyd.egg import build_egg, next_version

KEPT = 10
"""Versions that are kept: those of jobs under way, and some to go back to."""


def main() -> int:
    """Deploy; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--egg", type=Path, metavar="FILE", help="write the egg to FILE instead of uploading it")
    options = parser.parse_args()
    egg = build_egg()
    if options.egg:
        options.egg.write_bytes(egg)
        return 0
    try:
        client = Client(access())
        version = next_version(datetime.now(UTC), client.versions())
        spiders = upload(client, version, egg)
        for old in client.versions()[:-KEPT]:
            client.delete_version(old)
    except NewscrawlError as problem:
        print(f"upload.py: {problem}", file=sys.stderr)
        return int(problem.status)
    print(f"deployed version {version} to {client.url}: {plural(spiders, 'spider')}, {len(egg) / 1000:.0f} kB")
    return 0


def upload(client: Client, version: str, egg: bytes) -> int:
    """Upload the egg; returns the number of spiders in it. Raises ScrapydProblem; nothing is left behind then."""
    try:
        return client.add_version(version, egg)
    except ScrapydProblem:
        # Scrapyd stores an egg before it loads it, and would use it from now on.
        with suppress(ScrapydProblem):
            client.delete_version(version)
        raise


if __name__ == "__main__":
    sys.exit(main())
