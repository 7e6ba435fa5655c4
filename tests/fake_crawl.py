"""A crawl without Scrapy: discovery is tested against it."""

from collections import Counter


class FakeCrawl:
    """Downloads by a function of the test; keeps what is reported and counted."""

    def __init__(self, download):
        self.download = download
        self.problems = []
        self.figures = Counter()
        self.waited = []
        """``capacity`` and ``drained``, in the order in which discovery waited for them."""

    async def wait_for_capacity(self):
        self.waited.append("capacity")

    async def wait_until_drained(self):
        self.waited.append("drained")

    def report(self, problem):
        self.problems.append(problem)

    def count(self, name, by=1):
        self.figures[name] += by
