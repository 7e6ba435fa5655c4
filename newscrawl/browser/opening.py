"""Options of a request whose page is opened in the browser."""

from dataclasses import dataclass
from urllib.parse import urldefrag

from scrapy.http import Response

KEY = "browser"
"""Key of the :class:`Opening` in a request's ``meta``."""

_CLICKS = "clicks="


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """How to open a page.

    ``hosts`` are those the page may load from, each with its subdomains. ``more`` are CSS selectors of the button
    that loads more of a listing, tried in order. Without ``from_start`` the browser comes in with the first click only.
    ``document`` is the page as it was fetched; None: fetch it first.
    """

    hosts: tuple[str, ...]
    more: tuple[str, ...] = ()
    from_start: bool = True
    document: Response | None = None

    def admits(self, host: str) -> bool:
        """Whether the page may load from this host."""
        return any(host == own or host.endswith(f".{own}") for own in self.hosts)


def clicked_url(url: str, clicks: int) -> str:
    """Return the address of a page after so many clicks on its button: the fragment never leaves this machine."""
    return f"{url}#{_CLICKS}{clicks}" if clicks else url


def clicks_of(url: str) -> tuple[str, int]:
    """Return the page's own address, and how often its button is to be clicked."""
    page, fragment = urldefrag(url)
    clicks = fragment.removeprefix(_CLICKS)
    return (page, int(clicks)) if fragment.startswith(_CLICKS) and clicks.isdecimal() else (url, 0)
