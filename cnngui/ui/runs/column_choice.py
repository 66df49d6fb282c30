"""Which columns the table has, in which order and how wide: chosen, and remembered between starts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from cnngui.runs.comparing import RECIPE, differing, setting_keys
from cnngui.runs.run_row import RunRow, Setting
from cnngui.runs.told_apart import setting_title
from cnngui.state.settings import Settings
from cnngui.ui.runs.columns import (
    MARK,
    NAME,
    STATE,
    Column,
    base_columns,
    network_text,
    setting_column,
    usual_keys,
    value_text,
)

Kind = TypeVar("Kind", list, dict)

_KEYS, _WIDTHS = "runs_columns", "runs_widths"
_ALWAYS = (MARK, NAME)
_GROUPS = ("", "title", "network", "state", "data", "tags", "group", "recipe.optimizer", "parameters")


class ColumnChoice(QObject):
    """The columns that were chosen.

    Attributes:
        keys: of the columns, from left to right. widths: in pixels, of those that a person has changed.
    """

    changed = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._base = {column.key: column for column in base_columns()}
        self.keys = self._remembered()
        self.widths: dict[str, int] = {
            str(key): int(width)
            for key, width in _read(settings.word(_WIDTHS, "{}"), dict).items()
            if isinstance(width, int) and 20 <= width <= 2000
        }

    def columns(
        self, all_rows: Sequence[RunRow], shown: Sequence[RunRow], *, only_differing: bool
    ) -> list[Column]:
        """Return the columns to show.

        Args:
            only_differing: leave out those in which all `shown` are alike, and add the settings in which
                they are not.
        """
        known = set(setting_keys(all_rows))
        keys = [key for key in self.keys if key in self._base or key in known or not all_rows]
        if only_differing:
            others = differing(shown)
            keys = [key for key in keys if key in _ALWAYS or _differs(self._column(key), shown)]
            # Behind the best result: which is best, and why, is read side by side.
            first = (*_ALWAYS, STATE, "best_metric")
            after = next((place for place, key in enumerate(keys) if key not in first), len(keys))
            keys[after:after] = [key for key in others if key not in keys]
        return [self._column(key) for key in keys]

    def set_order(self, keys: Sequence[str]) -> None:
        """Take over an order of the columns that are shown; others that were chosen keep their place."""
        moved = iter(key for key in keys if key in self.keys)
        shown = set(keys)
        self.keys = [next(moved) if key in shown else key for key in self.keys]
        self._keep()

    def set_shown(self, key: str, shown: bool) -> None:
        """Show a column, or leave it out."""
        self.keys = [each for each in self.keys if each != key] + ([key] if shown else [])
        self._keep()

    def reset(self) -> None:
        """Show the usual columns."""
        self.keys, self.widths = usual_keys(list(self._base.values())), {}
        self._settings.set_word(_WIDTHS, "{}")
        self._keep()

    def set_width(self, key: str, width_px: int) -> None:
        """Remember how wide a column is."""
        self.widths[key] = width_px
        self._settings.set_word(_WIDTHS, json.dumps(self.widths))

    def menu(self, parent: QWidget, rows: Sequence[RunRow]) -> QMenu:
        """Return a menu with a box for each column; it deletes itself when it closes."""
        menu = QMenu(parent)
        menu.setObjectName("columns_menu")
        menu.aboutToHide.connect(menu.deleteLater)
        self.fill(menu, rows)
        return menu

    def fill(self, menu: QMenu, rows: Sequence[RunRow]) -> None:
        """Put a box for each column into a menu; settings in one of their own."""
        menu.clear()
        for key, column in self._base.items():
            if key not in _ALWAYS:
                self._add(menu, key, column.title)
        recipe = menu.addMenu(self.tr("Settings of the recipe"))
        for key in setting_keys(rows):
            self._add(recipe, key, setting_title(key.removeprefix(RECIPE)))
        recipe.setEnabled(bool(rows))
        menu.addSeparator()
        menu.addAction(self.tr("Usual columns"), self.reset)

    def groups(self) -> list[tuple[str, str]]:
        """Return what runs can be grouped by: key and words."""
        return [(key, self.group_title(key)) for key in _GROUPS]

    def group_title(self, key: str) -> str:
        """Return what grouping by a key is called."""
        if not key:
            return self.tr("not grouped")
        title = self._column(key).title
        return self.tr("by {0}").format(title.lower())

    def group_text(self, key: str, value: Setting, first: RunRow) -> str:
        """Return the heading of a group, `first` being one of its runs."""
        if value is None:
            return self.tr("no {0}").format(self._column(key).title.lower())
        if key == "network":
            return network_text(first)
        if key in self._base:
            return self._base[key].text(first)
        return value_text(value)

    def _column(self, key: str) -> Column:
        return self._base[key] if key in self._base else setting_column(key)

    def _add(self, menu: QMenu, key: str, title: str) -> None:
        action = menu.addAction(title.replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(key in self.keys)
        action.toggled.connect(partial(self.set_shown, key))

    def _keep(self) -> None:
        self._settings.set_word(_KEYS, json.dumps(self.keys))
        self.changed.emit()

    def _remembered(self) -> list[str]:
        usual = usual_keys(list(self._base.values()))
        kept = _read(self._settings.word(_KEYS, "[]"), list)
        keys = [key for key in kept if isinstance(key, str) and (key in self._base or key.startswith(RECIPE))]
        keys = list(dict.fromkeys(key for key in keys if key not in _ALWAYS))
        return [*_ALWAYS, *keys] if keys else usual


def _differs(column: Column, rows: Sequence[RunRow]) -> bool:
    return len({column.text(row) for row in rows}) > 1


def _read(text: str, kind: type[Kind]) -> Kind:
    """Return what was remembered; nothing if that is damaged."""
    try:
        found = json.loads(text)
    except ValueError:
        return kind()
    return found if isinstance(found, kind) else kind()
