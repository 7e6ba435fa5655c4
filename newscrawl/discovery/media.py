"""Reads the pictures of a feed item: Media RSS and enclosures."""

import re
from collections.abc import Iterable, Sequence

from newscrawl.discovery.hints import plain_text
from newscrawl.discovery.tolerant_xml import Element, name, text_of
from newscrawl.items import Image
from newscrawl.urls import absolute

_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:$|\?)", re.IGNORECASE)
_AVATAR = re.compile(r"^https?://(?:\w+\.)?gravatar\.com/")
"""WordPress.com lists the author's portrait among an item's media."""


ArticleKeys = tuple[str, Element]
"""An element, and its name as :func:`~newscrawl.discovery.tolerant_xml.name` gives it."""


def images(item: Sequence[ArticleKeys], base: str) -> tuple[Image, ...]:
    """Return the pictures of a feed item, in its order, captions and credits as printed. ``item`` are its children.

    Of a ``media:group``, which holds one picture in several sizes, the default or largest is taken. Thumbnails count
    only where there is nothing else.
    """
    found: list[Image | None] = []
    thumbnails: list[Image | None] = []
    for kind, element in item:
        if kind == "media:group":
            group = [(name(child), child) for child in element]
            sizes = [child for kind, child in group if kind == "media:content" and _is_picture(child)]
            if sizes:
                found.append(_image(max(sizes, key=_rank), group, base))
        elif _is_attached(element, kind) and _is_picture(element):
            found.append(_image(element, item, base))
        elif kind == "media:thumbnail":
            thumbnails.append(_image(element, item, base))
    distinct: dict[str, Image] = {}
    for image in found if any(found) else thumbnails:
        if image is not None:
            distinct.setdefault(image.url, image)
    return tuple(distinct.values())


def _image(element: Element, siblings: Sequence[ArticleKeys], base: str) -> Image | None:
    url = absolute(base, element.get("url") or element.get("href") or "")
    if url is None or _AVATAR.match(url):
        return None
    own = [(name(child), child) for child in element] if len(element) else ()
    return Image(
        url=url,
        caption=_text(own, "media:description") or _text(siblings, "media:description"),
        credit=_text(own, "media:credit") or _text(siblings, "media:credit"),
    )


def _text(elements: Iterable[ArticleKeys], wanted: str) -> str | None:
    texts = [text for kind, element in elements if kind == wanted and (text := plain_text(text_of(element)))]
    return ", ".join(dict.fromkeys(texts)) if texts else None


def _is_attached(element: Element, kind: str) -> bool:
    return kind in ("media:content", "enclosure") or (kind == "link" and element.get("rel") == "enclosure")


def _is_picture(element: Element) -> bool:
    medium, mime = element.get("medium", ""), element.get("type", "")
    if medium or mime:
        return medium == "image" or (not medium and mime.startswith("image/"))
    return _PICTURE_FILE.search(element.get("url") or element.get("href") or "") is not None


def _rank(element: Element) -> tuple[bool, int]:
    width = element.get("width", "")
    return element.get("isDefault") == "true", int(width) if width.isdecimal() and len(width) < 7 else 0
