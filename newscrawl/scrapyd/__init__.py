"""Scheduled crawls on Scrapyd: its configuration, its API, when to crawl, and the status of each job."""
