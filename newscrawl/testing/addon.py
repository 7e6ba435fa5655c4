"""The switch: with NEWSCRAWL_REPLICA set, every http and https request goes to that loopback address."""

from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from scrapy.settings import BaseSettings

from newscrawl.core.errors import UsageProblem


class LoopbackAddress(NamedTuple):
    """Where a replica listens."""

    host: str
    port: int


class ReplicaAddon:
    """Scrapy add-on that puts ReplicaHandler in the place of the download handlers for http and https.

    Idle unless the setting NEWSCRAWL_REPLICA (taken from the environment variable of that name) holds the address of
    a replica, e.g. ``http://127.0.0.1:8099``. It outranks every other source of settings: a crawl that is meant to
    stay on this machine does stay there.
    """

    def update_settings(self, settings: BaseSettings) -> None:
        """Called by Scrapy. Raises UsageProblem for anything but a loopback address."""
        address = settings.get("NEWSCRAWL_REPLICA")
        if not address:
            return
        loopback_address(address)
        handlers = dict(settings.getdict("DOWNLOAD_HANDLERS"))
        for scheme in ("http", "https"):
            handlers[scheme] = "newscrawl.testing.handler.ReplicaHandler"
        settings.set("DOWNLOAD_HANDLERS", handlers, priority="cmdline")
        settings.set("HTTPPROXY_ENABLED", False, priority="cmdline")  # noqa: FBT003 - Scrapy's signature


def loopback_address(address: str) -> LoopbackAddress:
    """Host and port of ``http://127.0.0.1:PORT``; raises UsageProblem for anything that is no such address."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
        loopback = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        loopback, port = False, None
    if not loopback or port is None or parts.scheme != "http" or parts.path not in ("", "/") or parts.query:
        raise UsageProblem(
            f"NEWSCRAWL_REPLICA must be the address of a replica on this machine, like http://127.0.0.1:8099, "
            f"not {address!r}"
        )
    return LoopbackAddress("127.0.0.1" if host == "localhost" else host, port)
