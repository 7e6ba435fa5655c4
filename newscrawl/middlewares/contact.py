"""The User-Agent names who runs the crawler, wherever that was set."""

from scrapy.settings import BaseSettings


class ContactAddon:
    """Scrapy add-on that puts NEWSCRAWL_CONTACT into the User-Agent, at the add-on's own priority.

    A USER_AGENT that a user sets on the command line or for a spider stays as it is.
    """

    def update_settings(self, settings: BaseSettings) -> None:
        """Called by Scrapy before the crawl."""
        contact = " ".join((settings.get("NEWSCRAWL_CONTACT") or "").split())
        agent = settings.get("USER_AGENT")
        if contact and agent.endswith(")") and contact not in agent:
            priority = settings.getpriority("USER_AGENT") or 0
            settings.set("USER_AGENT", f"{agent.removesuffix(')')}; {contact})", priority=priority)
