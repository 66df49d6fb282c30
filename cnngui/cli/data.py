"""Load the data a command names; what is not there yet is fetched only if the person agreed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from cnngui.cli.output import console
from cnngui.cli.progress import progress_bar
from cnngui.errors import CnnguiError
from cnngui.messages import text

if TYPE_CHECKING:
    from cnngui.datasets.catalog import DatasetInfo
    from cnngui.datasets.dataset import Dataset

_MB = 1_000_000


def load_data(ref: str, *, download: bool, may_ask: bool) -> Dataset:
    """Return a data set by its key, or from a file or folder.

    Args:
        download: the person agreed beforehand, with ``--download``.
        may_ask: ask on the terminal if there is one; never for machines.

    Raises:
        CnnguiError: ``cli.not_downloaded``, or what `cnngui.datasets.load_dataset` found wrong.
    """
    from cnngui.datasets.catalog import info, load_dataset

    try:
        return load_dataset(ref)
    except CnnguiError as error:
        if error.code != "datasets.not_downloaded":
            raise
    wanted = info(ref)
    if not download and not (may_ask and _agreed(wanted)):
        raise CnnguiError("cli.not_downloaded", **_facts(wanted))
    with progress_bar() as bar:
        task = bar.add_task(wanted.label, total=wanted.bytes)
        return load_dataset(
            ref, allow_download=True, progress=lambda done, total: bar.update(task, completed=done)
        )


def _agreed(wanted: DatasetInfo) -> bool:
    """Show what would be fetched from where to where, and ask."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    out = console(stderr=True)
    for line in text("cli.download_facts", **_facts(wanted)).splitlines():
        out.print(line, soft_wrap=True)
    return typer.confirm(text("cli.download_question"), default=False, err=True)


def _facts(wanted: DatasetInfo) -> dict[str, object]:
    return {
        "label": wanted.label,
        "size_mb": wanted.bytes / _MB,
        "urls": ", ".join(wanted.urls),
        "sha256": ", ".join(wanted.sha256),
        "folder": wanted.folder,
        "source": wanted.source,
        "licence": wanted.licence,
        "key": wanted.key,
    }
