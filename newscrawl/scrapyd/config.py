"""Configuration of the Scrapyd in use: its URL and password.

``make scrapyd`` keeps everything of one Scrapyd in one folder, its home: ``scrapyd.conf`` (readable by its owner
only; it holds the password), logs, eggs and databases. Commands that run on the same machine read URL and password from
there. Elsewhere set NEWSCRAWL_SCRAPYD_URL, SCRAPYD_USERNAME and SCRAPYD_PASSWORD; Scrapyd itself reads the last two.
"""

import configparser
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from newscrawl.core.errors import UsageProblem

CONF = "scrapyd.conf"
DEFAULT_URL = "http://127.0.0.1:6800"


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Address and password of a Scrapyd. ``source`` is where the password comes from, for error messages."""

    url: str
    username: str
    password: str = field(repr=False)
    source: str


def home(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of this user's Scrapyd: NEWSCRAWL_SCRAPYD_HOME, else in the user's folder for state."""
    if given := environment.get("NEWSCRAWL_SCRAPYD_HOME"):
        return Path(given).expanduser().absolute()
    state = environment.get("XDG_STATE_HOME") or "~/.local/state"
    return Path(state).expanduser().absolute() / "newscrawl" / "scrapyd"


def access(url: str = "", environment: Mapping[str, str] = os.environ) -> Access:
    """Return access to the Scrapyd at ``url``, or to this user's own where it is empty.

    Raises UsageProblem where no password is known, or where it would cross a network unencrypted.
    """
    conf = home(environment) / CONF
    known = _read(conf)
    url = (url or environment.get("NEWSCRAWL_SCRAPYD_URL") or _address(known)).rstrip("/")
    _check(url)
    username, password = environment.get("SCRAPYD_USERNAME"), environment.get("SCRAPYD_PASSWORD")
    source = "SCRAPYD_USERNAME and SCRAPYD_PASSWORD"
    if not (username and password):
        username, password, source = known.get("username"), known.get("password"), str(conf)
    if not (username and password):
        raise UsageProblem(
            f"no password for Scrapyd in {conf}; create it with `make scrapyd`, or set SCRAPYD_USERNAME and "
            "SCRAPYD_PASSWORD"
        )
    return Access(url=url, username=username, password=password, source=source)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _read(conf: Path) -> Mapping[str, str]:
    """Return the section of a Scrapyd configuration, empty where there is no such file."""
    parser = configparser.ConfigParser()
    try:
        parser.read_string(conf.read_text(encoding="utf-8"))
        return dict(parser.items("scrapyd")) if parser.has_section("scrapyd") else {}
    except FileNotFoundError:
        return {}
    except PermissionError:
        raise UsageProblem(f"can't read {conf}; run this command as the user that runs Scrapyd") from None
    except OSError as error:
        raise UsageProblem(f"can't read {conf}: {error.strerror}") from None
    except (ValueError, configparser.Error) as error:
        # Not the error's own words: they repeat lines of the file, the password among them.
        raise UsageProblem(
            f"can't read {conf} ({type(error).__name__}): a line is not `name = value`, or contains a single % (write "
            "it as %%)"
        ) from None


def _address(known: Mapping[str, str]) -> str:
    host, port = known.get("bind_address") or "127.0.0.1", known.get("http_port")
    return f"http://{f'[{host}]' if ':' in host else host}:{port}" if port else DEFAULT_URL


def _check(url: str) -> None:
    try:
        parts = urlsplit(url)
        host, sound = parts.hostname or "", parts.port != 0
    except ValueError:
        parts, host, sound = urlsplit(""), "", False
    if "@" in url:
        raise UsageProblem(
            "NEWSCRAWL_SCRAPYD_URL must not contain a password; set SCRAPYD_USERNAME and SCRAPYD_PASSWORD instead"
        )
    if not sound or not host or parts.scheme not in ("http", "https") or parts.query:
        raise UsageProblem(f"NEWSCRAWL_SCRAPYD_URL={url} is not a valid URL; write it like {DEFAULT_URL}")
    if parts.scheme == "http" and not is_loopback(host):
        raise UsageProblem(
            f"{url} would send the password unencrypted over the network; use https, or a tunnel: "
            f"ssh -L 6800:127.0.0.1:6800 {host}"
        )
