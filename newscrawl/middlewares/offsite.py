"""Requests that leave a spider's hosts, as Scrapy filters them; robots.txt of any host may be fetched."""

from scrapy import Spider
from scrapy.downloadermiddlewares.offsite import OffsiteMiddleware as ScrapysOffsiteMiddleware
from scrapy.http import Request

from newscrawl.middlewares.robots import is_robots


class OffsiteMiddleware(ScrapysOffsiteMiddleware):
    """Scrapy's own, which would filter out robots.txt of hosts that redirects lead to, and then crawl them at will."""

    def should_follow(self, request: Request, spider: Spider) -> bool:
        """Whether a request may be sent."""
        return is_robots(request) or super().should_follow(request, spider)
