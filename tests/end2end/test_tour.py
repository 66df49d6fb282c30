"""The main job, in the real window with the real engine, as a person without a screen starts it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cnngui.files.folders import models


@pytest.mark.timeout(600)
def test_the_tour_builds_trains_draws_and_predicts(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cnngui", "tour", "--json", "--screenshots", str(tmp_path / "pictures")],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "CNNGUI_HOME": str(tmp_path)},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["parameters"] == 351_546
    assert result["epochs"] == 3
    assert result["accuracy"] > 0.9
    assert result["prediction"] == result["drawn"] == "7"
    assert (models() / "digits.cnn").is_file()
    assert result["shipped_prediction"] == "7"
    pictures = [Path(path) for path in result["screenshots"]]
    assert len(pictures) == 7
    assert all(picture.stat().st_size > 20_000 for picture in pictures)
