"""Parses a page: encoding, guards against hostile markup, the tree, blocks of text. Start at ``page.py``."""
