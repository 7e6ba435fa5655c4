"""Scheduled crawls on Scrapyd: its configuration and API, times, jobs and their status. Start at ``queue.py``."""
