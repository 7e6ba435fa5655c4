"""The crawl of any site: its sources, how far back to look, and what becomes of each article's page."""
