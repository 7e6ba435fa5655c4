"""Scrapy signals of our own: how a spider tells those who watch, without knowing them."""

problem_reported = object()
"""Sent with ``problem`` (:class:`newscrawl.core.errors.Problem`): something to report at the end of the run."""

article_published = object()
"""Sent with ``article`` (:class:`newscrawl.items.Article`) once it is durable, whatever later pipelines do with it."""
