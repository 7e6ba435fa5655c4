"""A real browser for the few pages that need one: it renders what Scrapy has fetched, and has no network of its own."""
