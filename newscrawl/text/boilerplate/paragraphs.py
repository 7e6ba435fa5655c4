"""A body as paragraphs: one blank line between two, none empty, no line ends inside."""

from newscrawl.text.boilerplate.detector import judge
from newscrawl.text.unicode import fold


def clean_body(body: str) -> tuple[str, list[str], int]:
    """A body without boilerplate: the text, what was cut but means something, and how many paragraphs were cut.

    Idempotent. Paragraphs are apart by blank lines; a single line end is white space, as in HTML.
    """
    kept, notes, cut = [], [], 0
    for paragraph in body.replace("\r\n", "\n").split("\n\n"):
        text = fold(paragraph)
        verdict = judge(text) if text else None
        if verdict is not None:
            cut += 1
            if verdict.note:
                notes.append(text)
        elif text:
            kept.append(text)
    return "\n\n".join(kept), notes, cut
