"""Identity of an article: a site's address rules, and the key that all addresses of one article share."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from newscrawl.urls.clean import absolute, clean_url, normal_host, split

_ALTERNATE_HOSTS = ("www.", "m.", "mobile.", "amp.")
"""Hosts under which nearly every site serves its pages again: named once here, not in each site's ``mirrors``."""

_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|css|js|json|xml|rss|pdf|zip|gz|mp[34]|m4a|webm|mov|docx?|xlsx?|pptx?)$",
    re.IGNORECASE,
)
_INDEX = re.compile(r"/(?:index\.(?:html?|php|aspx?)|default\.aspx?)$", re.IGNORECASE)
_AMP_FORMS = (
    (re.compile(r"^/amp(?=/[^/])", re.IGNORECASE), ""),
    (re.compile(r"/amp(/?)$", re.IGNORECASE), r"\1"),
    (re.compile(r"\.amp(\.html?)?$", re.IGNORECASE), r"\1"),
)


def article_id(key: str) -> str:
    """Return the article's id: the first 32 hex digits of the SHA-256 of its identity key."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:32]


def strict_key(url: str, addresses: "Addresses") -> str | None:
    """Return the identity key of an address: equal for all the addresses under which a site serves one article.

    Equivalent are: http and https; the host, its mirrors and the sister hosts of one publisher; AMP and plain forms;
    upper and lower case; ``/index.html``, trailing and doubled slashes; parameters in another order. A site's own
    article number, then its ``path_key``, go before all that. Parameters other than trackers stay, since ``/?p=123``
    is an article.
    """
    parts = split(url)
    if parts is None:
        return None
    path = _plain_path(parts.path)
    tail = "&".join(sorted({pair.lower().removesuffix("=") for pair in parts.query if not _is_amp(pair)}))
    if parts.host in addresses.hosts:
        publisher_group = addresses.publisher_group
        number = addresses.number and _number(addresses.number, path, f"?{tail}")
        if number:
            return f"{publisher_group}#{number}"
        if addresses.path_key:
            match = re.search(addresses.path_key, path, re.IGNORECASE)
            if match:
                return f"{publisher_group}/{'/'.join(group.lower() for group in match.groups() if group)}"
    else:
        publisher_group = parts.netloc.removeprefix("www.")
    return f"{publisher_group}{path.lower().rstrip('/')}{tail and '?'}{tail}"


class AddressRule(StrEnum):
    """Rules of :class:`Addresses` by which an address is not an article's."""

    NOT_HTTP = "not_http"
    OTHER_HOST = "other_host"
    FRONT_PAGE = "front_page"
    FILE = "file"
    EXCLUDED = "excluded"
    NO_PATTERN = "no_pattern"


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why an address is not an article's.

    ``patterns`` are those that match though they must not, or of which none matches; ``path`` is what they are searched
    in.
    """

    rule: AddressRule
    path: str = ""
    patterns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """A site's address rules. Invalid ones fail at import, and so in ``scrapy list``.

    Patterns are regular expressions, searched in the path without regard to case, after AMP forms are taken off and
    doubled slashes are made one. Raises TypeError for a value of the wrong kind, ValueError for an invalid host
    or a pattern that does not compile or lacks its group; the message names the field.
    """

    host: str
    """The canonical host, e.g. ``www.defensenews.com``. Its bare, ``www.``, ``m.``, ``mobile.`` and ``amp.`` forms
    count as the site's, too."""
    mirrors: tuple[str, ...] = ()
    """Other hosts that serve the same pages: old names, regional mirrors."""
    publisher_group: str = ""
    """Prefix of the identity key, shared by sister hosts that publish the same stories. Default: the bare host."""
    article: tuple[str, ...] = ()
    """An article's path matches one of these; none given means any path but the root."""
    exclude: tuple[str, ...] = ()
    """No article's path matches one of these."""
    number: str | None = None
    """Its first group that takes part is the site's own article number; searched in the path, then in ``?query``."""
    path_key: str | None = None
    """Its groups together are the key, where the same article has several paths."""
    hosts: frozenset[str] = field(init=False, repr=False, compare=False)
    """Every host that counts as the site's, made from ``host`` and ``mirrors``."""

    def __post_init__(self) -> None:
        """Check every rule."""
        for name in ("mirrors", "article", "exclude"):
            value = getattr(self, name)
            if not isinstance(value, tuple) or not all(isinstance(entry, str) for entry in value):
                raise TypeError(f"addresses {name!r} takes a tuple of strings, not {value!r}")
        for name in ("host", "publisher_group", "number", "path_key"):
            value = getattr(self, name)
            if not isinstance(value, str) and (value is not None or name in ("host", "publisher_group")):
                raise TypeError(f"addresses {name!r} takes a string, not {value!r}")
        for host in (self.host, *self.mirrors):
            if normal_host(host) != host:
                name = "host" if host == self.host else "mirrors"
                raise ValueError(f"addresses {name!r}: not a host name in lower case: {host!r}")
        for name in ("article", "exclude"):
            _check_patterns(name, getattr(self, name), groups=0)
        _check_patterns("number", (self.number,), groups=1)
        _check_patterns("path_key", (self.path_key,), groups=1)
        object.__setattr__(self, "hosts", frozenset(_with_alternates((self.host, *self.mirrors))))
        object.__setattr__(self, "publisher_group", self.publisher_group or self.host.removeprefix("www."))

    def owns(self, url: str) -> bool:
        """Whether the address is on one of the site's hosts."""
        parts = split(url)
        return parts is not None and parts.host in self.hosts

    def is_article(self, url: str) -> bool:
        """Whether the address is on one of the site's hosts and looks like an article's."""
        return self.rejection(url) is None

    def rejection(self, url: str) -> Rejection | None:
        """The rule by which the address is not an article's; None where :meth:`is_article` holds."""
        parts = split(url)
        if parts is None or parts.host not in self.hosts:
            return Rejection(AddressRule.NOT_HTTP if parts is None else AddressRule.OTHER_HOST)
        path = _plain_path(parts.path)
        if path == "/" or _FILE.search(path):
            return Rejection(AddressRule.FRONT_PAGE if path == "/" else AddressRule.FILE, path)
        for pattern in self.exclude:
            if re.search(pattern, path, re.IGNORECASE):
                return Rejection(AddressRule.EXCLUDED, path, (pattern,))
        if self.article and not any(re.search(pattern, path, re.IGNORECASE) for pattern in self.article):
            return Rejection(AddressRule.NO_PATTERN, path, self.article)
        return None

    @lru_cache(maxsize=4096)  # noqa: B019 - a site's rules live as long as the process
    def identify(self, url: str) -> str | None:
        """Return the id of the article at this address, 32 hex digits; None where it is not a web address."""
        key = strict_key(url, self)
        return None if key is None else article_id(key)

    def canonical(self, url: str, claimed: str | None) -> str | None:
        """Return the canonical address of the page at ``url``: its rel=canonical, where that can be believed.

        A claim is believed when it is an article's address on the site's hosts; a page that names the home page or a
        partner's page as its canonical form is known under its own clean address. None where ``url`` is not a web
        address.
        """
        own = absolute(url, claimed) if claimed and claimed.strip() else None
        return own if own is not None and self.is_article(own) else clean_url(url)


