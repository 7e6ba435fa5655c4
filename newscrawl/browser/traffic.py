"""Handles the requests of a page in the browser: decides what is allowed, and fetches it by Scrapy.

The browser has no network. Its page is given the document that Scrapy has fetched, and each request that the page makes
goes through Scrapy's engine, so past robots.txt, the host's slow lane, refusals and the account of the run.
"""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from urllib.parse import urlsplit

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Request as BrowserRequest
from playwright.async_api import Route
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK

from newscrawl.browser.opening import Opening
from newscrawl.core.network_errors import is_forbidden

MOST_REQUESTS = 60
"""Requests that a page may make between its opening, or a click, and the moment it is read. The deadline grows by the
waits of the throttle; this limit keeps it finite."""

_LOADED = frozenset({"script", "xhr", "fetch"})
"""What a page is made of besides its document. Pictures, fonts, films, style sheets, beacons and streams are not."""
_METHODS = frozenset({"GET", "HEAD", "POST"})
_KEPT_HEADERS = frozenset({"accept", "content-type", "x-requested-with", "x-wp-nonce"})
_NOT_HANDED_ON = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection", "set-cookie"})

Fetch = Callable[[Request], Awaitable[Response]]


class Shelf:
    """Cache of static scripts, by address: a crawl fetches each once, and keeps at most ``room`` bytes of them."""

    def __init__(self, room: int = 32_000_000) -> None:
        self._room = room
        self._scripts: dict[str, Response] = {}

    def get(self, url: str) -> Response | None:
        """Return the script, where it is cached."""
        return self._scripts.get(url)

    def put(self, url: str, response: Response) -> None:
        """Keep it, if there is room."""
        if response.status == 200 and len(response.body) <= self._room:
            self._room -= len(response.body)
            self._scripts[url] = response


class Traffic:
    """The requests of one page, sent one after the other.

    ``fetch`` asks through the engine, and gives up after ``timeout`` seconds; ``count`` keeps the account. ``waited``
    gets how many seconds a request has waited for its turn: those are not the page's fault.
    """

    def __init__(
        self,
        document: Response,
        opening: Opening,
        *,
        fetch: Fetch,
        timeout: float,
        shelf: Shelf,
        count: Callable[[str], None],
        waited: Callable[[float], None],
    ) -> None:
        self.forbidden = 0
        """Requests that robots.txt forbade, since the last :meth:`begin`."""
        self.failed = 0
        """Requests that the site did not answer, or with an error, since the last :meth:`begin`."""
        self.answered = 0
        """Requests that it did answer since then, with an error or without."""
        self.last = monotonic()
        """When the page last requested something or was answered."""
        self._document: Response | None = document
        self._opening = opening
        self._fetch = fetch
        self._timeout = timeout
        self._shelf = shelf
        self._count = count
        self._waited = waited
        self._turn = asyncio.Lock()
        self._open = 0
        self._left = MOST_REQUESTS

    @property
    def busy(self) -> bool:
        """Whether a request is open."""
        return self._open > 0

    def begin(self, waited: Callable[[float], None]) -> None:
        """Start counting again: something is about to be done with the page."""
        self._waited = waited
        self.forbidden = self.failed = self.answered = 0
        self._left = MOST_REQUESTS
        self.last = monotonic()

    async def handle(self, route: Route) -> None:
        """Playwright's route handler for everything that the page requests."""
        try:
            await self._answer(route)
        except PlaywrightError:
            return  # the page was closed meanwhile
        except asyncio.CancelledError:
            return  # so is the browser; nobody waits for Playwright's task

    async def _answer(self, route: Route) -> None:
        requested = route.request
        if requested.is_navigation_request():
            # The page itself, once. Frames and further navigation are not followed.
            document, self._document = self._document, None
            if document is None:
                self._count("left_out")
                await route.abort("aborted")
            else:
                await _fulfil(route, document)
            return
        if reason := self._unwanted(requested):
            self._count(reason)
            await route.abort("blockedbyclient")
            return
        response = self._shelf.get(requested.url) or await self._ask(requested)
        if response is None:
            await route.abort("failed")
        else:
            await _fulfil(route, response)

    def _unwanted(self, requested: BrowserRequest) -> str | None:
        """Return the counter of a request that is not made; None for one that is."""
        parts = urlsplit(requested.url)
        if requested.resource_type not in _LOADED or requested.method not in _METHODS:
            return "left_out"
        if parts.scheme not in ("http", "https") or not self._opening.admits(parts.hostname or ""):
            return "third_parties"
        if not self._shelf.get(requested.url):
            if not self._left:
                return "too_many"
            self._left -= 1
        return None

    async def _ask(self, requested: BrowserRequest) -> Response | None:
        """Return the response; None where there is none."""
        request = _as_scrapys(requested, self._timeout)
        self._open += 1
        try:
            async with self._turn:
                began = monotonic()
                response = await self._fetch(request)
                latency = response.request.meta.get("download_latency", 0.0) if response.request else 0.0
                self._waited(max(0.0, monotonic() - began - latency))
        except IgnoreRequest as error:
            if is_forbidden(error):
                self.forbidden += 1
                self._count("forbidden")
            else:
                self.failed += 1
                self._count("failed")
            return None
        except Exception:  # noqa: BLE001 - whatever the network throws, to the page it is a failed request
            self.failed += 1
            self._count("failed")
            return None
        finally:
            self._open -= 1
            self.last = monotonic()
        self._count("fetched")
        self.answered += 1
        if response.status >= 400:
            self.failed += 1
        if requested.resource_type == "script":
            self._shelf.put(requested.url, response)
        return response


def _as_scrapys(requested: BrowserRequest, timeout: float) -> Request:
    """Return the page's request as one of the crawl: with the crawl's user agent, without cookies."""
    headers = {name: value for name, value in requested.headers.items() if name in _KEPT_HEADERS}
    return Request(
        requested.url,
        method=requested.method,
        headers=headers,
        body=requested.post_data_buffer or b"",
        callback=NO_CALLBACK,
        meta={"dont_retry": True, "download_timeout": timeout},
    )


async def _fulfil(route: Route, response: Response) -> None:
    headers = {
        name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
        if name.decode("latin-1").lower() not in _NOT_HANDED_ON
    }
    await route.fulfill(status=response.status, headers=headers, body=response.body)
