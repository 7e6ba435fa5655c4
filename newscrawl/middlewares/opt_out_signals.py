"""Signals by which a site reserves its texts against mining and training of models.

``noai``/``noimageai`` in ``X-Robots-Tag`` (DeviantArt's proposal, as widely used), ``noml``; ``TDM-Reservation: 1``
(W3C community group's TDMRep); a robots.txt that bars the crawlers of AI companies while others may come.
"""

from collections.abc import Callable, Iterable

ROBOTS = "robots-ai"
"""robots.txt bars at least one of the agents below from the whole site."""

AI_AGENTS = (
    "GPTBot",
    "ChatGPT-User",
    "OAI-SearchBot",
    "ClaudeBot",
    "anthropic-ai",
    "CCBot",
    "Google-Extended",
    "Applebot-Extended",
    "Bytespider",
    "PerplexityBot",
    "Meta-ExternalAgent",
    "cohere-ai",
    "Diffbot",
)
_TAGS = frozenset(("noai", "noimageai", "noml"))


def from_headers(robots_tags: Iterable[bytes], reservation: bytes | None) -> set[str]:
    """Signals of a response: values of its ``X-Robots-Tag`` headers, and of ``TDM-Reservation``.

    A tag may be meant for one agent (``googlebot: noai``); that is a reservation all the same.
    """
    words = {
        word.rpartition(":")[2].strip().lower() for value in robots_tags for word in value.decode("latin-1").split(",")
    }
    found = words & _TAGS
    if reservation is not None and reservation.strip() == b"1":
        found.add("tdm-reservation")
    return found


def from_robots(allowed: Callable[[str, str], bool], root: str) -> set[str]:
    """Signals of a robots.txt: ``allowed(url, agent)`` is what its parser says, ``root`` the home page's address."""
    barred = allowed(root, "*") and not all(allowed(root, agent) for agent in AI_AGENTS)
    return {ROBOTS} if barred else set()
