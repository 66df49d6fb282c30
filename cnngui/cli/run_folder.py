"""The folder a training writes to. What an earlier training left there is kept under another name."""

from __future__ import annotations

import tempfile
from pathlib import Path

from cnngui.errors import CnnguiError

MODEL, HISTORY = "model.cnn", "history.csv"


def prepare(folder: Path) -> None:
    """Make `folder` and try to write in it, so that an hour of training does not end in an error.

    Raises:
        CnnguiError: ``cli.out_folder``.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise CnnguiError("cli.out_folder", folder=str(folder), reason=error.strerror or str(error)) from None


def make_way(folder: Path) -> None:
    """Rename model and history of an earlier training: ``model.cnn`` becomes ``model-1.cnn``, and so on."""
    there = [folder / name for name in (MODEL, HISTORY) if (folder / name).exists()]
    if not there:
        return
    number = 1
    while any(_numbered(folder / name, number).exists() for name in (MODEL, HISTORY)):
        number += 1
    for path in there:
        path.rename(_numbered(path, number))


def _numbered(path: Path, number: int) -> Path:
    return path.with_name(f"{path.stem}-{number}{path.suffix}")
