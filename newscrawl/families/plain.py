"""A site on no platform that we know: hand-made, or the only one of its kind.

How to recognise it: none of the other families' marks.

What a site sets: ``name``, ``publisher``, ``allowed_domains``, ``addresses``, ``zone``; ``feeds`` and ``fronts``
(paths, of which there must be one at least), ``older`` (how a front names its older pages); its own selectors in
``article``. Without selectors the generic reader finds the text.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from newscrawl.discovery.listing_rules import Listing
from newscrawl.families.base import NewsSpider
from newscrawl.families.sources import Source
from newscrawl.pages.rules import Rules


class PlainSpider(NewsSpider):
    """A hand-made site: the feeds and listings that it names, the generic reader where it names no selectors."""

    feeds: ClassVar[tuple[str, ...]] = ()
    """Paths of its feeds, the one with most articles first."""
    fronts: ClassVar[tuple[str, ...]] = ()
    """Paths of its listings."""
    older: ClassVar[str | None] = None
    """What is added to a listing's path for its N-th page (``"?page={page}"``); None where it names the next itself."""
    listing: ClassVar[Listing] = Listing()
    article: ClassVar[Rules] = Rules()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Check when the class is made that there is a source; raises ValueError where there is none."""
        super().__init_subclass__(**kwargs)
        if "addresses" in vars(cls) and not (cls.feeds or cls.fronts):
            raise ValueError(f"{cls.__name__}: feeds or fronts must name a path")

    def sources(self, section: str | None, path: str) -> Sequence[Source]:
        """The feeds, then the listings; a section has its listing only."""
        root = f"https://{self.addresses.host}"
        feeds = () if path else tuple(Source(url=f"{root}/{feed}") for feed in self.feeds)
        fronts = (path,) if path else self.fronts
        listings = (
            Source(
                url=f"{root}/{front}",
                numbered=f"{root}/{front}{self.older}" if self.older else None,
                listing=self.listing,
                section=section,
            )
            for front in fronts
        )
        return (*feeds, *listings)
