"""What a training was like, as plain columns of numbers, without any network."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from cnngui.files.writing import atomic_write

Values = npt.NDArray[np.float64]

BATCH_COLUMNS = ("batch_x", "batch_loss", "batch_metric")
RECIPE_COLUMN = "batch_recipe"
"""Counts from 1 on how often the recipe was changed within runs; NaN before the first change."""
RATE_COLUMN = "batch_learning_rate"
"""The learning rate of each step; NaN in what older files hold."""


class EpochRow(NamedTuple):
    """The results of an epoch; NaN stands for what was not measured.

    Attributes:
        epoch: its number, from 1.
        loss, metric, val_loss, val_metric: means over training batches and over validation samples.
        seconds, images_per_second: how long and how fast.
        learning_rate: of its last step.
    """

    epoch: int
    loss: float
    metric: float
    val_loss: float
    val_metric: float
    seconds: float
    images_per_second: float
    learning_rate: float


EPOCH_COLUMNS = EpochRow._fields


def completed(columns: Mapping[str, npt.NDArray[Any]]) -> dict[str, npt.NDArray[Any]]:
    """Return the columns of a history, with NaN for those of its epochs that an older file lacks."""
    missing = [name for name in EPOCH_COLUMNS if name not in columns] if columns else []
    return {**columns, **{name: np.full(columns["epoch"].size, np.nan) for name in missing}}


def until_epoch(columns: Mapping[str, npt.NDArray[Any]], epoch: int) -> dict[str, npt.NDArray[Any]]:
    """Return the columns of a history as they were after an epoch, its number from 1."""
    if not columns:
        return {}
    # When a batch ended is reckoned as a quotient: that of an epoch's last is not always a whole number.
    batches = int(np.searchsorted(columns["batch_x"], epoch + 1e-9, side="right"))
    epochs = int(np.searchsorted(columns["epoch"], epoch, side="right"))
    return {name: values[: epochs if name in EPOCH_COLUMNS else batches] for name, values in columns.items()}


def extra_columns(names: Iterable[str]) -> frozenset[str]:
    """Return the names of the columns of batches that not every history has."""
    return frozenset(names).difference(BATCH_COLUMNS, EPOCH_COLUMNS)


class _Column:
    """A float64 column that grows by doubling, so that appending half a million values stays cheap."""

    def __init__(self) -> None:
        self._buffer = np.empty(256)
        self.length = 0

    @property
    def values(self) -> Values:
        return self._buffer[: self.length]

    def extend(self, values: npt.ArrayLike, behind: int = 0) -> None:
        """Add values behind at least `behind` others; NaN stands where there are fewer."""
        more = np.asarray(values, dtype=np.float64)
        if behind > self.length:
            more = np.concatenate([np.full(behind - self.length, np.nan), more])
        end = self.length + len(more)
        if end > len(self._buffer):
            grown = np.empty(max(end, 2 * len(self._buffer)))
            grown[: self.length] = self.values
            self._buffer = grown
        self._buffer[self.length : end] = more
        self.length = end


class History:
    """Loss and metric of every batch, and the results of every epoch.

    Columns are read by name, or as attributes, and are views: they do not grow while they are held. Beside
    the columns below there may be more of batches, ``batch_…``, that are measured only while somebody wants
    to see them; NaN stands in between.

    Attributes:
        batch_x: (batches,) when each batch ended, in epochs: 1.5 is the middle of the second.
        batch_loss, batch_metric: (batches,) means over each batch.
        epoch: (epochs,) number of each epoch, from 1.
        loss, metric, val_loss, val_metric: (epochs,) means over training batches and validation samples.
        seconds, images_per_second: (epochs,) how long and how fast.
        learning_rate: (epochs,) of the last step of each epoch.
    """

    batch_x: Values
    batch_loss: Values
    batch_metric: Values
    epoch: Values
    loss: Values
    metric: Values
    val_loss: Values
    val_metric: Values
    seconds: Values
    images_per_second: Values
    learning_rate: Values

    def __init__(self) -> None:
        self._columns = {name: _Column() for name in (*BATCH_COLUMNS, *EPOCH_COLUMNS)}

    def __getattr__(self, name: str) -> Values:
        columns = self.__dict__.get("_columns", {})
        if name not in columns:
            raise AttributeError(name)
        values: Values = columns[name].values
        return values

    def column(self, name: str) -> Values:
        """Return a column; one of batches that was never measured is all NaN.

        Raises:
            KeyError: there is no column of that name.
        """
        if name not in self._columns and name.startswith("batch_"):
            return np.full(self._batches, np.nan)
        return self._columns[name].values

    def append_batches(
        self, epoch: int, first_step: int, columns: Mapping[str, npt.ArrayLike], steps_per_epoch: int
    ) -> None:
        """Add batches in a row, which may run on into the epochs that follow.

        Args:
            epoch: the epoch of the first, from 1. first_step: its place in that, from 0.
            columns: (steps,) each, by name: all of `BATCH_COLUMNS` but the first, and what else is measured.
        """
        before, count = self._batches, len(np.asarray(columns["batch_loss"]))
        steps = (epoch - 1) * steps_per_epoch + first_step + 1 + np.arange(count)
        self._columns["batch_x"].extend(steps / max(1, steps_per_epoch))
        for name, values in columns.items():
            self._columns.setdefault(name, _Column()).extend(values, behind=before)
        for name in self.extra.difference(columns):
            self._columns[name].extend((), behind=self._batches)

    def append_epoch(self, row: EpochRow) -> None:
        """Add the results of an epoch."""
        for name, value in zip(EPOCH_COLUMNS, row, strict=True):
            self._columns[name].extend([value])

    def to_columns(self) -> dict[str, Values]:
        """Return copies of all columns by name, for a file or a message."""
        return {name: column.values.copy() for name, column in self._columns.items()}

    @classmethod
    def from_columns(cls, columns: Mapping[str, npt.ArrayLike]) -> History:
        """Return the history that `to_columns` described. Missing columns are empty."""
        history = cls()
        for name, values in columns.items():
            history._columns.setdefault(name, _Column()).extend(values)
        return history

    @property
    def extra(self) -> frozenset[str]:
        """Names of the columns of batches that not every history has."""
        return extra_columns(self._columns)

    @property
    def _batches(self) -> int:
        return self._columns["batch_x"].length

    def write_csv(self, path: str | Path) -> None:
        """Write a row an epoch, with a header, whole or not at all."""
        rows = zip(*(self._columns[name].values.tolist() for name in EPOCH_COLUMNS), strict=True)

        def write(part: Path) -> None:
            with part.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(EPOCH_COLUMNS)
                writer.writerows([int(row[0]), *row[1:]] for row in rows)

        atomic_write(path, write)
