"""A loopback server that answers for sites' hosts, and the add-on that makes the shipped spiders use it.

Used by the demo, the whole-crawl tests and the benchmarks: real sockets, real HTTP, unmodified spiders.
"""
