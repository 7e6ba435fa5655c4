"""Replies that are compressed files (``sitemap.xml.gz``), whatever their headers said."""

import zlib

MOST_BYTES = 50 * 1024 * 1024
"""The largest sitemap that the protocol allows; a compressed one may claim a thousand times its size."""


class TooLarge(ValueError):
    """The reply is larger than any source may be."""


def gunzip(body: bytes) -> bytes:
    """The reply, decompressed where it is gzip; of a file that was cut off, what can be had.

    Raises TooLarge for more than :data:`MOST_BYTES`.
    """
    if body[:2] != b"\x1f\x8b":
        if len(body) > MOST_BYTES:
            raise TooLarge(f"more than {MOST_BYTES >> 20} MB")
        return body
    pieces: list[bytes] = []
    size, rest = 0, body
    while rest[:2] == b"\x1f\x8b":
        member = zlib.decompressobj(wbits=31)
        try:
            piece = member.decompress(rest, MOST_BYTES - size + 1)
        except zlib.error:
            break
        size += len(piece)
        if size > MOST_BYTES:
            raise TooLarge(f"more than {MOST_BYTES >> 20} MB")
        pieces.append(piece)
        rest = member.unused_data
    return b"".join(pieces)
