"""Networks leave the program as models that other programs run."""

from __future__ import annotations

from pathlib import Path

from cnngui.engine.model_forms import FormName, check_exportable
from cnngui.runs.project import Project


def export_project(project: Project, path: str | Path, form: FormName) -> None:
    """Write the network of `project`, with its weights or with new ones, whole or not at all.

    Loads TensorFlow.

    Raises:
        CnnguiError: it cannot be exported or written; what was there is as it was.
    """
    check_exportable(project)
    from cnngui.engine.keras_backend.exporting import write_model

    write_model(project, Path(path), form)
