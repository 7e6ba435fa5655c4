"""Scheduled crawls on Scrapyd: where it is, how to speak to it, when to crawl, and what became of each job."""
