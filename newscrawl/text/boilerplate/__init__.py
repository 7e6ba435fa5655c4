"""Paragraphs that are the publisher's own and not the article's: rules, and what to do with each."""
