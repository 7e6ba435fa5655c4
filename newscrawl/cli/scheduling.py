"""What the commands that give crawls to Scrapyd, or to processes, share."""

from collections.abc import Mapping, Sequence

from scrapy.settings import BaseSettings

from newscrawl.core.errors import UsageProblem
from newscrawl.core.paths import output_root
from newscrawl.scrapyd.config import access
from newscrawl.scrapyd.queue import JobQueue


def open_queue(settings: BaseSettings) -> JobQueue:
    """Open the Scrapyd and the state file that the settings name. Raises UsageProblem, StorageProblem."""
    root = output_root(settings.get("NEWSCRAWL_OUTPUT") or "")
    return JobQueue(root, access(settings.get("NEWSCRAWL_SCRAPYD_URL") or ""))


def pairs(option: str, given: Sequence[str]) -> Mapping[str, str]:
    """Return ``NAME=VALUE`` words as a mapping. Raises UsageProblem for other words."""
    for text in given:
        if not text.partition("=")[0] or "=" not in text:
            raise UsageProblem(f"invalid value for {option}: {text!r}; write NAME=VALUE")
    return {name: value for name, _, value in (text.partition("=") for text in given)}
