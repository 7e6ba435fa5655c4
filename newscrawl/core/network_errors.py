"""Errors of the network and of Scrapy in a few fixed words: they are counted by these, so there must not be many."""

_WORDS = (
    ("browserfault", "browser failed"),
    ("forbidden by robots.txt", "forbidden by robots.txt"),
    ("max redirections", "redirects without end"),
    ("offsite", "led to another host"),
    ("maxsize", "too large"),
    ("larger than", "too large"),
    ("decompress", "too large"),
    ("timeout", "timed out"),
    ("timed out", "timed out"),
    ("dns", "no such host"),
    ("resolve", "no such host"),
    ("refused", "connection refused"),
    ("certificate", "bad certificate"),
    ("ssl", "bad certificate"),
    ("dataloss", "cut off"),
)
_OTHERWISE = "connection failed"

UNREACHABLE = frozenset(("timed out", "no such host", "connection refused", "bad certificate", "cut off", _OTHERWISE))
"""Those that say that the site can't be reached."""


def describe_network_error(error: BaseException) -> str:
    """The kind of this error."""
    text = f"{type(error).__name__} {error}".lower()
    return next((words for sign, words in _WORDS if sign in text), _OTHERWISE)


def is_forbidden(error: BaseException) -> bool:
    """Whether robots.txt forbids the request (Scrapy raises the same class for many other things)."""
    text = str(error).lower()
    return "robots.txt" in text and "forbid" in text
