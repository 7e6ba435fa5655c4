"""Facts of a site that rooms below the spiders need, as one frozen value."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A news site."""

    name: str
    """The spider's name."""
    publisher: str
    """The outlet's printed name."""
    publisher_group: str
    """The group of sister hosts that publish the same stories; the site's name again where it has no sisters."""
    timezone: str
    """The IANA time zone in which it prints dates."""
    language: str
    """The BCP 47 tag of the language its pages are written in unless they say otherwise."""
    min_weekly_articles: int = 0
    """The fewest articles expected in a week."""
