"""Beside the answer: what the drawing really is. It becomes one of the person's own samples."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from cnngui.datasets.own_samples import OwnSample
from cnngui.state.digits import Digits
from cnngui.state.drawing import Drawing, Sheet
from cnngui.state.own_samples import OwnSamples
from cnngui.ui.shared.actions import make_action
from cnngui.ui.shared.class_menu import class_menu
from cnngui.ui.shared.widgets import bare_column, push_button

KEYS = "Ctrl+L"
NAME_PX = 48


class Correction(QWidget):
    """“It is a …”, or what the drawing was kept as, and the way to the own samples.

    Signals:
        page_wanted: the own samples are to be seen. told: what was done, in a sentence.
    """

    page_wanted = Signal()
    told = Signal(str)

    def __init__(self, drawing: Drawing, own: OwnSamples, digits: Digits) -> None:
        super().__init__()
        self.setObjectName("correction")
        self._drawing, self._own, self._digits = drawing, own, digits
        self._classes: tuple[str, ...] = ()
        self._kept: tuple[Sheet, str] | None = None
        self._wanted: Sheet | None = None
        self.action = make_action(
            self,
            "it_is_a_action",
            self.tr("It is a …"),
            self.tr("Say what the drawing is: it becomes one of your own samples, to learn from"),
            self.open_menu,
            keys=(KEYS,),
        )
        column = bare_column(self, 2)
        self.button = push_button(self.action.text(), self.open_menu, name="it_is_a_button", role="small")
        self.page_button = push_button("", self.page_wanted.emit, name="own_samples_button", role="small")
        column.addStretch(1)
        for button in (self.button, self.page_button):
            column.addWidget(button)
        column.addStretch(1)
        drawing.changed.connect(self._show)
        digits.changed.connect(self._show)
        own.changed.connect(self._show)
        own.kept.connect(self._on_kept)
        self._show()

    @property
    def _sheet(self) -> Sheet:
        """Return what is meant: the drawing, or of several digits the one that is looked at."""
        return self._drawing.part(self._digits.members)

    def menu(self) -> QMenu:
        """Return the classes that the drawing can be of."""
        other = self.tr(
            "The drawing is of a class that this network does not know. It cannot learn it by fine-tuning, "
            "but a network can be trained on your samples from the beginning (page Own samples)."
        )
        kept = self._kept_as()
        menu = class_menu(self, self._classes, self.keep, current=kept, other=other)
        if kept:
            menu.addSeparator()
            menu.addAction(self.tr("Take it out of the samples again"), self._on_taken_out)
        return menu

    def open_menu(self) -> None:
        """Ask what the drawing is, if there is one."""
        if self.button.isEnabled():
            menu = self.menu()
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(self.button.mapToGlobal(QPoint(0, self.button.height())))

    def keep(self, label: str) -> None:
        """Keep the drawing as one of a class."""
        self._wanted = self._sheet
        self._own.keep(self._wanted, label)

    def show_classes(self, names: tuple[str, ...]) -> None:
        """Offer the classes of the network that answers; the drawing may be for it or not."""
        self._classes = names
        self._show()

    def _on_kept(self, sample: OwnSample) -> None:
        if self._wanted is None:
            return
        self._kept, self._wanted = (self._wanted, sample.key), None
        self.told.emit(self.tr("Kept as {0} among your own samples.").format(sample.label))
        self._show()

    def _on_taken_out(self) -> None:
        if self._kept is not None:
            self._own.delete([each for each in self._own.samples if each.key == self._kept[1]])
        self._kept = None

    def _kept_as(self) -> str:
        """Return what the drawing is kept as now, "" for one that is not."""
        if self._kept is None or not self._sheet.is_as(self._kept[0]):
            return ""
        return next((each.label for each in self._own.samples if each.key == self._kept[1]), "")

    def _show(self) -> None:
        sheet, classes = self._sheet, self._classes
        possible = not sheet.empty and sheet.sample is None and bool(classes) and not self.isHidden()
        self.button.setEnabled(possible)
        self.action.setEnabled(possible)
        kept, count = self._kept_as(), len(self._own.samples)
        shown = self.fontMetrics().elidedText(kept, Qt.TextElideMode.ElideRight, NAME_PX).replace("&", "&&")
        self.button.setText(self.tr("It is a {0} ✓").format(shown) if kept else self.action.text())
        told = self.tr("Kept as {0} among your own samples; press to mend that").format(kept)
        self.button.setToolTip(told if kept else self._tip(sheet, classes))
        self.page_button.setText(self.tr("Samples: {0:,}").format(count) if count else self.tr("Samples"))
        self.page_button.setToolTip(
            self.tr("Show your own samples, and fine-tune the network on them")
            if count
            else self.tr("Your own samples: drawings that you said what they are. There are none yet")
        )

    def _tip(self, sheet: Sheet, classes: tuple[str, ...]) -> str:
        if sheet.sample is not None:
            return self.tr("This is a sample of the data: mend its label on the page Results")
        if not classes:
            return self.tr("The classes are not known yet")
        if self._digits.members is not None:
            return self.tr("Say what the digit in the marked box is: it becomes one of your own samples")
        return self.action.toolTip()
