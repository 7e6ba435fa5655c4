"""Counts for people: ``1 page``, ``2 pages``, ``1,204 entries``."""


def plural(count: int, singular: str, plural_form: str | None = None) -> str:
    """The count with its noun. Without ``plural_form`` an ``s`` is added."""
    noun = singular if count == 1 else plural_form or singular + "s"
    return f"{count:,} {noun}"
