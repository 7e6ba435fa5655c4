"""Scrapy signals of our own: how a spider tells those who watch, without knowing them."""

trouble_met = object()
"""Sent with ``trouble`` (:class:`newscrawl.errors.Trouble`): something a person must hear of at the end of the run."""

article_published = object()
"""Sent with ``article`` (:class:`newscrawl.items.Article`) once it is durable, whatever later pipelines do with it."""
