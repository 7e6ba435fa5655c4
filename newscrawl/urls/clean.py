"""Normalizes a web address: any text in, its clean pieces or None out."""

import re
from collections.abc import Iterator
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from newscrawl.urls.trackers import is_tracker

_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})|%|[^\x21-\x7e]|[\"<>\\^`{|}]")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_CLEAN = re.compile(
    r"(https?)://([a-z0-9.-]{1,253})((?:/(?!\.)[A-Za-z0-9._~!$&'()*+,;=:@-]*+)++)",
    re.ASCII,
)
"""An address that is normalized already, without port, query and dot segments: nearly every one. Only its host is
left to check."""
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_DROPPED_BY_BROWSERS = str.maketrans("", "", "\t\r\n")
_DEFAULT_PORTS = MappingProxyType({"http": 80, "https": 443})


class Parts(NamedTuple):
    """A clean web address in pieces; ``port`` is None where it is the scheme's own."""

    scheme: str
    host: str
    port: int | None
    path: str
    query: tuple[str, ...]

    @property
    def netloc(self) -> str:
        """Host and port as in an address."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port is None else f"{host}:{self.port}"

    def __str__(self) -> str:
        query = f"?{'&'.join(self.query)}" if self.query else ""
        return f"{self.scheme}://{self.netloc}{self.path}{query}"


def clean_url(url: str) -> str | None:
    """Return the address without trackers, fragment and user name, normalized as RFC 3986 and WHATWG agree.

    Scheme and host in lower case, default port gone, percent-encoding normalized (characters that need none are
    decoded, those that need it are encoded, hex digits in capitals), dot segments resolved, surrounding white space
    stripped. Slashes, case of the path and order of the query stay as the site writes them. Idempotent; None where
    ``url`` is not an absolute http(s) address.
    """
    clean = _CLEAN.fullmatch(url)
    if clean is not None and normal_host(clean[2]) == clean[2]:
        return url
    parts = split(url)
    return None if parts is None else str(parts)


def absolute(base: str, href: str) -> str | None:
    """Return ``href`` of the page ``base``, absolute and clean; None where it leads to no web page."""
    own = clean_url(href)
    if own is not None:
        return own
    try:
        return clean_url(urljoin(base.strip(), href.strip()))
    except ValueError:
        return None


@lru_cache(maxsize=4096)  # an address is parsed a dozen times between listing and record
def split(url: str) -> Parts | None:
    """Return the clean pieces of an absolute http(s) address, or None."""
    clean = _CLEAN.fullmatch(url)
    if clean is not None and normal_host(clean[2]) == clean[2]:
        return Parts(clean[1], clean[2], None, clean[3], ())
    text = url.strip().translate(_DROPPED_BY_BROWSERS)
    if _CONTROL.search(text):
        return None
    try:
        raw = urlsplit(text)
        scheme, port, host = raw.scheme.lower(), raw.port, normal_host(raw.hostname or "")
    except ValueError:
        return None
    if scheme not in _DEFAULT_PORTS or host is None or port == 0 or "\\" in raw.netloc:  # browsers read \ as /
        return None
    return Parts(
        scheme=scheme,
        host=host,
        port=None if port == _DEFAULT_PORTS[scheme] else port,
        path=_without_dots(_ESCAPE.sub(_respell, raw.path)) or "/",
        query=tuple(_parameters(raw.query)),
    )


@lru_cache(maxsize=1024)
def normal_host(name: str) -> str | None:
    """Return a host name in lower case (an international one in ASCII) or an IP address; None for anything else."""
    name = name.removesuffix(".").lower()
    try:
        if ":" in name:
            return str(IPv6Address(name))
        if not name.isascii():
            name = name.encode("idna").decode("ascii").lower()
        labels = name.split(".")
        if labels[-1].isdigit():
            return str(ip_address(name))
    except ValueError:
        return None
    return name if len(name) <= 253 and all(map(_LABEL.fullmatch, labels)) else None


def _parameters(query: str) -> Iterator[str]:
    for raw in query.split("&"):
        pair = _ESCAPE.sub(_respell, raw.removeprefix("amp;"))  # feeds that escape their ampersands twice
        if pair and not is_tracker(pair.partition("=")[0].lower()):
            yield pair


def _respell(match: re.Match[str]) -> str:
    """Return one escape, or one character that needs escaping, in its normal form."""
    digits = match[1]
    if digits is not None:
        character = chr(int(digits, 16))
        return character if character in _UNRESERVED else f"%{digits.upper()}"
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace"))


def _without_dots(path: str) -> str:
    """Return the path with ``.`` and ``..`` resolved (RFC 3986, 5.2.4)."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)
