"""HTTP/1.1 on one connection: requests in, replies out, kept alive. The hot path of a loopback server."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from typing import cast

from newscrawl.testing.page import Delay, Hang, Page, PendingPage, ReceivedRequest, Reset, Truncated

_MAX_HEAD = 65_536
_MAX_BODY = 10_000_000

Answerer = Callable[[ReceivedRequest], tuple[PendingPage | None, Page]]
"""What is to be done with a request: a fault or None, and the usual page."""


class Connection(asyncio.Protocol):
    """One client. ``answer`` decides, ``log`` gets every request with its status."""

    def __init__(self, answer: Answerer, log: Callable[[ReceivedRequest], None], open_now: set["Connection"]) -> None:
        self._answer = answer
        self._log = log
        self._open_now = open_now
        self._received = b""
        self._waiting: asyncio.TimerHandle | None = None
        self._hangs = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio."""
        self._transport = cast("asyncio.Transport", transport)
        self._open_now.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Called by asyncio."""
        self._open_now.discard(self)
        if self._waiting:
            self._waiting.cancel()

    def abort(self) -> None:
        """Close at once."""
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Called by asyncio."""
        self._received += data
        self._serve()

    def _serve(self) -> None:
        """Answer the whole requests that have come; one after the other, as HTTP/1.1 asks."""
        while self._received and not (self._waiting or self._hangs or self._transport.is_closing()):
            head, end, rest = self._received.partition(b"\r\n\r\n")
            if not end:
                if len(head) > _MAX_HEAD:
                    self._refuse(431)
                return
            received = _read_head(head)
            if received is None:
                self._refuse(400)
                return
            length = received.headers.get("content-length", "0")
            if "transfer-encoding" in received.headers or not length.isdecimal() or int(length) > _MAX_BODY:
                self._refuse(411)
                return
            size = int(length)
            if len(rest) < size:
                return
            self._received = rest[size:]
            self._handle(replace(received, body=rest[:size]) if size else received)

    def _handle(self, received: ReceivedRequest) -> None:
        step, page = self._answer(received)
        if isinstance(step, Delay):
            self._waiting = asyncio.get_running_loop().call_later(step.seconds, self._send_late, received, page)
        elif isinstance(step, Hang):
            self._hangs = True
            self._log(received)
        elif isinstance(step, Reset):
            self._log(received)
            self._transport.abort()
        elif isinstance(step, Truncated):
            status, head, body = page.reply(received.headers)
            self._log(replace(received, status=status))
            self._transport.write(head + body[: len(body) // 2])
            self._transport.close()
        else:
            self._send(received, step or page)

    def _send(self, received: ReceivedRequest, page: Page) -> None:
        status, head, body = page.reply(received.headers)
        self._log(replace(received, status=status))
        self._transport.write(head if received.method == "HEAD" else head + body)
        if received.headers.get("connection", "").lower() == "close":
            self._transport.close()

    def _send_late(self, received: ReceivedRequest, page: Page) -> None:
        self._waiting = None
        self._send(received, page)
        self._serve()

    def _refuse(self, status: int) -> None:
        self._transport.write(b"".join(Page.refusal(status).reply({})[1:]))
        self._transport.close()


def _read_head(head: bytes) -> ReceivedRequest | None:
    """The request that a head makes; None where it makes none."""
    first, *lines = head.decode("latin-1").lstrip("\r\n").split("\r\n")
    words = first.split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1.") or not words[1].startswith("/"):
        return None
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    return ReceivedRequest(
        time=time.time(),
        scheme=headers.get("x-forwarded-proto", "http"),
        method=words[0],
        host=headers.get("host", "").lower().rsplit(":", 1)[0].rstrip("."),
        target=words[1],
        headers=headers,
    )
