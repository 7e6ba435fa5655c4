"""Counts in messages: "1 page", "2 pages"."""


def plural(count: int, noun: str, many: str | None = None) -> str:
    """Return the count with its noun; ``many`` is the plural where it is not the noun and an "s"."""
    return f"{count} {noun if count == 1 else many or noun + 's'}"
