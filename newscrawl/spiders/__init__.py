"""One site, one file of facts (see docs/add-a-site.md)."""
