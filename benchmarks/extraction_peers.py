"""Peers: other readers of pages, each in an environment of its own, fed over a pipe.

They can't share ours: they pin other versions of the same libraries.
"""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from extraction_data import Case

REQUIREMENTS = {
    "trafilatura": ("trafilatura==2.3.1", "lxml_html_clean==0.4.6"),
    "newspaper4k": ("newspaper4k==0.9.6", "lxml_html_clean==0.4.6"),
    "readability": ("readability-lxml==0.9", "lxml_html_clean==0.4.6"),
}
"""Pinned: a benchmark of today must mean the same in a year."""
NAMES = ("trafilatura", "trafilatura-precision", "trafilatura-fast", "newspaper4k", "readability")
_WORKER = Path(__file__).with_name("extraction_peer.py")


class PeerFailed(Exception):
    """A peer's environment could not be made, or the peer died; the message says why, in one line."""


@dataclass(slots=True)
class Found:
    """What a reader made of one page."""

    body: str | None = None
    headline: str | None = None
    authors: list[str] | None = None
    date: str | None = None
    ms: float = 0.0
    error: str | None = None


def cache_folder() -> Path:
    """Where the environments are kept between runs."""
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root) / "newscrawl" / "peers"


def run_peer(name: str, cases: Sequence[Case], cache: Path) -> tuple[str, list[Found]]:
    """The peer's version and what it made of each page. Raises PeerFailed."""
    python = _environment(name.partition("-")[0], cache)
    lines = (json.dumps({"url": case.url, "html": base64.b64encode(case.html).decode()}) for case in cases)
    done = subprocess.run(
        [python, _WORKER, name], input="\n".join(lines), capture_output=True, text=True, encoding="utf-8", check=False
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if len(answers) != len(cases) + 1:
        raise PeerFailed(f"{name} stopped: {(done.stderr.strip().splitlines() or ['no message'])[-1]}")
    return answers[0], [Found(**answer) for answer in answers[1:]]


def _environment(distribution: str, cache: Path) -> Path:
    """The Python of the peer's environment, made with pip where it is not there yet."""
    pins = REQUIREMENTS[distribution]
    home = cache / "-".join(
        (*(pin.replace("==", "-") for pin in pins), f"py{sys.version_info[0]}{sys.version_info[1]}")
    )
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    ready = home / "ready"
    if not ready.exists():
        print(f"making an environment for {distribution} in {home}", file=sys.stderr)
        for command in (
            [sys.executable, "-m", "venv", "--clear", home],
            [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *pins],
        ):
            made = subprocess.run(command, capture_output=True, text=True, check=False)
            if made.returncode:
                reason = (made.stderr.strip().splitlines() or ["no message"])[-1]
                raise PeerFailed(f"no environment for {distribution}: {reason}")
        ready.touch()
    return python
