"""Sightline Media Group's titles on Arc XP: Defense News, Military Times, Army Times and their sisters.

How to recognize it: "Sightline Media Group" in the footer; images of one title on another's ``/resizer/``.

What a site sets: ``name``, ``publisher``, ``addresses`` (only ``host``), ``sections``, ``tags``,
``min_weekly_articles``.

Trap: one story appears on several sister hosts, and in several sections of each. Its date and slug say that it is one.
"""

from dataclasses import dataclass

from newscrawl.platforms.arcxp import ARTICLE_PATH, STORY_KEY, ArcXPSpider
from newscrawl.urls import Addresses


@dataclass(frozen=True, slots=True, kw_only=True)
class SightlineAddresses(Addresses):
    """Addresses of a title: only the host differs."""

    publisher_group: str = "sightline"
    article: tuple[str, ...] = (ARTICLE_PATH,)
    exclude: tuple[str, ...] = ("^/video/",)
    path_key: str | None = STORY_KEY


class SightlineSpider(ArcXPSpider):
    """A title of Sightline Media Group: full-text feeds, of the whole site and of each section."""

    publisher_group = "sightline"
    timezone = "America/New_York"
    tags = ("service",)
