"""The short version of benchmarks/kill.py: random kills of two sites on one state file, whose articles are edited."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / "benchmarks" / "kill.py"


@pytest.mark.slow
def test_random_kills_lose_nothing_and_repeat_nothing(tmp_path):
    figures = tmp_path / "figures.json"
    command = [
        sys.executable,
        str(SCRIPT),
        "--rounds",
        "1",
        "--articles",
        "100",
        "--sites",
        "2",
        "--json",
        str(figures),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(figures.read_text("utf-8"))
    assert told["kills"] > 0
    assert (told["lost"], told["repeated"], told["torn"], told["misjudged"]) == (0, 0, 0, 0)
