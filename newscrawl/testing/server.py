"""The loopback server: pages and scripted faults by host and path, served from 127.0.0.1."""

import asyncio
import json
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import asdict
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from newscrawl.testing.page import Answer, Page, PendingPage, ReceivedRequest
from newscrawl.testing.protocol import Connection

_LOOPBACK = frozenset({"127.0.0.1", "localhost"})
_START_SECONDS = 10


class LoopbackServer:
    """A real HTTP/1.1 server on 127.0.0.1 that answers for the hosts it was given pages of.

    As a context manager it runs in a background thread of the process; ``serve`` runs it in the foreground::

        with LoopbackServer() as server:
            server.add("https://example.com/", Page.of("<h1>News</h1>"))
            server.script("https://example.com/", Page.refusal(503), Reset())
            ...  # NEWSCRAWL_REPLICA=server.address scrapy crawl ...
            assert [request.target for request in server.log] == ["/robots.txt", "/"]

    A page may be replaced while the server runs. An unknown path answers 404, an unknown host 421; robots.txt allows
    all where none is given. Requested by its own address, the server gives its log as JSON Lines at ``/log``.
    """

    def __init__(self, *, port: int = 0) -> None:
        self.port = port
        """The port; 0 is replaced by a free one at the start."""
        self.log: list[ReceivedRequest] = []
        """Every request, in the order of the answers."""
        self.connections = 0
        """How many connections were opened."""
        self._answers: dict[tuple[str, str], Answer] = {}
        self._fallbacks: dict[str, Answer] = {}
        self._scripts: dict[tuple[str, str], deque[PendingPage]] = {}
        self._hosts: set[str] = set()
        self._not_found = Page.refusal(404)
        self._misdirected = Page.refusal(421)
        self._robots = Page.text("User-agent: *\nAllow: /\n")
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None

    @property
    def address(self) -> str:
        """What NEWSCRAWL_REPLICA is to be set to."""
        return f"http://127.0.0.1:{self.port}"

    def add(self, url: str, answer: Answer) -> None:
        """Answer requests for this address, path and query, with a page or with what a function makes of them."""
        host, target = _place(url)
        self._hosts.add(host)
        self._answers[host, target] = answer

    def add_host(self, host: str, answer: Answer | None = None) -> None:
        """Answer for a host; ``answer`` serves the addresses that have no page of their own, else they are 404."""
        self._hosts.add(host)
        if answer is not None:
            self._fallbacks[host] = answer

    def remove(self, url: str) -> None:
        """Forget the page at this address."""
        self._answers.pop(_place(url), None)

    def script(self, url: str, *steps: PendingPage) -> None:
        """Take these steps, one a request, before the address answers as usual."""
        self._scripts.setdefault(_place(url), deque()).extend(steps)

    def requests_to(self, host: str) -> list[str]:
        """Path and query of every request to a host so far, but robots.txt."""
        return [received.target for received in self.log if received.host == host and received.target != "/robots.txt"]

    def __enter__(self) -> Self:
        """Start in a background thread; returns when the port is open. Raises OSError when it is taken."""
        started: threading.Event = threading.Event()
        failure: list[Exception] = []

        def run() -> None:
            try:
                asyncio.run(self._run(started.set))
            except (OSError, OverflowError) as error:  # taken, forbidden, no port
                failure.append(error)
                started.set()

        self._thread = threading.Thread(target=run, name="loopback server", daemon=True)
        self._thread.start()
        started.wait(_START_SECONDS)
        if failure:
            raise failure[0]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the port and all connections."""
        if self._loop and self._stop:
            self._loop.call_soon_threadsafe(self._stop.set)
        if self._thread:
            self._thread.join()

    def serve(self, started: Callable[[], None]) -> None:
        """Serve in the foreground until interrupted; ``started`` is called when the port is open."""
        asyncio.run(self._run(started))

    async def _run(self, started: Callable[[], None]) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        open_now: set[Connection] = set()

        def accept() -> Connection:
            self.connections += 1
            return Connection(self._answer, self.log.append, open_now)

        server = await self._loop.create_server(accept, "127.0.0.1", self.port, backlog=512)
        self.port = server.sockets[0].getsockname()[1]
        started()
        try:
            await self._stop.wait()
        finally:
            server.close()
            for connection in list(open_now):
                connection.abort()
            await asyncio.sleep(0)

    def _answer(self, received: ReceivedRequest) -> tuple[PendingPage | None, Page]:
        place = (received.host, received.target)
        answer = self._answers.get(place) or self._fallback(received)
        page = answer if isinstance(answer, Page) else answer(received)
        steps = self._scripts.get(place)
        return (steps.popleft() if steps else None), page

    def _fallback(self, received: ReceivedRequest) -> Answer:
        if received.host in self._hosts:
            if received.target == "/robots.txt":
                return self._robots
            return self._fallbacks.get(received.host, self._not_found)
        if received.host in _LOOPBACK:
            return self._about_itself
        return self._misdirected

    def _about_itself(self, received: ReceivedRequest) -> Page:
        if received.target == "/log":
            lines = (json.dumps({**asdict(entry), "body": len(entry.body)}) for entry in self.log[:])
            return Page.text("".join(f"{line}\n" for line in lines))
        return Page.text("".join(f"{host}\n" for host in sorted(self._hosts)))


def _place(url: str) -> tuple[str, str]:
    """Host and request target of an address."""
    parts = urlsplit(url)
    return parts.hostname or "", f"{parts.path or '/'}{parts.query and '?'}{parts.query}"
