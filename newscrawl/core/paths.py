"""Paths: where the output goes, and how a path is shown."""

from pathlib import Path

from scrapy.utils.conf import closest_scrapy_cfg

from newscrawl.core.errors import UsageProblem


def output_root(setting: str) -> Path:
    """Return the setting NEWSCRAWL_OUTPUT as a directory; where it is empty, ``output/`` beside scrapy.cfg.

    Raises UsageProblem where there is neither, and for a relative directory outside a project: files must not land
    wherever a scheduler happened to start.
    """
    if setting:
        folder = Path(setting).expanduser()
        if not folder.is_absolute() and not closest_scrapy_cfg():
            raise UsageProblem(
                f"NEWSCRAWL_OUTPUT={setting} is relative, and there is no scrapy.cfg here; set it to an absolute path"
            )
        return folder.absolute()
    project = closest_scrapy_cfg()
    if not project:
        raise UsageProblem("NEWSCRAWL_OUTPUT is not set; set it to the output directory")
    return Path(project).parent.absolute() / "output"


def display_path(path: Path) -> Path:
    """Return a path as it is shown to a person: relative where it is below the working directory."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
