"""A site on no known platform: hand-made, or the only one of its kind.

How to recognize it: none of the other platforms' marks.

What a site sets: ``name``, ``publisher``, ``addresses``, ``timezone``; ``feeds``, ``news_sitemaps``, ``listings`` (at
least one path), ``listing_pages`` (how a listing names its older pages); its own selectors in
``article``. Without selectors the generic reader finds the text, and a byline and a date below the heading.
"""

from typing import Any, ClassVar

from newscrawl.crawler.source_config import SOURCES
from newscrawl.crawler.spider import NewsSpider
from newscrawl.extraction.rules import Rules


class PlainSpider(NewsSpider):
    """A hand-made site: the feeds and listings that it names, the generic reader where it names no selectors."""

    listings: ClassVar[tuple[str, ...]] = ()
    section_listing = "{section}"
    article: ClassVar[Rules] = Rules()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Check that the site states a source; raises ValueError where it states none."""
        super().__init_subclass__(**kwargs)
        attributes = [kind.attribute for kind in SOURCES if kind.lists_newest]
        if "addresses" in vars(cls) and not any(getattr(cls, name) for name in attributes):
            raise ValueError(f"{cls.__name__} has no source: set one of {', '.join(attributes)}")
