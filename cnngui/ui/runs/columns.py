"""What the table says of a run: a column is one entry here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from cnngui.datasets.data_reference import words_of
from cnngui.runs.comparing import RECIPE, difference, measured, value_of
from cnngui.runs.run_row import RunRow, Setting
from cnngui.runs.told_apart import setting_title
from cnngui.state.progress import clock
from cnngui.ui.shared.value_text import exact_percent

MARK, NAME, STATE = "mark", "name", "state"
EDITABLE = ("name", "note", "tags")


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        key: what it is remembered by. value: the key of `cnngui.runs.comparing.value_of` it is sorted by.
        text: what stands in a cell. delta: writes how much a number is above the baseline's.
        right: numbers end under each other. usual: whether it is there before anybody chose.
    """

    key: str
    title: str
    text: Callable[[RunRow], str]
    value: str = ""
    delta: Callable[[float, RunRow], str] | None = None
    right: bool = False
    usual: bool = False
    width_px: int = 90
    tip: str = ""

    @property
    def sort_key(self) -> str:
        return self.value or self.key


def base_columns() -> list[Column]:
    """Return the columns that every run has, in their usual order."""
    tr = _tr
    return [
        Column(MARK, "", lambda row: "", "hidden", width_px=44, usual=True),
        Column(NAME, tr("Run"), name_text, "shown_name", usual=True, width_px=230),
        Column(STATE, tr("State"), state_text, usual=True, width_px=100),
        _metric("best_metric", tr("Best"), tr("Metric of the best epoch by validation"), usual=True),
        Column("best_epoch", tr("at epoch"), lambda row: _count(row.best_epoch), delta=_whole, right=True,
               usual=True, width_px=66, tip=tr("The epoch of the best validation")),
        _metric("last_metric", tr("Last"), tr("Metric of the last epoch"), usual=True),
        _metric("test_metric", tr("Test"), tr("Metric of a test part that training never saw"), usual=True),
        Column("parameters", tr("Parameters"), lambda row: _count(row.parameters), delta=_whole, right=True,
               usual=True, width_px=96),
        Column("tags", tr("Tags"), lambda row: ", ".join(row.tags), usual=True, width_px=110),
        Column("note", tr("Note"), lambda row: row.note, usual=True, width_px=150),
        Column("title", tr("Network"), title_text, usual=True, width_px=150,
               tip=tr("What was on the cards when it began")),
        Column("seconds", tr("Time"), lambda row: clock(row.seconds) if row.seconds else "", right=True,
               delta=_duration, usual=True, width_px=70, tip=tr("In training, over all sittings")),
        Column("images_per_second", tr("Images/s"), lambda row: _count(round(row.images_per_second)),
               delta=_whole, right=True, usual=True, width_px=84),
        Column("started_s", tr("Started"), lambda row: _when(row.started_s), usual=True, width_px=112),
        Column("size_bytes", tr("Size"), lambda row: size_text(row.size_bytes), right=True, usual=True,
               width_px=78, tip=tr("On disk")),
        Column("epochs", tr("Epochs"), lambda row: _count(row.epochs), delta=_whole, right=True),
        Column("val_loss", tr("Validation cost"), lambda row: _number(row.val_loss), delta=_signed,
               right=True, tip=tr("Of the last epoch")),
        Column("loss", tr("Cost"), lambda row: _number(row.loss), delta=_signed, right=True,
               tip=tr("Of the last epoch")),
        Column("data", tr("Data"), lambda row: words_of(row.data)),
        Column("network", tr("Layers"), lambda row: network_text(row), width_px=150,
               tip=tr("The same for the same layers")),
        Column("parent", tr("Began from"), lambda row: _parent(row), width_px=150,
               tip=tr("The run whose weights it began with")),
        Column("group", tr("Group"), lambda row: row.group),
    ]  # fmt: skip


