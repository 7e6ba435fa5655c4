"""End without a traceback when the reader of the output leaves early (``scrapy stories --json | head``)."""

import atexit
import os
import sys
from collections.abc import Callable
from types import TracebackType

_Hook = Callable[[type[BaseException], BaseException, TracebackType | None], object]


def end_quietly() -> None:
    """From here on ignore an uncaught BrokenPipeError, and output that is left to be written at the end."""
    atexit.register(_flush)
    sys.excepthook = _hook(sys.excepthook)


def _hook(former: _Hook) -> _Hook:
    def handle(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, BrokenPipeError):
            _flush()
        else:
            former(kind, error, trace)

    return handle


def _flush() -> None:
    if sys.stdout is None:  # started without one
        return
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # The interpreter flushes once more; give it a descriptor that takes everything.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        pass  # a full disk, a closed stream: the interpreter reports it
