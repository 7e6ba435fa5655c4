"""Pictures of a feed item: Media RSS and enclosures."""

import re

from newscrawl.discovery.snippets import plain_text
from newscrawl.discovery.tolerant_xml import Element, name
from newscrawl.items import Image
from newscrawl.urls import absolute

_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:$|\?)", re.IGNORECASE)
_AVATAR = re.compile(r"^https?://(?:\w+\.)?gravatar\.com/")
"""WordPress.com lists the author's portrait among an item's media."""


def images(item: Element, base: str) -> tuple[Image, ...]:
    """The pictures of a feed item, in its order, captions and credits as printed.

    Of a ``media:group``, which holds one picture in several sizes, the default or largest is taken. Thumbnails count
    only where there is nothing else.
    """
    found: list[Image | None] = []
    thumbnails: list[Image | None] = []
    for element in item:
        kind = name(element)
        if kind == "media:group":
            sizes = [child for child in element if name(child) == "media:content" and _is_picture(child)]
            if sizes:
                found.append(_image(max(sizes, key=_rank), element, base))
        elif _is_attached(element, kind) and _is_picture(element):
            found.append(_image(element, item, base))
        elif kind == "media:thumbnail":
            thumbnails.append(_image(element, item, base))
    distinct: dict[str, Image] = {}
    for image in found if any(found) else thumbnails:
        if image is not None:
            distinct.setdefault(image.url, image)
    return tuple(distinct.values())


def _image(element: Element, parent: Element, base: str) -> Image | None:
    url = absolute(base, element.get("url") or element.get("href") or "")
    if url is None or _AVATAR.match(url):
        return None
    return Image(
        url=url,
        caption=_said(element, "media:description") or _said(parent, "media:description"),
        credit=_said(element, "media:credit") or _said(parent, "media:credit"),
    )


def _said(element: Element, wanted: str) -> str | None:
    texts = (plain_text("".join(child.itertext())) for child in element if name(child) == wanted)
    return ", ".join(dict.fromkeys(text for text in texts if text)) or None


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
