"""Scrapy add-ons: settings that follow from other settings, wherever those were given."""

from scrapy.settings import BaseSettings

from newscrawl.core.loopback import loopback_address


class ContactAddon:
    """Puts NEWSCRAWL_CONTACT into the User-Agent, at the priority that the User-Agent has.

    A USER_AGENT that a user sets on the command line or for a spider stays as it is.
    """

    def update_settings(self, settings: BaseSettings) -> None:
        """Called by Scrapy before the crawl."""
        contact = " ".join((settings.get("NEWSCRAWL_CONTACT") or "").split())
        agent = settings.get("USER_AGENT")
        if contact and agent.endswith(")") and contact not in agent:
            priority = settings.getpriority("USER_AGENT") or 0
            settings.set("USER_AGENT", f"{agent.removesuffix(')')}; {contact})", priority=priority)


class LoopbackAddon:
    """Sends every http and https request to the local newsroom of ``newscrawl.testing``.

    Idle unless the setting NEWSCRAWL_REPLICA (taken from the environment variable of that name) holds its address,
    e.g. ``http://127.0.0.1:8099``: nothing of ``newscrawl.testing`` is imported then. It outranks every other source of
    settings: a crawl that is meant to stay on this machine does stay there.
    """

    def update_settings(self, settings: BaseSettings) -> None:
        """Called by Scrapy. Raises UsageProblem for anything but a loopback address."""
        address = settings.get("NEWSCRAWL_REPLICA")
        if not address:
            return
        loopback_address(address)
        handlers = dict(settings.getdict("DOWNLOAD_HANDLERS"))
        for scheme in ("http", "https"):
            handlers[scheme] = "newscrawl.testing.handler.LoopbackHandler"
        settings.set("DOWNLOAD_HANDLERS", handlers, priority="cmdline")
        settings.set("HTTPPROXY_ENABLED", False, priority="cmdline")  # noqa: FBT003 - Scrapy's signature
