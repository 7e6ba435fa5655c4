"""Refusals by a site: what they look like, and the exceptions that carry them.

A refused page is neither missing nor empty: its link stays pending and the run ends as *blocked*.
"""

import re

from scrapy.exceptions import IgnoreRequest

REFUSING_STATUSES = frozenset({401, 403, 429, 451})
"""The server answers, but not to us."""

CHALLENGE = "challenge page"
"""How a bot guard refuses that wants to see a browser."""

_HEAD = 4096
"""Challenge pages say what they are near their start; articles that merely quote such words do so further down."""

_CHALLENGE = re.compile(
    rb"<title>\s*(?:just a moment|attention required|access denied|request rejected|pardon our interruption"
    rb"|are you a (?:human|robot)|security check|403 forbidden|ddos-guard|human verification)"
    rb"|cdn-cgi/challenge-platform/|_incapsula_resource|/_sec/cp_challenge/|px-captcha|captcha-delivery\.com"
    rb"|request unsuccessful\. incapsula",
    re.IGNORECASE,
)
_BODY_OF_ARTICLE = 120_000
"""A page as large as this is a page, whatever script it loads."""


class AccessDenied(IgnoreRequest):
    """The site refused this request. ``str()`` says how: ``403``, ``429``, ``challenge page``."""


class HostBlocked(AccessDenied):
    """The host refused so often that this run sends it no further requests; this one was never sent."""


class HostUnreachable(IgnoreRequest):
    """Connections to the host failed so often that this run gives up on it; this request was never sent."""


def refusal(status: int, body: bytes) -> str | None:
    """Return how this response refuses us, or None when it doesn't.

    Challenge pages are known by their titles and by the scripts of the common guards (Cloudflare, Akamai, Imperva,
    PerimeterX, DataDome), looked for in the head of small pages only. Some begin with ``<?xml`` and would otherwise
    pass for an empty feed.
    """
    if status in REFUSING_STATUSES:
        return str(status)
    if status in (200, 202, 503) and len(body) < _BODY_OF_ARTICLE and _CHALLENGE.search(body, 0, _HEAD):
        return CHALLENGE
    return None


class BrowserFault(IgnoreRequest):
    """A page could not be opened in the browser; ``str()`` says why. Its links stay to be found."""


class NoBrowser(BrowserFault):
    """No browser on this machine; ``str()`` says what to install."""


class ListingClosed(BrowserFault):
    """The listing whose button was to be clicked is no longer open: another page has closed the browser."""
