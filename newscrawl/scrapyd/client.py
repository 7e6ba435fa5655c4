"""Client of Scrapyd's API, as far as newscrawl needs it; errors are one line that says what to do."""

import base64
import errno
import http.client
import json
import secrets
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from newscrawl.core.errors import ExitStatus, NewscrawlError
from newscrawl.scrapyd.config import Access

PROJECT = "newscrawl"
"""The project's name on Scrapyd."""
PATIENCE = 120.0
"""Seconds: the first call after a deployment, or a start, lists the spiders in a process of its own."""
_FULL = ("No space left on device", "database or disk is full", "Disk quota exceeded", "disk I/O error")


class ScrapydProblem(NewscrawlError):
    """Scrapyd refused a request or can't be reached. ``sure``: the request had no effect."""

    def __init__(self, line: str, status: ExitStatus, *, sure: bool = True) -> None:
        super().__init__(line)
        self.status = status
        self.sure = sure


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenJob:
    """A job as Scrapyd lists it. ``place`` is ``pending``, ``running`` or ``finished``; times are local text."""

    id: str
    site: str
    place: str
    arguments: Mapping[str, str]
    settings: Mapping[str, str] = field(default_factory=dict)
    """Those of a job that waits, as its arguments; Scrapyd does not list them later."""
    log: str | None


class Client:
    """Calls one Scrapyd. Every method raises ScrapydProblem."""

    def __init__(self, access: Access) -> None:
        self.url = access.url
        self._access = access
        self._parts = urlsplit(access.url)

    def schedule(self, site: str, job: str, arguments: Mapping[str, str], settings: Mapping[str, str]) -> None:
        """Put a crawl into the queue, under the job's id."""
        fields = [("project", PROJECT), ("spider", site), ("jobid", job), *arguments.items()]
        fields += [("setting", f"{name}={value}") for name, value in settings.items()]
        self._post("schedule.json", fields)

    def jobs(self) -> list[SeenJob]:
        """Return all jobs that Scrapyd lists: waiting, running, and recently ended."""
        reply = self._call("GET", f"listjobs.json?{urlencode({'project': PROJECT})}")
        return [
            SeenJob(
                id=str(job["id"]),
                site=str(job["spider"]),
                place=place,
                arguments=dict(job.get("args") or {}),
                settings=dict(job.get("settings") or {}),
                log=job.get("log_url"),
            )
            for place in ("pending", "running", "finished")
            for job in reply.get(place, ())
        ]

    def cancel(self, job: str) -> bool:
        """Remove a job from the queue, or send it SIGINT: it then saves everything and ends within ten seconds.

        False where it is neither waiting nor running.
        """
        return bool(self._post("cancel.json", [("project", PROJECT), ("job", job)]).get("prevstate"))

    def versions(self) -> list[str]:
        """Return the deployed versions, the active one last."""
        reply = self._call("GET", f"listversions.json?{urlencode({'project': PROJECT})}")
        return [str(version) for version in reply.get("versions", ())]

    def add_version(self, version: str, egg: bytes) -> int:
        """Upload an egg; return the number of spiders that Scrapyd found in it."""
        boundary = secrets.token_hex(16)
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in (("project", PROJECT), ("version", version))
        ]
        parts += [
            f'--{boundary}\r\nContent-Disposition: form-data; name="egg"; filename="{PROJECT}.egg"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n".encode(),
            egg,
            f"\r\n--{boundary}--\r\n".encode(),
        ]
        reply = self._call("POST", "addversion.json", b"".join(parts), f"multipart/form-data; boundary={boundary}")
        return int(reply.get("spiders", 0))

    def delete_version(self, version: str) -> None:
        """Delete a version; the one before it becomes active again."""
        self._post("delversion.json", [("project", PROJECT), ("version", version)])

    def _post(self, method: str, fields: Sequence[tuple[str, str]]) -> dict[str, Any]:
        return self._call("POST", method, urlencode(fields).encode(), "application/x-www-form-urlencoded")

    def _call(self, verb: str, path: str, body: bytes | None = None, kind: str = "") -> dict[str, Any]:
        # Not urllib: it would use a proxy from the environment, and send the password along on redirects.
        parts = self._parts
        make = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = make(parts.hostname or "", parts.port, timeout=PATIENCE)
        login = base64.b64encode(f"{self._access.username}:{self._access.password}".encode()).decode()
        headers = {"Authorization": f"Basic {login}"} | ({"Content-Type": kind} if kind else {})
        try:
            try:
                connection.connect()
            except OSError as error:
                raise self._absent(error) from None
            connection.request(verb, f"{parts.path}/{path}", body, headers)
            reply = connection.getresponse()
            return self._understand(reply.status, reply.read())
        except (OSError, http.client.HTTPException) as error:
            text = (
                f"connection to Scrapyd at {self.url} was lost ({_named(error)}); check `scrapy jobs` before retrying"
            )
            raise ScrapydProblem(text, ExitStatus.UNREACHABLE, sure=False) from None
        finally:
            connection.close()

    def _understand(self, status: int, content: bytes) -> dict[str, Any]:
        if status == http.HTTPStatus.UNAUTHORIZED:
            text = (
                f"Scrapyd at {self.url} rejected the password from {self._access.source}; restart Scrapyd if its "
                "scrapyd.conf has changed"
            )
            raise ScrapydProblem(text, ExitStatus.USAGE)
        try:
            reply = json.loads(content)
        except ValueError:
            reply = None
        if not isinstance(reply, dict) or "status" not in reply:
            text = f"the server at {self.url} is not Scrapyd (HTTP {status}); check NEWSCRAWL_SCRAPYD_URL"
            raise ScrapydProblem(text, ExitStatus.USAGE)
        # Errors also come with HTTP 200.
        if reply["status"] != "ok":
            raise self._refused(str(reply.get("message", "")))
        return reply

    def _absent(self, error: OSError) -> ScrapydProblem:
        text = (
            f"can't reach Scrapyd at {self.url} ({_named(error)}); start it with `make scrapyd`, or set "
            "NEWSCRAWL_SCRAPYD_URL"
        )
        return ScrapydProblem(text, ExitStatus.UNREACHABLE)

    def _refused(self, message: str) -> ScrapydProblem:
        if any(sign in message for sign in _FULL):
            text = f"the disk of Scrapyd at {self.url} is full; free some space and try again"
            return ScrapydProblem(text, ExitStatus.STORAGE)
        if message.startswith("project '"):
            text = f"newscrawl is not deployed on Scrapyd at {self.url}; run `make deploy`"
            return ScrapydProblem(text, ExitStatus.USAGE)
        if message.startswith("spider '"):
            name = message.split("'")[1]
            text = f"Scrapyd at {self.url} has no spider {name!r}; run `make deploy` to update it"
            return ScrapydProblem(text, ExitStatus.USAGE)
        lines = [line for line in message.splitlines() if line.strip()]
        return ScrapydProblem(
            f"Scrapyd at {self.url} reported an error: {lines[-1] if lines else 'no message'}", ExitStatus.ERROR
        )


def _named(error: Exception) -> str:
    if isinstance(error, socket.gaierror):
        return "no such host"
    if isinstance(error, OSError) and error.errno == errno.ECONNREFUSED:
        return "connection refused"
    return str(error) or type(error).__name__
