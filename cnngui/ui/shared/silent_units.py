"""Says that units are switched off and what is answered with them; switches them on again."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from cnngui.network.names import titles
from cnngui.results.verdict import verdict_of
from cnngui.state.look_inside import LookInside
from cnngui.ui.shared.value_text import class_name, sure_percent
from cnngui.ui.shared.widgets import ElidedLabel, bare_row, named, push_button


class SilentUnits(QWidget):
    """A line that is there while units are off: an answer without them is not the network's own.

    Args:
        of_drawn: stands where Draw answers, and is there if that is the network they are of; else the
            other way round.
    """

    def __init__(self, look: LookInside, parent: QWidget | None = None, *, of_drawn: bool) -> None:
        super().__init__(parent)
        self.setObjectName("silent_units")
        self._look, self._of_drawn = look, of_drawn
        row = bare_row(self, 6)
        self.words = named(ElidedLabel("", "caution"), "silent_units_words")
        row.addWidget(self.words, 1)
        row.addWidget(
            push_button(
                self.tr("All on"),
                look.all_on,
                name="all_units_on_button",
                tip=self.tr("Switch all units on again: the answer is the network's own then"),
                role="small",
            )
        )
        self.hide()
        look.off_changed.connect(self._show)
        look.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        shown = bool(self._look.off) and self._look.alone is not self._of_drawn
        self.setHidden(not shown)
        if not shown:
            return
        count = self._look.units_off
        units = self.tr("1 unit off") if count == 1 else self.tr("{0:,} units off").format(count)
        text = f"{units}{self._with_all()}"
        if text != self.words.text():
            self.words.setText(text)
        self.words.setToolTip(self._which())

    def _with_all(self) -> str:
        """Return what is answered with all units on, "" while that is not known."""
        answer = self._look.asking.answer
        if answer is None or answer.all_on is None:
            return ""
        verdict = verdict_of(answer.all_on, self._look.model.reads_from)
        if verdict is None or verdict.kind == "broken":
            return ""
        if verdict.kind == "nothing":
            return self.tr(" · all on: nothing to read")
        name = class_name(answer.class_names, verdict.best)
        if verdict.kind == "raw":
            return self.tr(" · all on: {0} ({1:.2f})").format(name, verdict.share)
        return self.tr(" · all on: {0} ({1} %)").format(name, sure_percent(verdict.share))

    def _which(self) -> str:
        """Return which units of which layers are off."""
        lines, named = [], titles(self._look.model.network.entries)
        for layer, units in self._look.off.items():
            numbers = ", ".join(str(unit + 1) for unit in units)
            lines.append(self.tr("{0}: unit {1}").format(named.get(layer, layer), numbers))
        return "\n".join(lines)
