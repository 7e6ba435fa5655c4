"""Texts from the web as a database can hold them."""

from typing import overload


@overload
def storable(text: str) -> str: ...
@overload
def storable(text: None) -> None: ...
def storable(text: str | None) -> str | None:
    """The text without halves of surrogate pairs and NUL, on which SQLite or PostgreSQL fails the whole transaction."""
    if text is None:
        return None
    text = text.replace("\0", "")
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
