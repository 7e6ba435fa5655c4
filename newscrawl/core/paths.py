"""Where files go, and what to call them."""

from pathlib import Path

from scrapy.utils.conf import closest_scrapy_cfg

from newscrawl.core.errors import UsageProblem


def output_root(setting: str) -> Path:
    """The setting NEWSCRAWL_OUTPUT as a folder; where it is empty, ``output/`` beside scrapy.cfg.

    Raises UsageProblem where there is neither, and for a relative folder outside of a project: files must not land
    wherever a scheduler happened to start.
    """
    if setting:
        folder = Path(setting).expanduser()
        if not folder.is_absolute() and not closest_scrapy_cfg():
            raise UsageProblem(f"NEWSCRAWL_OUTPUT={setting} must be an absolute folder here, where no scrapy.cfg is")
        return folder.absolute()
    project = closest_scrapy_cfg()
    if not project:
        raise UsageProblem("say where files shall go: set NEWSCRAWL_OUTPUT to a folder")
    return Path(project).parent.absolute() / "output"


def display_path(path: Path) -> Path:
    """A path as a person who stands here would name it: relative where it lies below."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
