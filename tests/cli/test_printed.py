"""What people read of commands that only tell: every line, as `printed.txt` has it.

Where other lines are better, write them anew with `python3 -m tests.cli.test_printed`, and look at what has
changed.
"""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import pytest

from cnngui.cli import run
from cnngui.network.file_format import network_to_json
from cnngui.network.layers import Conv2D, Dense, Flatten
from cnngui.network.network import Network

PRINTED = Path(__file__).with_name("printed.txt")
COMMANDS = (
    "data",
    "summary --preset mnist-cnn",
    "summary --preset mini-inception",
    "summary --preset xor-by-hand",
    "summary --network broken.json",
    "compare mnist-simple-cnn mnist-cnn",
    "compare resnet-50 resnet-101",
    "compare mnist-cnn mnist-cnn",
    "export --preset mnist-cnn --to md",
    "export --preset mini-resnet --to csv",
    "summary",
    "export --preset mnist-cnn --to pdf",
    "compare broken.json broken.json",
    "export --preset mnist-cnn --to keras",
    "export --preset mnist-cnn",
    "export --network broken.json --to code",
    "train --preset mnist-cnn --epochs none",
    "train --preset mnist-cnn --epochs 0 --out out",
    "train --preset mnist-cnn --learning-rate -1 --out out",
    "train --network broken.json --data digits --out out",
    "train --preset mnist-cnn --data nowhere.npz --out out",
    "summary --nope",
    "summary --preset",
    "summary --preset=",
    "preset",
)


def printed(command: str) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        code = run(command.split())
    lines = (line.rstrip() for line in out.getvalue().splitlines())
    return "\n".join([f"$ cnngui {command}", *lines, f"→ {code}", ""])


def write_broken(folder: Path) -> None:
    layers = (Conv2D(kernel_size=(40, 40)), Flatten(), Dense(units=10))
    (folder / "broken.json").write_text(network_to_json(Network(layers=layers)), encoding="utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_prints_what_it_did(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CNNGUI_DATA_DIR", "data")
    write_broken(tmp_path)
    assert printed(command) in PRINTED.read_text(encoding="utf-8")


if __name__ == "__main__":
    import os
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.environ["CNNGUI_DATA_DIR"] = "data"
        write_broken(Path(folder))
        PRINTED.write_text("".join(map(printed, COMMANDS)), encoding="utf-8")
