"""Address of a local newsroom: what NEWSCRAWL_REPLICA may hold."""

from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from newscrawl.core.errors import UsageProblem


class LoopbackAddress(NamedTuple):
    """Where a server of this machine listens."""

    host: str
    port: int


def loopback_address(address: str) -> LoopbackAddress:
    """Return host and port of ``http://127.0.0.1:PORT``. Raises UsageProblem for any other address."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
        loopback = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        loopback, port = False, None
    if not loopback or port is None or parts.scheme != "http" or parts.path not in ("", "/") or parts.query:
        raise UsageProblem(
            f"NEWSCRAWL_REPLICA={address!r} is not an address on this machine; set it like http://127.0.0.1:8099"
        )
    return LoopbackAddress("127.0.0.1" if host == "localhost" else host, port)
