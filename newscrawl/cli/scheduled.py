"""What the commands around Scrapyd share."""

from scrapy.settings import BaseSettings

from newscrawl.core.paths import output_root
from newscrawl.scrapyd.config import access
from newscrawl.scrapyd.queue import JobQueue


def open_desk(settings: BaseSettings) -> JobQueue:
    """The Scrapyd and the state file that the settings name. Raises UsageProblem, StorageProblem."""
    root = output_root(settings.get("NEWSCRAWL_OUTPUT") or "")
    return JobQueue(root, access(settings.get("NEWSCRAWL_SCRAPYD_URL") or ""))
