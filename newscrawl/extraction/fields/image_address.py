"""Chooses the address of a picture: the largest that an element offers, ornaments and trackers left out."""

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborNode

from newscrawl.extraction.dom.page import Page

_LAZY = (
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-full-url",
    "data-orig-file",
    "data-image",
    "data-url",
    "src",
)
_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_CANDIDATE = re.compile(r"\s*([^\s,]\S*[^\s,])(?:\s+(\d+(?:\.\d+)?)([wx]))?\s*(?:,|$)")
_DECORATION = re.compile(
    r"(?:^|[/_.-])(?:pixel|spacer|logos?|avatars?|emojis?|sprites?|placeholder|gravatar|favicon|headshots?|1x1)(?:[/_.-]|\d|$)"
    r"|/(?:ads?|share|badges?|buttons?|loading|loader|banners?|beacon|tracking|blank|transparent|icons?)(?:/|\.\w{3,4}$)"
    r"|[-_]icons?\.\w{3,4}$|gravatar\.com|doubleclick|\.svg(?:$|\?)|scorecardresearch|facebook\.com/tr|/pixel",
    re.IGNORECASE,
)
"""Words that stories have, too ("ads-b-receiver.jpg", "loading-dock.jpg"), count only as a whole name."""
_SIZE = re.compile(r"(?:[-_](?:\d{2,4}x\d{2,4}|scaled|\d{3,4}w))+(?=\.\w{3,4}$)")
_FILE = re.compile(r"[^/]+\.(?:jpe?g|png|webp|gif|avif)", re.IGNORECASE)
_BACKGROUND = re.compile(r"background(?:-image)?\s*:[^;]{0,60}?url\(\s*['\"]?([^'\")]{1,2000})", re.IGNORECASE)
_SMALLEST = 100
"""Pixels of width or height stated in the markup, below which a picture is an ornament."""


def image_url(node: LexborNode, page: Page) -> str | None:
    """Return the address of an ``<img>``, the largest it offers, or None for ornaments and trackers."""
    attributes = node.attributes
    if _is_ornament(attributes):
        return None
    sets = [value for name in _SETS if (value := attributes.get(name))]
    if node.parent is not None and node.parent.tag == "picture":
        sets += [value for source in node.parent.css("source") for n in _SETS if (value := source.attributes.get(n))]
    singles = [value for name in _LAZY if (value := attributes.get(name))]
    for address in (*_largest(sets), *singles):
        url = page.absolute(address) if not address.startswith("data:") else None
        if url and not _DECORATION.search(url):
            return url
    return None


def is_decoration(url: str) -> bool:
    """Whether the address is a logo's, an icon's, a tracker's."""
    return bool(_DECORATION.search(urlsplit(url).path))


def _is_ornament(attributes: dict[str, str | None]) -> bool:
    for name in ("width", "height"):
        value = attributes.get(name) or ""
        if value.isdigit() and len(value) < 6 and int(value) < _SMALLEST:
            return True
    return bool(_DECORATION.search(f"{attributes.get('class') or ''} {attributes.get('id') or ''}".replace(" ", "-")))


def _largest(sets: list[str]) -> Iterator[str]:
    """Yield the largest candidate of each ``srcset``."""
    for value in sets:
        sized = [(float(found[2] or 1), found[1]) for found in _CANDIDATE.finditer(value[:5000])]
        if sized:
            yield max(sized)[1]


def background_url(box: LexborNode, page: Page) -> str | None:
    """Return the picture that a theme sets as the background of the box."""
    found = _BACKGROUND.search(box.attributes.get("style") or "")
    url = page.absolute(found[1]) if found else None
    return url if url and not is_decoration(url) else None


def same_picture(url: str) -> str:
    """Return the key that all sizes of one picture share: its file's name without the size."""
    parts = urlsplit(url)
    files = _FILE.findall(unquote(f"{parts.path}?{parts.query}"))
    return _SIZE.sub("", files[-1]).lower() if files else f"{parts.netloc}{parts.path}"
