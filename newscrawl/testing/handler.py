"""Download handler that sends requests to a loopback server instead of the real hosts."""

from collections.abc import Hashable
from typing import cast

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import TCP4ClientEndpoint, TCP6ClientEndpoint
from twisted.internet.interfaces import IReactorTime, IStreamClientEndpoint
from twisted.web._newclient import HTTP11ClientProtocol
from twisted.web.client import HTTPConnectionPool
from twisted.web.iweb import IClientRequest, IResponse

from newscrawl.core.loopback import loopback_address


class LoopbackHandler(HTTP11DownloadHandler):
    """Scrapy's own handler, with a connection pool that knows only the server.

    Everything above the connection is the same as in a live crawl: the request keeps its address, its ``Host`` header
    and its timings, the response comes back under that address. So robots.txt, offsite filter, throttling slots and
    redirects see the real hosts. https is requested without TLS; the server learns of it by ``X-Forwarded-Proto``.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        from twisted.internet import reactor  # noqa: PLC0415 - the reactor is installed by now, not before

        address = loopback_address(crawler.settings["NEWSCRAWL_REPLICA"])
        endpoint_class = TCP6ClientEndpoint if ":" in address.host else TCP4ClientEndpoint
        endpoint = endpoint_class(reactor, address.host, address.port)
        usual = self._pool
        self._pool = _LoopbackPool(reactor, cast("IStreamClientEndpoint", endpoint))
        self._pool.maxPersistentPerHost = crawler.settings.getint("CONCURRENT_REQUESTS")
        self._pool._factory = usual._factory


class _LoopbackPool(HTTPConnectionPool):
    """Gives a connection to the server, whichever host is requested."""

    def __init__(self, reactor: IReactorTime, server: IStreamClientEndpoint) -> None:
        super().__init__(reactor, persistent=True)  # type: ignore[no-untyped-call]  # Twisted's
        self._server = server

    def getConnection(  # noqa: N802 - Twisted's name
        self,
        key: Hashable,
        endpoint: IStreamClientEndpoint,  # noqa: ARG002 - the real host's: not used
    ) -> Deferred[HTTP11ClientProtocol]:
        """Called by Twisted's Agent for each request; its ``key`` begins with the scheme."""
        scheme = cast("tuple[bytes, ...]", key)[0]
        connection = super().getConnection("loopback", self._server)
        return cast("Deferred[HTTP11ClientProtocol]", connection.addCallback(_Forwarding, scheme))


class _Forwarding:
    """A connection that says by which scheme the request would have come."""

    __slots__ = ("_connection", "_scheme")

    def __init__(self, connection: HTTP11ClientProtocol, scheme: bytes) -> None:
        self._connection = connection
        self._scheme = scheme

    def request(self, request: IClientRequest) -> Deferred[IResponse]:
        request.headers.setRawHeaders(b"X-Forwarded-Proto", [self._scheme])
        return self._connection.request(request)
