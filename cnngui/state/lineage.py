"""Which run the draft's weights come from, and whether a training would be more of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cnngui.engine.protocol import Origin
from cnngui.errors import CnnguiError
from cnngui.network.file_format import recipe_from_dict
from cnngui.runs.kept_weights import START, Place
from cnngui.runs.run import RECORD, Run, new_run_id
from cnngui.state.edits import Contents


class Lineage:
    """The run under way, or the last one, and what the draft has learned from.

    Attributes:
        run_id: names that run; "" before the first.
        running: what it trains; its recipe is changed in a pause only. None before the first.
        came: where the draft's weights come from, as far as that is known.
    """

    def __init__(self) -> None:
        self.run_id = ""
        self.running: Contents | None = None
        self.came = Origin()

    def begin(self, contents: Contents, *, goes_on: bool) -> str:
        """Return the id of the run that a training of `contents` is part of: the last one's, or a new one.

        More of a run is what has its network, recipe and data, however many epochs, and its last weights.

        Args:
            goes_on: it begins with the draft's weights.
        """
        last = self.running
        its_last = goes_on and self.came.parent == self.run_id
        if not its_last or last is None or _settled(last) != _settled(contents):
            self.run_id = new_run_id()
        self.running = contents
        return self.run_id

    def reached(self, epoch: int) -> None:
        """Take note that the draft has learned in the run under way, up to an epoch."""
        self.came = Origin(parent=self.run_id, parent_epoch=epoch)

    def taken_from(self, place: Place | None, epoch: int) -> None:
        """Take note that the draft has the weights that lie at a place, from after an epoch.

        The last weights of a run, which its folder stands for, are gone on with as that run.
        """
        if place is not None and place.path.startswith(START) and self.came.parent == _parent_of(place):
            return  # of what began with another's weights the worker died: where they are from is known
        self.came = Origin()
        if place is None:
            return
        self.came = Origin(parent=_parent_of(place), parent_epoch=epoch)
        if not place.stamp and (contents := _trained(Run(Path(place.path)))) is not None:
            self.run_id, self.running = self.came.parent, contents

    def origin(self, places: list[Place], epoch: int, *, goes_on: bool) -> Origin:
        """Return where a run that begins now comes from.

        Args:
            places: where the draft's weights lie. epoch: after which they are.
        """
        if not goes_on:
            return Origin()
        if self.came.parent or not places:
            return self.came
        return Origin(parent=_parent_of(places[-1]), parent_epoch=epoch)  # as a slide sets them by hand


def _parent_of(place: Place) -> str:
    """Return the run whose weights lie at a place; of a file that is of no run, its name."""
    path = Path(place.path.removeprefix(START))
    around = (path, *path.parents[:2])  # those after an epoch have a folder of their own
    return next((each.name for each in around if (each / RECORD).is_file()), path.name)


def _trained(run: Run) -> Contents | None:
    """Return what a run trains, with its recipe of now; None if that cannot be read."""
    try:
        record, changes = run.record(), run.summary().changes
        recipe = recipe_from_dict(changes[-1].recipe, run.id) if changes else record.recipe
    except CnnguiError:
        return None
    return Contents(record.network, recipe, record.data)


def _settled(contents: Contents) -> Contents:
    """Return contents without what may be another in two sittings of one run."""
    return replace(contents, recipe=contents.recipe.model_copy(update={"epochs": 1}))
