"""``python -m newscrawl.testing``: a loopback server in a process of its own."""

import argparse
import sys
from importlib import import_module
from inspect import signature
from typing import Any

from newscrawl.testing.server import LoopbackServer


def main(arguments: list[str] | None = None) -> int:
    """Serve until interrupted. Prints the address once the port is open; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m newscrawl.testing", description="Serve a loopback server newsroom on 127.0.0.1."
    )
    parser.add_argument("--port", type=int, default=0, help="port; a free one by default")
    parser.add_argument(
        "--mount",
        default="newscrawl.testing.newsroom:build",
        metavar="MODULE:FUNCTION",
        help="what puts the pages into the server (default: the bundled newsroom)",
    )
    parser.add_argument(
        "--with",
        dest="options",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="keyword argument of that function; may be repeated",
    )
    options = parser.parse_args(arguments)
    if not 0 <= options.port <= 65_535:
        parser.error(f"--port: {options.port} is not a port")
    module, _, function = options.mount.partition(":")
    try:
        mount = getattr(import_module(module), function)
    except (ImportError, AttributeError, ValueError) as error:
        parser.error(f"--mount: {options.mount}: {error}")
    server = LoopbackServer(port=options.port)
    given = dict(map(_option, options.options))
    try:
        signature(mount).bind(server, **given)
    except TypeError as error:
        parser.error(f"--with: {options.mount} {error}")
    mount(server, **given)
    try:
        server.serve(lambda: print(server.address, flush=True))  # noqa: T201 - its output
    except KeyboardInterrupt:
        return 0
    except OSError as error:
        print(f"can't listen on port {options.port}: {error.strerror}", file=sys.stderr)  # noqa: T201 - one line
        return 2
    return 0


def _option(text: str) -> tuple[str, Any]:
    name, _, value = text.partition("=")
    return name, int(value) if value.isdecimal() else value


if __name__ == "__main__":
    sys.exit(main())
