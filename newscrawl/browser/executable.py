"""Finds Chromium, and the options to start it with."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from newscrawl.core.blocking import NoBrowser

SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")

LEFT_OUT = "what only a browser shows was left out"

_ARGUMENTS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",  # containers give /dev/shm 64 MB
    "--js-flags=--max-old-space-size=512",
    # No network: every request of a page is answered by Scrapy (see traffic.py); what slips past that, as sockets and
    # the browser's own calls home do, finds no host, no way around the dead proxy, and no UDP.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://127.0.0.1:1",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
)


def find_chromium(setting: str, playwrights: str = "") -> str:
    """Return the program to run: NEWSCRAWL_CHROMIUM, else Playwright's own, else the system's. Raises NoBrowser."""
    if setting:
        if found := shutil.which(setting):
            return found
        raise NoBrowser(f"NEWSCRAWL_CHROMIUM={setting} is not a program that can be run; {LEFT_OUT}")
    if playwrights and Path(playwrights).is_file():
        return playwrights
    for name in SYSTEM_NAMES:
        if found := shutil.which(name):
            return found
    raise NoBrowser(
        "no Chromium found: install it (`apt install chromium`, or `playwright install chromium-headless-shell`) or "
        f"name it in NEWSCRAWL_CHROMIUM; {LEFT_OUT}"
    )


def launch_options(program: str, folder: Path, environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return launch options for Playwright. ``folder`` takes all that Chromium writes: a Scrapyd job may lack HOME."""
    return {
        "executable_path": program,
        "args": list(_ARGUMENTS),
        # Its sandbox needs a user that is not root.
        "chromium_sandbox": os.geteuid() != 0,
        # Pop-ups are blocked as in everybody's browser; Playwright lets them through.
        "ignore_default_args": ["--disable-popup-blocking"],
        "env": {**environment, **homes(folder)},
        # The crawl's own handlers close the browser, with a run to finish first.
        "handle_sigint": False,
        "handle_sigterm": False,
        "handle_sighup": False,
    }


def homes(folder: Path) -> dict[str, str]:
    """Return environment variables that keep the browser's files in its folder, and mark its processes."""
    names = ("HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")
    return dict.fromkeys(names, str(folder))
