"""Scrapy extensions and add-ons: the run's state and files, the progress line, derived settings."""
