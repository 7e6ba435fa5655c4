"""A real browser for the few pages that need one: it renders what Scrapy fetches, and has no network of its own.

Start at ``renderer.py``.
"""
