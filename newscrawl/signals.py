"""Scrapy signals of our own: how a spider tells those who watch, without knowing them."""

trouble_met = object()
"""Sent with ``trouble`` (:class:`newscrawl.errors.Trouble`): something a person must hear of at the end of the run."""
