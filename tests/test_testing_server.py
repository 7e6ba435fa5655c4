"""The replica: real HTTP over real sockets."""

import gzip
import http.client
import json
import socket
import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from newscrawl.testing.__main__ import main
from newscrawl.testing.page import Delay, Hang, Page, Reset, Truncated
from newscrawl.testing.process import request_log, server_process
from newscrawl.testing.server import LoopbackServer

LONG = "<p>Words of a story.</p>" * 100
THEN = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def site():
    with LoopbackServer() as server:
        server.add("https://example.com/", Page.of(LONG, last_modified=THEN))
        yield server


@pytest.fixture
def ask(site):
    """Send one request over a connection that is kept, give back status, headers and body."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=5)

    def send(target="/", host="example.com", method="GET", body=None, **headers):
        spelt = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, target, body=body, headers={"Host": host, **spelt})
        reply = connection.getresponse()
        return reply.status, reply.headers, reply.read()

    yield send
    connection.close()


def test_pages_by_host_path_and_query(site, ask):
    site.add("https://example.com/feed/?paged=2", Page.xml("<rss/>"))
    site.add("https://other.example/", Page.text("other"))
    assert ask()[2].decode() == LONG
    status, headers, body = ask("/feed/?paged=2")
    assert (status, body, headers["Content-Type"]) == (200, b"<rss/>", "application/rss+xml; charset=utf-8")
    assert ask("/feed/")[0] == 404
    assert ask(host="OTHER.example:80")[2] == b"other"
    assert ask(host="nobody.example")[0] == 421
    site.remove("https://example.com/feed/?paged=2")
    assert ask("/feed/?paged=2")[0] == 404


def test_robots_allows_all_unless_given(site, ask):
    assert ask("/robots.txt")[2] == b"User-agent: *\nAllow: /\n"
    site.add("https://example.com/robots.txt", Page.text("User-agent: *\nDisallow: /\n"))
    assert ask("/robots.txt")[2] == b"User-agent: *\nDisallow: /\n"


def test_gzip_where_it_is_accepted(ask):
    _, headers, body = ask(Accept_Encoding="br, gzip")
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body).decode() == LONG
    assert int(headers["Content-Length"]) == len(body) < len(LONG)
    assert ask()[1]["Content-Encoding"] is None


def test_conditional_requests(ask):
    _, headers, _ = ask()
    for known in (headers["ETag"], f'W/{headers["ETag"]}, "x"', "*"):
        status, again, body = ask(If_None_Match=known)
        assert (status, body, again["ETag"]) == (304, b"", headers["ETag"])
    assert ask(If_None_Match='"other"', If_Modified_Since=headers["Last-Modified"])[0] == 200
    assert ask(If_Modified_Since=headers["Last-Modified"])[0] == 304
    assert ask(If_Modified_Since="Thu, 19 Nov 2026 12:00:00 GMT")[0] == 200
    assert ask(If_Modified_Since="rubbish")[0] == 200


def test_a_changed_page_has_another_etag(site, ask):
    before = ask()[1]["ETag"]
    site.add("https://example.com/", Page.of(LONG + "!"))
    assert ask(If_None_Match=before)[0] == 200


def test_head_has_no_body_and_posts_reach_functions(site, ask):
    status, headers, body = ask(method="HEAD")
    assert (status, int(headers["Content-Length"]), body) == (200, len(LONG), b"")
    site.add("https://example.com/api", lambda asked: Page.text(f"{asked.method} {asked.url} {asked.body.decode()}"))
    assert ask("/api", method="POST", body=b"x" * 3)[2] == b"POST http://example.com/api xxx"
    assert ask("/api", X_Forwarded_Proto="https")[2] == b"GET https://example.com/api "


def test_a_function_may_answer_for_a_whole_host(site, ask):
    site.add_host("bulk.example", lambda asked: Page.text(asked.target))
    assert ask("/any?a=1", host="bulk.example")[2] == b"/any?a=1"


def test_scripted_answers_come_first_and_once(site, ask):
    site.script(
        "https://example.com/", Page.refusal(503, retry_after="7"), Page.redirect("/elsewhere", 302), Page.refusal(429)
    )
    status, headers, _ = ask()
    assert (status, headers["Retry-After"]) == (503, "7")
    status, headers, _ = ask()
    assert (status, headers["Location"]) == (302, "/elsewhere")
    assert [ask()[0], ask()[0], ask()[0]] == [429, 200, 200]


def test_delay_holds_back_only_its_own_connection(site, ask):
    site.script("https://example.com/", Delay(0.3))
    start = time.monotonic()
    with socket.create_connection(("127.0.0.1", site.port)) as slow:
        slow.sendall(
            b"GET / HTTP/1.1\r\nHost: example.com\r\n\r\nGET /robots.txt HTTP/1.1\r\nHost: example.com\r\n\r\n"
        )
        while not site.requests_to("example.com"):
            assert ask("/robots.txt")[0] == 200
        received = b""
        while b"User-agent" not in received:
            received += slow.recv(65_536)
    assert time.monotonic() - start >= 0.3
    assert received.index(b"Words") < received.index(b"User-agent")


def test_hang_reset_and_truncation(site, ask):
    site.script("https://example.com/", Reset())
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        ask()
    site.script("https://example.com/", Truncated())
    with pytest.raises(http.client.IncompleteRead):
        ask()
    site.script("https://example.com/", Hang())
    with socket.create_connection(("127.0.0.1", site.port)) as hanging:
        hanging.settimeout(0.2)
        hanging.sendall(b"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n")
        with pytest.raises(TimeoutError):
            hanging.recv(1)
    assert [asked.status for asked in site.log] == [0, 200, 0]


def test_the_log_tells_every_request(site, ask):
    ask("/x?y=1", User_Agent="me")
    ask(If_None_Match="*")
    first, second = site.log
    assert (first.status, first.method, first.host, first.target) == (404, "GET", "example.com", "/x?y=1")
    assert first.headers["user-agent"] == "me"
    assert abs(first.time - time.time()) < 60
    assert second.status == 304
    assert site.requests_to("example.com") == ["/x?y=1", "/"]
    lines = [json.loads(line) for line in ask("/log", host=f"127.0.0.1:{site.port}")[2].splitlines()]
    assert [line["status"] for line in lines] == [404, 304]
    assert ask(host="localhost")[2] == b"example.com\n"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"rubbish\r\n\r\n", b"400"),
        (b"GET example HTTP/1.1\r\n\r\n", b"400"),
        (b"GET / SPDY/3\r\n\r\n", b"400"),
        (b"\x00\xff\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nHost: example.com\r\nTransfer-Encoding: chunked\r\n\r\n", b"411"),
        (b"POST / HTTP/1.1\r\nHost: example.com\r\nContent-Length: x\r\n\r\n", b"411"),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 70_000, b"431"),
        (b"GET / HTTP/1.1\r\n\r\n", b"421"),
    ],
)
def test_bad_requests_are_refused(site, sent, status):
    with socket.create_connection(("127.0.0.1", site.port), timeout=5) as client:
        client.sendall(sent)
        assert client.recv(100).split(b" ")[1] == status


def test_a_request_in_many_pieces(site):
    with socket.create_connection(("127.0.0.1", site.port), timeout=5) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in b"GET / HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n":
            client.sendall(bytes([byte]))
        received = b""
        while piece := client.recv(65_536):
            received += piece
    assert received.startswith(b"HTTP/1.1 200 OK\r\n")
    assert received.endswith(LONG.encode())


def test_leaving_the_block_closes_port_and_connections():
    with LoopbackServer() as server:
        server.add("https://example.com/", Page.of("x"))
        server.script("https://example.com/", Hang())
        client = socket.create_connection(("127.0.0.1", server.port), timeout=5)
        client.sendall(b"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n")
        port = server.port
        while not server.log:
            time.sleep(0.01)
    with client, suppress(ConnectionResetError):
        assert client.recv(1) == b""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)


def test_a_taken_port_is_an_error():
    with (
        LoopbackServer() as server,
        pytest.raises(OSError, match="address already in use"),
        LoopbackServer(port=server.port),
    ):
        pass


def test_it_listens_on_loopback_only(site):
    assert site.address == f"http://127.0.0.1:{site.port}"


def test_in_a_process_of_its_own():
    with server_process("newscrawl.testing.bulk:build", host="bulk.example", count=3) as address:
        port = int(address.rpartition(":")[2])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/", headers={"Host": "bulk.example"})
        assert connection.getresponse().read().count(b"latestPostBx clearfix") == 3
        connection.close()
        assert [entry["target"] for entry in request_log(address)] == ["/"]
        taken = subprocess.run(
            [sys.executable, "-m", "newscrawl.testing", "--port", str(port)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (taken.returncode, taken.stderr.count("\n")) == (2, 1)
        assert taken.stderr.startswith(f"can't listen on port {port}: ")


@pytest.mark.parametrize(
    "options",
    [
        ["--port", "70000"],
        ["--port", "x"],
        ["--mount", "no.such.module:build"],
        ["--mount", "newscrawl.testing.bulk:nothing"],
        ["--mount", ""],
        ["--mount", "newscrawl.testing.bulk:build", "--with", "colour=red"],
        ["--with", "count"],
    ],
)
def test_wrong_options_are_told_without_a_traceback(options, capsys):
    with pytest.raises(SystemExit) as caught:
        main(options)
    assert caught.value.code == 2
    assert capsys.readouterr().err.splitlines()[-1].startswith("python -m newscrawl.testing: error: ")


def test_a_port_out_of_range_is_an_error():
    with pytest.raises(OverflowError), LoopbackServer(port=70_000):
        pass
