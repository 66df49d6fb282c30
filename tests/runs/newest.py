"""What a run would be gone on from."""

from __future__ import annotations

from cnngui.runs.checkpoints import Checkpoints
from cnngui.runs.project import Project, read_project


def newest(checkpoints: Checkpoints) -> Project | None:
    """Return the newest checkpoint, None if there is none."""
    found = checkpoints.newest_first()
    return read_project(found[0][0]) if found else None
