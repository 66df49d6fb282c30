"""`train --start-from`: which network that makes for the data, and what the training begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnngui.cli.output import print_note
from cnngui.cli.sources import Source, load_data
from cnngui.errors import CnnguiError

if TYPE_CHECKING:
    from cnngui.api.starting import Begin
    from cnngui.datasets.dataset import Dataset
    from cnngui.network.inference.starting import Freeze


def started(
    start: str,
    freeze: str,
    data: str,
    group: str,
    seed: int | None,
    *,
    download: bool,
    may_ask: bool,
    edits: bool,
) -> tuple[Source, Dataset, Begin]:
    """Return the network that begins with a run or a file, the data, and what has a session begin so.

    Says what was taken. Nothing that needs TensorFlow is done.

    Raises:
        CnnguiError: as `cnngui.api.StartingPoint` and its plan, or of the data; ``starting.which_freeze``.
    """
    from cnngui import api

    layers = freeze_of(freeze)
    if not data:
        raise CnnguiError("starting.no_data")
    point = api.StartingPoint.of(start)
    dataset = load_data(data, download=download, may_ask=may_ask, edits=edits)
    plan, recipe = point.plan(dataset, layers)
    told = plan.told(point.called)
    print_note(f"{told.what} {told.why}")  # the rest is about cards
    source = Source(point.called, plan.network, recipe, data)
    return source, dataset, point.begin(api.reference(data), layers, seed=seed, group=group)


def freeze_of(word: str) -> Freeze:
    """Return which layers a word says to freeze. Raises CnnguiError ``starting.which_freeze``."""
    if word in ("all", "none"):
        return "all" if word == "all" else "none"
    if word.isdecimal():
        return int(word)
    raise CnnguiError("starting.which_freeze", found=word)
