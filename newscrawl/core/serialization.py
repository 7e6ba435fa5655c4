"""Serializes an article as one line of UTF-8 JSON, its fields in declared order."""

import json
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any

from newscrawl.items import Article, Image

_ESCAPES = (("\x85", "\\u0085"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029"))
"""Allowed in JSON, but ends of a line to ``str.splitlines()`` and to some editors."""


def serialize(article: Article) -> bytes:
    """Return the line, with its line feed.

    Half of a surrogate pair, which UTF-8 can't hold, becomes U+FFFD. Fields that a user's subclass adds come last;
    dates, sets and dataclasses that a user's pipeline put in are written as JSON readers expect. Raises TypeError for a
    value that JSON can't hold.
    """
    record = {name: getattr(article, name) for name in _names(type(article))}
    record["images"] = [_image(image) for image in article.images]
    text = _encode(record)
    for mark, escape in _ESCAPES:
        if mark in text:
            text = text.replace(mark, escape)
    try:
        return text.encode() + b"\n"
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode() + b"\n"


def _names(kind: Any) -> tuple[str, ...]:
    return _names_of(kind)


@cache
def _names_of(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _image(image: object) -> object:
    if type(image) is Image:
        return {"url": image.url, "caption": image.caption, "credit": image.credit}
    return image


def _other(value: object) -> object:
    """Encode types that the encoder does not know."""
    if is_dataclass(value) and not isinstance(value, type):
        return {name: getattr(value, name) for name in _names(type(value))}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, AbstractSet):
        return sorted(value)
    raise TypeError(f"can't be written as JSON: {value!r}")


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_other).encode