def _plain_path(path: str) -> str:
    """Return the path in the form for patterns and keys: no AMP form, no index file, single slashes."""
    path = re.sub(r"/{2,}", "/", path)
    for form, plain in _AMP_FORMS:
        path = form.sub(plain, path)
    return _INDEX.sub("/", path) or "/"


def _is_amp(pair: str) -> bool:
    """Whether a query parameter asks for the AMP form (``amp=1`` of WordPress, ``outputType=amp`` of Arc XP)."""
    name, _, value = pair.lower().partition("=")
    return name == "amp" or (name == "outputtype" and value == "amp")


def _number(pattern: str, *places: str) -> str | None:
    matches = (re.search(pattern, place, re.IGNORECASE) for place in places)
    return next((group.lower() for match in matches if match for group in match.groups() if group), None)


def _with_alternates(hosts: Iterable[str]) -> Iterator[str]:
    for host in hosts:
        bare = host.removeprefix("www.")
        yield from (host, bare, *(prefix + bare for prefix in _ALTERNATE_HOSTS))


def _check_patterns(name: str, patterns: tuple[str | None, ...], *, groups: int) -> None:
    for pattern in patterns:
        if pattern is None:
            continue
        try:
            found = re.compile(pattern).groups
        except re.error as error:
            raise ValueError(f"addresses {name!r}: not a regular expression: {pattern!r} ({error})") from error
        if found < groups:
            raise ValueError(f"addresses {name!r} needs a group: {pattern!r}")
