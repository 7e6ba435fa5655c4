"""A short day in fast motion: scheduled crawls on a real Scrapyd, killed and overlapping. Nothing lost or doubled."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent


@pytest.mark.slow
@pytest.mark.xdist_group("scrapyd")
def test_three_hours_of_six_sites(tmp_path):
    python = Path(os.environ.get("NEWSCRAWL_TEST_SCRAPYD_PYTHON") or PROJECT / ".venv-scrapyd" / "bin" / "python")
    if not python.exists():
        assert not os.environ.get("CI"), "continuous integration must have Scrapyd: `make scrapyd-env`"
        pytest.skip(f"no Scrapyd: {python} is not there; `make scrapyd-env` makes it")
    figures = tmp_path / "day.json"
    words = ["--sites", "6", "--hours", "3", "--hour", "20", "--kills", "3", "--seed", "6", "--json", str(figures)]
    done = subprocess.run(
        [sys.executable, "benchmarks/fast_day.py", *words],
        cwd=PROJECT,
        check=False,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert figures.exists(), done.stderr
    day = json.loads(figures.read_text())
    assert done.returncode == 0, done.stdout + done.stderr
    assert day["articles_written"] == day["articles_expected"] > 6 * 3 * 2
    assert day["lost"] == day["repeated"] == day["unknown"] == day["parts_left"] == 0
    assert day["jobs_known"] == day["jobs_posted"] >= 6 * 3
    assert day["scrapyd_killed"] == 1
