"""Classifies errors of the network and of Scrapy into a few fixed kinds, by which they are counted."""

from newscrawl.core.reasons import ReasonKind

_SIGNS = (
    ("browserfault", ReasonKind.BROWSER_FAILED),
    ("forbidden by robots.txt", ReasonKind.DISALLOWED),
    ("max redirections", ReasonKind.TOO_MANY_REDIRECTS),
    ("offsite", ReasonKind.OTHER_HOST),
    ("maxsize", ReasonKind.TOO_LARGE),
    ("larger than", ReasonKind.TOO_LARGE),
    ("decompress", ReasonKind.TOO_LARGE),
    ("timeout", ReasonKind.TIMED_OUT),
    ("timed out", ReasonKind.TIMED_OUT),
    ("dns", ReasonKind.UNKNOWN_HOST),
    ("resolve", ReasonKind.UNKNOWN_HOST),
    ("refused", ReasonKind.CONNECTION_REFUSED),
    ("certificate", ReasonKind.BAD_CERTIFICATE),
    ("ssl", ReasonKind.BAD_CERTIFICATE),
    ("dataloss", ReasonKind.INCOMPLETE),
)
"""Looked for in the name and the text of an error, in this order: Scrapy and Twisted have no common classes."""


def network_error_kind(error: BaseException) -> ReasonKind:
    """Return the kind of this error."""
    text = f"{type(error).__name__} {error}".lower()
    return next((kind for sign, kind in _SIGNS if sign in text), ReasonKind.CONNECTION_FAILED)


def is_forbidden(error: BaseException) -> bool:
    """Whether robots.txt forbids the request (Scrapy raises the same class for many other things)."""
    text = str(error).lower()
    return "robots.txt" in text and "forbid" in text
