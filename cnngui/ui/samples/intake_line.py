"""How many pictures were taken in so far, how long still, and a way to stop."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QWidget

from cnngui.state.progress import clock
from cnngui.ui.samples.picture_intake import PictureIntake
from cnngui.ui.shared.widgets import bare_row, label, named, push_button


class IntakeLine(QWidget):
    """Seen while `intake` reads many pictures."""

    def __init__(self, intake: PictureIntake) -> None:
        super().__init__()
        self.setObjectName("intake_line")
        row = bare_row(self, 8)
        self.words = label("", "muted", figures=True, name="intake_label")
        row.addWidget(self.words)
        self.bar = named(QProgressBar(), "intake_progress", spoken=self.tr("Pictures read"))
        self.bar.setTextVisible(False)
        row.addWidget(self.bar, 1)
        tip = self.tr("Stop reading: no picture is added")
        self.stop_button = push_button(
            self.tr("Stop"), intake.stop, name="stop_intake_button", tip=tip, role="small"
        )
        row.addWidget(self.stop_button)
        self.hide()
        intake.read.connect(self._show)

    def _show(self, done: int, total: int, seconds_left: float) -> None:
        self.setVisible(bool(total))
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        words = self.tr("Reading pictures: {0:,} of {1:,} · {2} left")
        self.words.setText(words.format(done, total, clock(seconds_left)))
