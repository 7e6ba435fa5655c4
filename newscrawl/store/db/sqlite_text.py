"""Texts from the web as SQLite can hold them."""

from typing import overload


@overload
def storable(text: str) -> str: ...
@overload
def storable(text: None) -> None: ...
def storable(text: str | None) -> str | None:
    """The text without halves of surrogate pairs, on which SQLite would fail the whole transaction."""
    return text if text is None or text.isascii() else text.encode("utf-8", "replace").decode()
