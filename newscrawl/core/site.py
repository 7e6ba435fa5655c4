"""Who a site is: the facts that rooms below the spiders need, as one frozen value."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A news site.

    ``name`` is the spider's name, ``publisher`` the outlet's printed name, ``house`` the group of sister hosts that
    publish the same stories (the name again for a site that stands alone), ``zone`` the IANA time zone in which it
    prints dates, ``language`` the BCP 47 tag its pages are written in unless they say otherwise, ``floor`` the fewest
    articles a week that are credible.
    """

    name: str
    publisher: str
    publisher_group: str
    timezone: str
    language: str
    min_weekly_articles: int = 0
