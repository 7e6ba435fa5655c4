"""Published articles that are read again: when, what is compared, and what was changed."""
