"""Run in a peer's own environment: reads pages from standard input, one JSON object a line, and answers alike.

In: ``{"url": str, "html": base64}``. Out: ``{"body", "headline", "authors", "date", "ms", "error"}``; the first line
out is the version. Times are of the processor, not of the clock, so that a busy machine does not spoil them.
Needs nothing of this project: Python 3.9 is enough.
"""

# ruff: noqa: PLC0415 - each environment holds one peer only, so that one may be imported

import base64
import importlib.metadata
import json
import sys
import time

DISTRIBUTIONS = {"readability": "readability-lxml"}


def trafilatura_reader(**options):
    """Its own default reading with metadata, or one of its modes."""
    import trafilatura

    def read(html, url):
        document = trafilatura.bare_extraction(html, url=url, with_metadata=True, include_comments=False, **options)
        if document is None:
            return {}
        return {
            "body": document.text,
            "headline": document.title,
            "authors": [name.strip() for name in (document.author or "").split(";") if name.strip()],
            "date": document.date,
        }

    return read


def newspaper4k_reader():
    """Its own default reading, without fetching anything."""
    import newspaper

    def read(html, url):
        article = newspaper.Article(url, fetch_images=False)
        article.download(input_html=html)
        article.parse()
        date = article.publish_date
        return {
            "body": article.text,
            "headline": article.title,
            "authors": article.authors,
            "date": date.isoformat() if date else None,
        }

    return read


def readability_reader():
    """Text and title; it tells nothing else."""
    import lxml.html
    import readability

    def read(html, url):
        document = readability.Document(html.decode("utf-8", "replace"), url=url)
        summary = document.summary()
        return {"body": lxml.html.fromstring(summary).text_content(), "headline": document.short_title()}

    return read


READERS = {
    "trafilatura": trafilatura_reader,
    "trafilatura-precision": lambda: trafilatura_reader(favor_precision=True),
    "trafilatura-fast": lambda: trafilatura_reader(fast=True),
    "newspaper4k": newspaper4k_reader,
    "readability": readability_reader,
}


def main():
    """Answer line by line."""
    name = sys.argv[1]
    distribution = name.split("-")[0]
    read = READERS[name]()
    print(json.dumps(importlib.metadata.version(DISTRIBUTIONS.get(distribution, distribution))), flush=True)
    for line in sys.stdin:
        page = json.loads(line)
        html = base64.b64decode(page["html"])
        start = time.process_time()
        try:
            found = read(html, page["url"])
        except Exception as error:  # noqa: BLE001 - a failed page is what this counts
            found = {"error": f"{type(error).__name__}: {error}"}
        found["ms"] = (time.process_time() - start) * 1000
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
