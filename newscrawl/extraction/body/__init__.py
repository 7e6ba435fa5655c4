"""The text of an article: by the site's selectors, or found by the generic reader, then cleaned."""
