"""HTTP conditional requests: what an answer wants to be asked with next time, and the headers that ask so."""

from scrapy.http import Response

from newscrawl.core.crawl_state import Validators


def validators_of(response: Response) -> Validators | None:
    """What this answer wants to be asked with next time; None where it says nothing of that."""
    etag, modified = (response.headers.get(name) for name in ("ETag", "Last-Modified"))
    if not etag and not modified:
        return None
    return Validators(
        etag=etag.decode("latin-1") if etag else None,
        last_modified=modified.decode("latin-1") if modified else None,
        size=len(response.body),
    )


def conditional(validators: Validators | None) -> dict[str, str]:
    """Headers that ask for a page only if it has changed."""
    headers = {}
    if validators and validators.etag:
        headers["If-None-Match"] = validators.etag
    if validators and validators.last_modified:
        headers["If-Modified-Since"] = validators.last_modified
    return headers
