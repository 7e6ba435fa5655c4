"""Asking for one page of a source: conditional headers out, a response worth reading back, or the reason why not."""

from collections.abc import Awaitable, Callable

from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK

from newscrawl.errors import ExitStatus, Trouble
from newscrawl.faults import is_forbidden
from newscrawl.memory import Validators
from newscrawl.refusals import Refused
from newscrawl.urls import Addresses


class Inquiry:
    """Sends a source's requests and tells apart refusal, absence, removal and a passing fault.

    A fault that may pass (time-out, 5xx) fails the run only when no source answered at all; :meth:`sum_up` says so
    at the end, in one line however many sources there were.
    """

    def __init__(
        self,
        addresses: Addresses,
        download: Callable[[Request], Awaitable[Response]],
        report: Callable[[Trouble], None],
    ) -> None:
        self._addresses = addresses
        self._download = download
        self._report = report
        self._answers = 0
        self._faults: list[str] = []

    async def ask(self, url: str, conditions: Validators | None) -> Response | None:
        """The response (200, 304, or a 4xx that the caller judges); None after a failure, which is reported."""
        headers = {}
        if conditions and conditions.etag:
            headers["If-None-Match"] = conditions.etag
        if conditions and conditions.last_modified:
            headers["If-Modified-Since"] = conditions.last_modified
        try:
            # Not filtered: a redirect to another host shall be seen, and told as such.
            request = Request(url, callback=NO_CALLBACK, headers=headers, dont_filter=True)
            response = await self._download(request)
        except Refused as error:
            self._report(Trouble(ExitStatus.BLOCKED, f"{url} refuses us ({error})"))
        except Exception as error:  # noqa: BLE001 - whatever the network throws, the run goes on to the next source
            if is_forbidden(error):
                self._report(Trouble(ExitStatus.BLOCKED, f"{url} may not be asked: {error}"))
            else:
                self._faults.append(f"{url}: {_in_short(error)}")
        else:
            if not self._addresses.owns(response.url):
                self._report(Trouble(ExitStatus.UNREACHABLE, f"{url} has moved to {response.url}"))
            elif response.status >= 500:
                self._faults.append(f"{url} answers {response.status}")
            else:
                self._answers += 1
                return response
        return None

    def sum_up(self) -> None:
        """Report the faults: as remarks when some source answered, else as one failure of the run."""
        if self._answers:
            for fault in self._faults:
                self._report(Trouble(ExitStatus.OK, f"{fault}; the next run asks again"))
        elif self._faults:
            text = f"can't be reached: {self._faults[0]}; without internet, `make demo` shows the same job"
            self._report(Trouble(ExitStatus.UNREACHABLE, text))


def _in_short(error: Exception) -> str:
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0][:200].rstrip(".")
