"""One platform, one file: the crawling code that a site's facts are put into."""
