"""What the commands around Scrapyd share."""

from scrapy.settings import BaseSettings

from newscrawl.places import output_root
from newscrawl.scrapyd.desk import Desk
from newscrawl.scrapyd.home import access


def open_desk(settings: BaseSettings) -> Desk:
    """The Scrapyd and the state file that the settings name. Raises UsageProblem, StorageProblem."""
    root = output_root(settings.get("NEWSCRAWL_OUTPUT") or "")
    return Desk(root, access(settings.get("NEWSCRAWL_SCRAPYD_URL") or ""))