def setting_column(key: str) -> Column:
    """Return the column of a setting of the recipe, by its key there."""
    name = key.removeprefix(RECIPE)
    return Column(
        key, setting_title(name), lambda row: value_text(value_of(row, key)), delta=_signed, right=True,
        tip=name,
    )  # fmt: skip


def key_title(key: str) -> str:
    """Return what a key of a run's value is called."""
    known = {column.key: column.title for column in base_columns()}
    return known.get(key) or setting_title(key.removeprefix(RECIPE))


def cell_text(column: Column, row: RunRow, baseline: RunRow | None) -> str:
    """Return what stands in a cell; beside another run than the baseline, with the difference to it."""
    text = column.text(row)
    if baseline is None or row.id == baseline.id or column.delta is None:
        return text
    away = difference(value_of(row, column.sort_key), value_of(baseline, column.sort_key))
    return text if not away else f"{text}  {column.delta(away, row)}"


def title_text(row: RunRow) -> str:
    """Return what was on the cards when it began."""
    return _tr("edited from {0}").format(row.title) if row.edited and row.title else row.title


def name_text(row: RunRow) -> str:
    """Return what a run is called, by a person or by what was on the cards, and what tells it apart."""
    return " · ".join(part for part in (row.name or title_text(row) or row.id, row.apart) if part)


def state_text(row: RunRow) -> str:
    """Return the state of a run in a few words."""
    told = {
        "training": _tr("epoch {0} of {1}").format(min(row.epochs + 1, max(1, row.planned)), row.planned),
        "interrupted": _tr("interrupted"),
        "finished": _tr("finished"),
        "stopped": _tr("stopped"),
        "failed": _tr("failed"),
    }
    return told[row.state]


def value_text(value: Setting) -> str:
    """Return a setting as it is read."""
    if not measured(value):
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


def metric_text(row: RunRow, value: float | None) -> str:
    """Return a metric: an accuracy as per cent."""
    if value is None:
        return ""
    return exact_percent(value) if row.metric in ("", "accuracy") else _number(value)


def network_text(row: RunRow) -> str:
    """Return a name for a run's layers that equal layers share: of edited ones with a mark of their own."""
    mark = row.network[:4] if row.edited or not row.title else ""
    return " ".join(part for part in (title_text(row), mark) if part)


def size_text(size_bytes: float) -> str:
    """Return a size in bytes as people read it."""
    return QLocale().formattedDataSize(int(size_bytes), 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def usual_keys(columns: Sequence[Column]) -> list[str]:
    """Return the columns that are there before anybody chose."""
    return [column.key for column in columns if column.usual]


def _metric(key: str, title: str, tip: str, *, usual: bool) -> Column:
    return Column(
        key, title, lambda row: metric_text(row, getattr(row, key)), delta=_points, right=True, usual=usual,
        width_px=84, tip=tip,
    )  # fmt: skip


def _parent(row: RunRow) -> str:
    return f"{row.parent} · {row.parent_epoch}" if row.parent else ""


def _count(number: int) -> str:
    return f"{number:,}" if number else ""


def _number(number: float | None) -> str:
    return "" if number is None else f"{number:.4g}"


def _points(away: float, row: RunRow) -> str:
    """Write a difference of accuracies in points of a hundred, of other metrics as it is."""
    return f"{100 * away:+.2f}" if row.metric in ("", "accuracy") else _signed(away, row)


def _whole(away: float, row: RunRow) -> str:
    return f"{round(away):+,}"


def _signed(away: float, row: RunRow) -> str:
    return f"{away:+.3g}"


def _duration(away: float, row: RunRow) -> str:
    return ("+" if away > 0 else "−") + clock(abs(away))


def _when(seconds: float) -> str:
    return QLocale().toString(QDateTime.fromSecsSinceEpoch(int(seconds)), "d MMM HH:mm") if seconds else ""


def _tr(words: str) -> str:
    return QCoreApplication.translate("RunColumns", words)
