"""Below the answer: what the drawing really is. It becomes one of the person's own samples."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from cnngui.datasets.own_samples import OwnSample
from cnngui.state.drawing import Drawing, Sheet
from cnngui.state.own_samples import OwnSamples
from cnngui.ui.shared.actions import make_action
from cnngui.ui.shared.class_menu import class_menu
from cnngui.ui.shared.widgets import ElidedLabel, bare_row, icon_button, named, push_button

KEYS = "Ctrl+L"
HEIGHT_PX = 30


class Correction(QWidget):
    """“It is a …”, what the drawing was kept as, and the way to the own samples.

    Args:
        classes: gives the names of the classes of the network that answers.

    Signals:
        page_wanted: the own samples are to be seen. told: what was done, in a sentence.
    """

    page_wanted = Signal()
    told = Signal(str)

    def __init__(self, drawing: Drawing, own: OwnSamples, classes: Callable[[], tuple[str, ...]]) -> None:
        super().__init__()
        self.setObjectName("correction")
        self.setFixedHeight(HEIGHT_PX)  # nothing jumps when the undo comes and goes
        self._drawing, self._own, self._classes = drawing, own, classes
        self._kept: tuple[Sheet, str] | None = None
        self._wanted: Sheet | None = None
        self._edit = -1
        self.action = make_action(
            self,
            "it_is_a_action",
            self.tr("It is a …"),
            self.tr("Say what the drawing is: it becomes one of your own samples, to learn from"),
            self.open_menu,
            keys=(KEYS,),
        )
        row = bare_row(self, 4)
        self.button = push_button(self.action.text(), self.open_menu, name="it_is_a_button", role="small")
        self.kept_label = named(ElidedLabel("", "muted"), "kept_label")
        self.page_button = push_button("", self.page_wanted.emit, name="own_samples_button", role="small")
        row.addWidget(self.button)
        row.addWidget(self.kept_label, 1)
        tip = self.tr("Take it out of your own samples again")
        self.undo_button = named(icon_button("undo", tip), "undo_kept_button", tip=tip, spoken=tip)
        self.undo_button.clicked.connect(self._on_undo)
        row.addWidget(self.undo_button)
        row.addWidget(self.page_button)
        drawing.changed.connect(self._show)
        own.changed.connect(self._show)
        own.kept.connect(self._on_kept)
        self._show()

    def menu(self) -> QMenu:
        """Return the classes that the drawing can be of."""
        other = self.tr(
            "The drawing is of a class that this network does not know. It cannot learn it by fine-tuning, "
            "but a network can be trained on your samples from the beginning (page Samples)."
        )
        kept = self._kept[1] if self._kept is not None and self._is_kept() else ""
        return class_menu(self, self._classes(), self.keep, current=kept, other=other)

    def open_menu(self) -> None:
        """Ask what the drawing is, if there is one."""
        if self.button.isEnabled():
            menu = self.menu()
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(self.button.mapToGlobal(QPoint(0, self.button.height())))

    def keep(self, label: str) -> None:
        """Keep the drawing as one of a class."""
        self._wanted = self._drawing.sheet
        self._own.keep(self._drawing, label)

    def show_possible(self) -> None:
        """Show whether there is something to keep; the classes may be others."""
        self._show()

    def _on_kept(self, sample: OwnSample) -> None:
        if self._wanted is None:
            return
        self._kept, self._wanted = (self._wanted, sample.label), None
        self._edit = self._own.undo_stack.index()
        self.told.emit(self.tr("Kept as {0} among your own samples.").format(sample.label))
        self._show()

    def _on_undo(self) -> None:
        self._kept = None
        self._own.undo_stack.undo()

    def _is_kept(self) -> bool:
        return self._kept is not None and self._drawing.sheet.is_as(self._kept[0])

    def _show(self) -> None:
        sheet, classes = self._drawing.sheet, self._classes()
        possible = not sheet.empty and sheet.sample is None and bool(classes) and not self.isHidden()
        self.button.setEnabled(possible)
        self.action.setEnabled(possible)
        self.button.setToolTip(self._tip(sheet, classes))
        kept = self._kept is not None and self._is_kept()
        words = self.tr("kept as {0}").format(self._kept[1]) if kept and self._kept else ""
        self.undo_button.setVisible(kept and self._own.undo_stack.index() == self._edit)
        self.kept_label.setText(words)
        self.kept_label.setToolTip(words)
        count = len(self._own.samples)
        self.page_button.setText(self.tr("Samples: {0:,}").format(count) if count else self.tr("Samples"))
        self.page_button.setToolTip(
            self.tr("Show your own samples, and fine-tune the network on them")
            if count
            else self.tr("Drawings that you said what they are; there are none yet")
        )

    def _tip(self, sheet: Sheet, classes: tuple[str, ...]) -> str:
        if sheet.sample is not None:
            return self.tr("This is a sample of the data: mend its label on the page Results")
        if not classes:
            return self.tr("The classes are not known yet")
        return self.action.toolTip()
