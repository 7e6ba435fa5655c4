"""Links as they lie in the state file while they are pending."""

import json
import zlib
from dataclasses import fields, replace
from typing import Any

from newscrawl.core.links import Link
from newscrawl.items import Image

_NAMES = tuple(field.name for field in fields(Link) if field.name not in ("url", "html"))
_encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


def pack(link: Link) -> tuple[str, bytes | None]:
    """The hints as JSON, and the deflated full text where the source gave one."""
    hints: dict[str, Any] = {name: value for name in _NAMES if (value := getattr(link, name))}
    if link.images:
        hints["images"] = [[image.url, image.caption, image.credit] for image in link.images]
    html = zlib.compress(link.html.encode("utf-8", "surrogatepass"), 1) if link.html else None
    return _encode(hints), html


def unpack(url: str, hints: str, html: bytes | None) -> Link:
    """The link that was packed. Hints that this version does not know are left out."""
    known: dict[str, Any] = {name: value for name, value in json.loads(hints).items() if name in _NAMES}
    for name in ("authors", "keywords"):
        known[name] = tuple(known.get(name, ()))
    known["images"] = tuple(
        Image(url=u, caption=caption, credit=credit) for u, caption, credit in known.get("images", ())
    )
    text = zlib.decompress(html).decode("utf-8", "surrogatepass") if html else None
    return Link(url=url, html=text, **known)


def fuller(old: Link, new: Link) -> Link:
    """What two sources, or one source twice, said of one link.

    The newer word wins where there is one; of two dates the more precise one. The address stays.
    """
    changes: dict[str, Any] = {name: value for name in (*_NAMES, "html") if (value := getattr(new, name))}
    if len(old.date or "") > len(new.date or ""):
        changes |= {"date": old.date, "date_raw": old.date_raw}
    elif new.date:
        changes["date_raw"] = new.date_raw
    if len(old.modified or "") > len(new.modified or ""):
        changes["modified"] = old.modified
    if old.html and not new.html:
        changes["source"] = old.source  # it names where the full text came from
    return replace(old, **changes)
