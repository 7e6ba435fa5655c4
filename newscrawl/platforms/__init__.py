"""One platform, one module: how to recognize it, what a site on it sets, where its articles are listed."""
