"""A loopback server in a process of its own, so that it takes no time from the crawl that is measured."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

_DEFAULT = "newscrawl.testing.newsroom:build"
_ROOT = Path(__file__).parent.parent.parent
"""Where the package is found, from whatever folder a script runs."""


@contextmanager
def server_process(mount: str = _DEFAULT, *, port: int = 0, **options: int | str) -> Iterator[str]:
    """Run ``python -m newscrawl.testing`` and give its address; it ends with the block.

    ``mount`` is the ``module:function`` that puts the pages into the server, ``options`` its keyword arguments. Raises
    RuntimeError when the server does not come up; it has said why on standard error.
    """
    command = [sys.executable, "-m", "newscrawl.testing", "--port", str(port), "--mount", mount]
    for name, value in options.items():
        command += ["--with", f"{name}={value}"]
    paths = os.pathsep.join(path for path in (str(_ROOT), *sys.path) if path)
    environment = {**os.environ, "PYTHONPATH": paths}
    with subprocess.Popen(  # noqa: S603 - our own module
        command, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            address = process.stdout.readline().strip() if process.stdout else ""
            if not address:
                raise RuntimeError(f"the server did not start: {' '.join(command)}")
            yield address
        finally:
            process.terminate()


def request_log(address: str) -> list[dict[str, Any]]:
    """Every request that the server at this address has answered; the fields of ``page.ReceivedRequest``."""
    with urlopen(f"{address}/log") as reply:  # noqa: S310 - a loopback address
        return [json.loads(line) for line in reply]
