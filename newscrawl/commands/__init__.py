"""What people do with the project: ``scrapy <command>``."""
