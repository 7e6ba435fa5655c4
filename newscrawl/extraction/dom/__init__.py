"""The page as a tree: encoding, guards against hostile markup, blocks of text."""
