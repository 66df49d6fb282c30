"""The file with the test part that lies beside one to train on, as competitions hand them round."""

from __future__ import annotations

import re
from pathlib import Path

_TRAIN = re.compile(r"(?<![A-Za-z])(train|training)(?![A-Za-z])", re.IGNORECASE)


def file_to_test(path: Path) -> Path | None:
    """Return the file that is called like `path` with "test" for "train"; None without one, and for links."""
    name = _TRAIN.sub(lambda match: "Test" if match[0][0].isupper() else "test", path.name)
    beside = path.with_name(name)
    return beside if name != path.name and beside.is_file() and not beside.is_symlink() else None
