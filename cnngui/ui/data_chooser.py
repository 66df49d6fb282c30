"""The toolbar's data choice: bundled, downloadable and the person's own data sets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QProgressDialog,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from cnngui.datasets import catalog, loaders
from cnngui.datasets.catalog import DatasetInfo
from cnngui.datasets.data_reference import reference, source_of
from cnngui.errors import CnnguiError
from cnngui.messages import Message
from cnngui.state.data_library import DataLibrary
from cnngui.state.document import Document
from cnngui.state.drawn_sets import DrawnSets
from cnngui.state.progress import clock
from cnngui.ui.shared.theme import theme
from cnngui.ui.shared.widgets import icon_button, label

_OPEN, _OPEN_FOLDER, _DRAW = "open a file", "open a folder", "draw"
_NO_EDIT = -1
_STOP_PX, _STOP_GAP_PX = 26, 2
_WIDTH_PX = 232
_LIST_PX = 600
_ABOUT_PX = 18
_SEPARATOR_PX = 9
_INSET_PX = 8
ABOUT = Qt.ItemDataRole.UserRole + 1
_WIDEST_PX = 720
# What the closed combo has beside its text: padding and arrow.
_FRAME_PX = 40


class TwoLines(QStyledItemDelegate):
    """Writes what an entry is about below its name, smaller."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        size = super().sizeHint(option, index)
        if _separates(index):
            return QSize(size.width(), _SEPARATOR_PX)
        return QSize(size.width(), size.height() + _ABOUT_PX) if index.data(ABOUT) else size

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        if _separates(index):
            box = option.rect.adjusted(_INSET_PX, 0, -_INSET_PX, 0)
            painter.fillRect(box.x(), box.center().y(), box.width(), 1, QColor(theme().colours.line))
            return
        about = index.data(ABOUT)
        if not about:
            super().paint(painter, option, index)
            return
        painter.save()
        colours = theme().colours
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(colours.selected))
        box = option.rect.adjusted(_INSET_PX, 4, -_INSET_PX, -4)
        painter.setPen(QColor(colours.text))
        top, left = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignLeft
        painter.drawText(box, top | left, str(index.data()))
        font = option.font
        font.setPixelSize(11)
        painter.setFont(font)
        painter.setPen(QColor(colours.muted))
        painter.drawText(box, Qt.AlignmentFlag.AlignBottom | left, about)
        painter.restore()


def _separates(index: QModelIndex | QPersistentModelIndex) -> bool:
    """Return whether an entry is one of `QComboBox.insertSeparator`, which Qt marks so."""
    return str(index.data(Qt.ItemDataRole.AccessibleDescriptionRole)) == "separator"


class _Row(NamedTuple):
    """What can be chosen: its words, what it stands for, what it is about, and a tip."""

    text: str
    data: str
    about: str
    tip: str = ""


