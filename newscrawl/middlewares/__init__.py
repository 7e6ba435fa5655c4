"""Downloader middlewares: what is done to every request and response, alike for all sites."""
