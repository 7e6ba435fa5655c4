"""Looking at sites from outside: what a page is made of, which platform serves it, how well its fields read."""
