"""The newsroom's templates: files of ``templates/`` with ``$name`` in them."""

from collections.abc import Callable
from importlib.resources import files
from string import Template


def templates(folder: str) -> Callable[..., str]:
    """A function ``render(file, **values)`` over one folder; every file is read once."""
    read: dict[str, Template] = {}
    root = files("newscrawl.testing.newsroom").joinpath("templates", folder)

    def render(file: str, /, **values: object) -> str:
        if file not in read:
            read[file] = Template(root.joinpath(file).read_text("utf-8").rstrip("\n"))
        return read[file].substitute(values)

    return render