class DataCombo(QComboBox):
    """Shows the document's data set and lets another be chosen. Downloads only after a question.

    Signals:
        problem_raised: a `CnnguiError` about data that cannot be had or read.
        noted: a `Message` about how data that were just chosen were read.
        draw_wanted: classes of a person's own are to be drawn.
    """

    problem_raised = Signal(object)
    noted = Signal(object)
    draw_wanted = Signal()

    def __init__(
        self, document: Document, library: DataLibrary, sets: DrawnSets, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("data_combo")
        self.setAccessibleName(self.tr("Data"))
        self._tip = self.tr("The data to train on, and how many samples are for training / for testing")
        self.setFixedWidth(_WIDTH_PX)
        self.setItemDelegate(TwoLines(self))
        self.view().setMinimumWidth(_LIST_PX)
        self.setPlaceholderText(self.tr("Choose data …"))
        self._document, self._library, self._sets = document, library, sets
        self._progress: QProgressDialog | None = None
        self._tried: tuple[str, int] | None = None
        self._shown: list[_Row | None] = []
        self.activated.connect(self._on_activated)
        document.data_changed.connect(self._show)
        library.described_changed.connect(self._on_described)
        sets.changed.connect(self._show)
        library.reading_changed.connect(self._show)
        library.failed.connect(self._on_failed)
        library.download_progress.connect(self._on_download_progress)
        library.download_ended.connect(self._on_download_ended)
        self._show()

    def _show(self) -> None:
        # With the button that stops reading it is as wide as alone: nothing else in the toolbar moves.
        width = _WIDTH_PX - (_STOP_PX + _STOP_GAP_PX if _reads(self._library) else 0)
        self.setFixedWidth(width)
        rows = list(self._rows(width))
        self.blockSignals(True)
        # To fill it anew takes milliseconds, and most of what happens changes nothing in it.
        if rows != self._shown:
            self._shown = rows
            self.clear()
            for row in rows:
                if row is None:
                    self.insertSeparator(self.count())
                    continue
                self.addItem(row.text, row.data)
                for role, words in ((ABOUT, row.about), (Qt.ItemDataRole.ToolTipRole, row.tip)):
                    if words:
                        self.setItemData(self.count() - 1, words, role)
        data = self._document.data
        self.setCurrentIndex(self.findData(data) if data else -1)
        self.setToolTip("\n".join([self._tip, *self._library.notes]))
        self.blockSignals(False)

    def _rows(self, width: int) -> Iterator[_Row | None]:
        """Yield what can be chosen, None for a line between.

        Args:
            width: of the combo, in pixels.
        """
        known = {info.key: info for info in catalog.catalog()}
        data, tr = self._document.data, self.tr
        yield from (self._known(info) for info in known.values() if info.bundled)
        for entry in self._sets.entries:
            if str(entry.folder) != source_of(data):
                yield _Row(entry.name, str(entry.folder), tr("Drawn here."))
        if data and source_of(data) not in known:
            counts = self._counts() + self._mark(data)
            metrics = self.fontMetrics()
            space = width - _FRAME_PX - metrics.horizontalAdvance(counts)
            name = metrics.elidedText(self._label(), Qt.TextElideMode.ElideMiddle, space)
            yield _Row(f"{name}{counts}", data, " ".join(self._library.notes), source_of(data))
        yield None
        about = tr("Type classes, draw some ten of each, and train a network on them.")
        yield _Row(tr("Draw your own classes …"), _DRAW, about)
        about = tr("A sub-folder for each class; or train and test above these; or a table of labels.")
        yield _Row(tr("Open a folder of pictures …"), _OPEN_FOLDER, about)
        about = tr(
            "Arrays (.npz, .npy, .mat), IDX, tables (.csv, .tsv, .parquet), packed pictures (.zip, .tar)."
        )
        yield _Row(tr("Open a data file …"), _OPEN, about, loaders.formats())
        # Last: a small screen does not show the whole list, and what is a person's own is to be seen.
        yield None
        yield from (self._known(info) for info in known.values() if not info.bundled)

    def _known(self, info: DatasetInfo) -> _Row:
        data = self._document.data
        return _Row(self._text(info), data if source_of(data) == info.key else info.key, info.about)

    def _counts(self) -> str:
        """Return how many samples a person's own data have, or how far they were read."""
        if described := self._library.described:
            return f"  {described.train_samples:,} / {described.test_samples:,}"
        done, total = self._library.reading
        if not total:
            return ""
        left = self._library.seconds_left
        return f"  {100 * done // total} %" + ("" if left is None else f" · {clock(left)}")

    def _on_described(self) -> None:
        self._show()
        described, notes = self._library.described, self._library.notes
        if described is None or self._tried is None or self._tried[0] != described.data:
            return
        self._tried = None
        if notes:
            self.noted.emit(Message(self.tr("{0} was read.").format(self._label()), " ".join(notes)))

    def _label(self) -> str:
        return self._sets.label(source_of(self._document.data)) or self._library.label()

    def _text(self, info: DatasetInfo) -> str:
        described, counts = self._library.described, (info.train_samples, info.test_samples)
        if described is not None and source_of(described.data) == info.key:
            counts = described.train_samples, described.test_samples  # as they are divided now
        text = f"{info.label}  {counts[0]:,} / {counts[1]:,}{self._mark(info.key)}"
        return text if catalog.is_available(info.key) else self.tr("{0} · download").format(text)

    def _mark(self, data: str) -> str:
        """Return the sign behind the name of data that a person has edited; the tooltip says what."""
        described = self._library.described
        if described is None or source_of(described.data) != source_of(data):
            return ""
        return " ✎" if described.edited else ""

    # Choosing -----------------------------------------------------------------------------------

    def _on_activated(self, index: int) -> None:
        key = self.itemData(index)
        # What is in force stands in the combo until the question is answered.
        self._show()
        if key in (_OPEN, _OPEN_FOLDER):
            self.ask_path(folder=key == _OPEN_FOLDER)
        elif key == _DRAW:
            self.draw_wanted.emit()
        elif key and not self._is_there(str(key)):
            self._offer_download(catalog.info(source_of(str(key))))
        elif key:
            self._document.set_data(str(key))
        self._show()

    @staticmethod
    def _is_there(key: str) -> bool:
        source = source_of(key)
        return source not in {info.key for info in catalog.catalog()} or catalog.is_available(source)

    def ask_path(self, *, folder: bool) -> None:
        """Ask the person for a folder or a file, and choose it."""
        if folder:
            path = QFileDialog.getExistingDirectory(self.window(), self.tr("Open a folder of pictures"))
        else:
            path, _ = QFileDialog.getOpenFileName(
                self.window(),
                self.tr("Open a data file"),
                "",
                self.tr("Data sets ({0});;All files (*)").format(loaders.patterns()),
            )
        self.open_path(path)

    def open_path(self, path: str) -> None:
        """Choose the data of a file or folder; "" changes nothing."""
        data = self._document.data
        if path and path == source_of(data):
            # There is no edit that a failure could take back.
            self._tried = data, _NO_EDIT
            self._library.describe_anew()
        elif path:
            self._document.set_data(reference(path))
            self._tried = self._document.data, self._document.undo_stack.index()

    def _on_failed(self, error: CnnguiError) -> None:
        """Say what is wrong with the data; a file that was just chosen and cannot be read is given up."""
        tried, self._tried = self._tried, None
        stack = self._document.undo_stack
        if tried == (self._document.data, stack.index()) and stack.canUndo():
            stack.undo()
        if error.code != "datasets.reading_stopped":
            self.problem_raised.emit(error)

    def _offer_download(self, info: DatasetInfo) -> None:
        if DownloadQuestion(info, self.window()).exec() != QDialog.DialogCode.Accepted:
            return
        self._progress = QProgressDialog(
            self.tr("Downloading {0} …").format(info.label), self.tr("Cancel"), 0, 100, self.window()
        )
        self._progress.setWindowModality(Qt.WindowModality.NonModal)
        self._progress.setMinimumDuration(0)
        self._progress.canceled.connect(self._library.cancel_download)
        self._library.download(info.key)

    def _on_download_progress(self, done: int, total: int) -> None:
        if self._progress is not None and total:
            self._progress.setValue(min(99, round(100 * done / total)))

    def _on_download_ended(self, key: str, error: CnnguiError | None) -> None:
        progress, self._progress = self._progress, None
        cancelled = progress is not None and progress.wasCanceled()
        if progress is not None:
            progress.canceled.disconnect(self._library.cancel_download)
            progress.close()
            progress.deleteLater()
        if error is None:
            self._document.set_data(key)
        elif not cancelled and error.code != "datasets.download_cancelled":
            self.problem_raised.emit(error)
        self._show()


class DataChoice(QWidget):
    """The combo, and beside it, while data are being read, a button that stops that."""

    def __init__(self, combo: DataCombo, library: DataLibrary) -> None:
        super().__init__()
        self._library = library
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_STOP_GAP_PX)
        row.addWidget(combo)
        self.stop = icon_button("close", self.tr("Stop reading these data"))
        self.stop.setObjectName("stop_reading")
        self.stop.setFixedWidth(_STOP_PX)
        self.stop.clicked.connect(library.stop_reading)
        row.addWidget(self.stop)
        library.reading_changed.connect(self._show)
        library.described_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        self.stop.setVisible(_reads(self._library))


