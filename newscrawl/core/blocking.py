"""Detects responses that deny access, and defines the exceptions for them.

A refused page is neither missing nor empty: its link stays pending and the run ends as *blocked*.
"""

from scrapy.exceptions import IgnoreRequest

from newscrawl.core.block_pages import blocked_by

REFUSING_STATUSES = frozenset({401, 403, 429, 451})
"""Statuses that deny access."""

CHALLENGE = "challenge page"
"""Description of a bot guard's page that expects a browser."""


class AccessDenied(IgnoreRequest):
    """The site refused this request. ``str()`` says how: ``403``, ``429``, ``challenge page``."""


class HostBlocked(AccessDenied):
    """The host refused so often that this run sends it no further requests; this one was never sent."""


class HostUnreachable(IgnoreRequest):
    """Connections to the host failed so often that this run gives up on it; this request was never sent."""


def refusal(status: int, body: bytes) -> str | None:
    """Return how this response refuses us, or None when it doesn't.

    Challenge pages (:func:`~newscrawl.core.block_pages.blocked_by`) come with a status of success, or with
    that of a busy server.
    """
    if status in REFUSING_STATUSES:
        return str(status)
    return CHALLENGE if status in (200, 202, 503) and blocked_by(body) else None


class BrowserFault(IgnoreRequest):
    """A page could not be opened in the browser; ``str()`` says why. Its links stay to be found."""


class NoBrowser(BrowserFault):
    """No browser on this machine; ``str()`` says what to install."""


class ListingClosed(BrowserFault):
    """The listing whose button was to be clicked is no longer open: another page has closed the browser."""
