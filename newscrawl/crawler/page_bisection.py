"""To the page of a numbered listing where a span of time ends, without asking for all that come before."""

from datetime import datetime
from itertools import pairwise

from newscrawl.core.links import Link
from newscrawl.crawler.discovery_context import MOST_PAGES, DiscoveryContext
from newscrawl.crawler.reach import OVERLAP, median_date
from newscrawl.crawler.sources import Source
from newscrawl.discovery.formats import NotAFeed


class PageBisection:
    """A search by halves through numbered pages, newest first. Pages it asked for are kept in ``found``."""

    def __init__(self, source: Source, ground: DiscoveryContext) -> None:
        self.found: dict[int, list[Link]] = {}
        self._source = source
        self._ground = ground

    async def page_before(self, until: datetime) -> int:
        """The number of the last page that lies well before ``until`` in the listing; 1 where that can't be told.

        It can't where pages have no numbers or no dates, or where they are not in order of time.
        """
        if self._source.sequential or self._source.page_url(2) is None:
            return 1
        wanted = until + OVERLAP
        newer, older = 1, 2
        while (newer_still := await self._is_newer(older, wanted)) and older < MOST_PAGES:
            newer, older = older, older * 2
        if newer_still is None and newer == 1:
            return 1
        while older - newer > 1:
            middle = (newer + older) // 2
            if await self._is_newer(middle, wanted):
                newer = middle
            else:
                older = middle
        depths = [reached for _, links in sorted(self.found.items()) if (reached := median_date(links))]
        in_order = all(first >= second for first, second in pairwise(depths))
        return newer if in_order else 1

    async def _is_newer(self, number: int, wanted: datetime) -> bool | None:
        """Whether a page's articles are newer than the wanted instant; None where the page tells no time."""
        url = self._source.page_url(number)
        response = await self._ground.fetcher.ask(self._source, url) if url else None
        if response is None:
            return None
        links: list[Link] = []
        if response.status == 200:
            try:
                links = self._source.read(response.body, response.url, self._ground.addresses).links
            except NotAFeed:
                return None
            if self.found and {link.url for link in links} == {link.url for link in self.found[max(self.found)]}:
                return None  # one page, whatever number is asked for
            self.found[number] = links
        reached = median_date(links)
        return False if not links else None if reached is None else reached >= wanted