def _reads(library: DataLibrary) -> bool:
    """Return whether data of many files are being read."""
    return library.reading != (0, 0) and library.described is None


class DownloadQuestion(QDialog):
    """Says what would be fetched, from where, how large and into which folder, before anything is."""

    def __init__(self, info: DatasetInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("download_question")
        self.setWindowTitle(self.tr("Download {0}?").format(info.label))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(label(self.tr("{0} is not on this computer yet.").format(info.label), "title"))
        form = QFormLayout()
        megabytes = self.tr("{0:.1f} MB").format(info.bytes / 1e6)
        facts = (
            (self.tr("From"), "\n".join(info.urls)),
            (self.tr("Size"), megabytes),
            (self.tr("SHA-256"), "\n".join(info.sha256)),
            (self.tr("Into"), str(info.folder)),
            (self.tr("Licence"), info.licence),
        )
        for name, fact in facts:
            value = label(fact, wraps=True)
            longest = max(map(value.fontMetrics().horizontalAdvance, fact.splitlines()), default=0)
            value.setMinimumWidth(min(max(440, longest + 4), _WIDEST_PX))
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            form.addRow(label(name, "muted"), value)
        column.addLayout(form)
        buttons = QDialogButtonBox()
        accept = buttons.addButton(
            self.tr("Download {0}").format(megabytes), QDialogButtonBox.ButtonRole.AcceptRole
        )
        accept.setDefault(True)
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
