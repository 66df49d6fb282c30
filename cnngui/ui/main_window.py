"""The window: arranges pages and panels, and shows messages above them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QHideEvent,
    QKeySequence,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QMainWindow,
    QMenu,
    QStyle,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from cnngui.state.document import Document
from cnngui.state.project_files import ProjectFiles
from cnngui.state.settings import Settings
from cnngui.state.training import TrainingSession
from cnngui.ui.file_actions import FileActions
from cnngui.ui.notices import Notices
from cnngui.ui.pages import Dock, Page, Pages, PageSplit, narrowed
from cnngui.ui.shared.dropped import FileDrop
from cnngui.ui.shared.icons import icon
from cnngui.ui.shared.notice import NoticeBar
from cnngui.ui.shared.tab_order import FocusRing, tab_stops
from cnngui.ui.shared.theme import GAP_PX, theme
from cnngui.ui.shared.widgets import icon_button, label
from cnngui.ui.train_actions import TrainActions
from cnngui.ui.view_menu import ViewMenu

# Raised when docks or toolbars change, so that an old layout is not applied to new parts.
LAYOUT_VERSION = 2
_NARROW_PX = 1200
_CENTRE_PX = 500
"""What an extra panel leaves to the pages where it can: two plots beside each other."""
_TITLE_BAR_PX = 40
_LEAST = QSize(1000, 600)
"""Smaller, something would be cut; with a title bar it fits 640 pixels. A smaller screen gets what it has."""


class MainWindow(QMainWindow):
    """Everything in one window. It owns no state: another can be built on the same at any moment.

    Whoever builds it calls `arrange`, fills the toolbar and the menus, and then `restore_layout`.

    Attributes:
        may_close: asked first when it is to close: whether what trains beside the document may end.

    Signals:
        closing: it is about to close for good. painted: it has been seen for the first time.
        new_wanted: the networks to begin with should be offered.
        data_dropped: the path of a folder or file of data.
        layout_reset: the panels stand as at the first start.
    """

    closing = Signal()
    layout_reset = Signal()
    painted = Signal()
    new_wanted = Signal()
    data_dropped = Signal(str)

    def __init__(
        self,
        document: Document,
        training: TrainingSession,
        files: ProjectFiles,
        settings: Settings,
        notices: Notices,
    ) -> None:
        super().__init__()
        self.setObjectName("main_window")
        theme().dress(self)
        self._document, self._settings, self._notices = document, settings, notices
        self._training = training
        self._asking = self._left = self._closed = self._painted = False
        self.may_close: Callable[[], bool] = lambda: True
        self._ring = FocusRing(self)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._ring.leave)
        self.setDockNestingEnabled(True)
        self.setMinimumSize(_LEAST.boundedTo(self.screen().availableGeometry().size()))
        self.file_actions = FileActions(self, document, files, settings)
        self.train_actions = TrainActions(self, document, training)
        self.undo_actions = self._made_undo_actions()
        self._drop = FileDrop(self)
        # Behind the drop: until that has ended, the program it comes from waits, also for a question.
        self._drop.dropped.connect(self.file_actions.open_path, Qt.ConnectionType.QueuedConnection)
        self._drop.data_dropped.connect(self.data_dropped, Qt.ConnectionType.QueuedConnection)
        self.notice = NoticeBar()
        self._make_status_bar()
        document.file_changed.connect(self._on_file_changed)
        files.saved.connect(self.show_saved)
        files.opened.connect(self._on_opened)
        settings.theme_changed.connect(self._on_theme_chosen)
        self.train_actions.restart_wanted.connect(notices.restart)
        notices.changed.connect(self._show_notice)
        self.notice.acted.connect(notices.act)
        self.notice.dismissed.connect(notices.dismiss)
        self._on_file_changed()

    # Parts --------------------------------------------------------------------------------------

    def arrange(self, pages: Sequence[Page], docks: Sequence[Dock]) -> None:
        """Put the pages in the centre and the panels at the sides."""
        ground = QWidget()
        ground.setObjectName("window_ground")
        column = self._column = QVBoxLayout(ground)
        column.setContentsMargins(0, GAP_PX, 0, 0)
        column.setSpacing(GAP_PX)
        column.addWidget(self.notice)
        self.pages = Pages(pages)
        column.addWidget(self.pages, 1)
        self.setCentralWidget(ground)
        self._extra = {dock.name: dock for dock in docks if dock.extra}
        self._widths_px = [dock.width_px for dock in docks]
        self._least_px = [dock.least_px for dock in docks]
        self.docks = [self._made_dock(dock) for dock in docks]
        self._resize_docks(self._widths_px)
        for made in self.docks:
            made.visibilityChanged.connect(self._on_docks_changed)
            made.dockLocationChanged.connect(self._on_docks_changed)
            made.topLevelChanged.connect(self._on_docks_changed)
        self.view_menu = ViewMenu(self, self.docks, self._settings, self.reset_layout)
        self._show_notice()

    def set_menus(self, menus: Sequence[QMenu]) -> None:
        """Fill the menu bar."""
        for menu in menus:
            self.menuBar().addMenu(menu)

    def _made_dock(self, dock: Dock) -> QDockWidget:
        made = QDockWidget(dock.title, self)
        made.setObjectName(dock.name)
        frame = QWidget()
        frame.setMinimumWidth(dock.least_px)
        left = dock.area == Qt.DockWidgetArea.LeftDockWidgetArea
        box = QVBoxLayout(frame)
        box.setContentsMargins(GAP_PX if left and not dock.extra else 0, GAP_PX, 0 if left else GAP_PX, 0)
        box.addWidget(dock.widget)
        made.setWidget(frame)
        self.addDockWidget(dock.area, made, Qt.Orientation.Horizontal)
        made.setVisible(not dock.extra)
        return made

    def _resize_docks(self, widths: Sequence[int]) -> None:
        """Give the panels that stand at the sides their widths, in the order of `docks`."""
        pairs = [pair for pair in zip(self.docks, widths, strict=True) if self._stands(pair[0])]
        self.resizeDocks([dock for dock, _ in pairs], [px for _, px in pairs], Qt.Orientation.Horizontal)

    @staticmethod
    def _stands(dock: QDockWidget) -> bool:
        return not dock.isHidden() and not dock.isFloating()

    def has_room(self, dock: QDockWidget, *, as_it_is: bool = False) -> bool:
        """Return whether the screen is wide enough for an extra panel beside all else.

        Args:
            as_it_is: and the window, which is not to grow.
        """
        width = self.screen().availableGeometry().width()
        if as_it_is:
            width = min(width, self.width())
        return width >= _LEAST.width() + self._needed_px(dock)

    def make_room(self, dock: QDockWidget) -> None:
        """Give an extra panel its width: from the pages, and where too little is left, from the others.

        One that is put away gives it back to the pages: by itself Qt gives it to the panel beside it.
        """
        self._on_docks_changed()
        usual = zip(self.docks, self._widths_px, strict=True)
        widths = [width if each is dock else each.width() for each, width in usual]
        stand = [self._stands(each) for each in self.docks]
        seen = [px if there else 0 for px, there in zip(widths, stand, strict=True)]
        self._resize_docks(narrowed(seen, self._least_px, self.width() - _CENTRE_PX))

    def _on_docks_changed(self) -> None:
        """Keep the centre off the window's edge on a side where no panel stands."""
        docked = {
            self.dockWidgetArea(dock) for dock in self.docks if dock.isVisible() and not dock.isFloating()
        }
        extra = [dock for dock in self.docks if self._is_extra(dock)]
        standing = [self.dockWidgetArea(dock) for dock in self.docks if self._stands(dock)]
        for dock in extra:
            # The panel beside it keeps it off the window's edge.
            alone = standing.count(self.dockWidgetArea(dock)) == 1
            dock.widget().setContentsMargins(GAP_PX if alone else 0, 0, 0, 0)
        left = 0 if Qt.DockWidgetArea.LeftDockWidgetArea in docked else GAP_PX
        right = 0 if Qt.DockWidgetArea.RightDockWidgetArea in docked else GAP_PX
        self._column.setContentsMargins(left, GAP_PX, right, 0)
        least = _LEAST + QSize(sum(map(self._needed_px, extra)), 0)
        self.setMinimumSize(least.boundedTo(self.screen().availableGeometry().size()))

    def _needed_px(self, dock: QDockWidget) -> int:
        """Return what an extra panel needs with the gap beside it."""
        gap = self.style().pixelMetric(QStyle.PixelMetric.PM_DockWidgetSeparatorExtent, None, self)
        return self._extra[dock.objectName()].least_px + gap

    def _is_extra(self, dock: QDockWidget) -> bool:
        return dock.objectName() in self._extra and self._stands(dock)

    def _made_undo_actions(self) -> list[QAction]:
        stack = self._document.undo_stack
        undo = stack.createUndoAction(self, self.tr("Undo"))
        undo.setShortcut(QKeySequence.StandardKey.Undo)
        redo = stack.createRedoAction(self, self.tr("Redo"))
        redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        for action, name, words in ((undo, "undo", self.tr("Undo")), (redo, "redo", self.tr("Redo"))):
            action.setObjectName(f"{name}_action")
            action.setIcon(icon(name))
            action.setIconText(words)
        return [undo, redo]

    def _make_status_bar(self) -> None:
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        bar.setContentsMargins(8, 0, 8, 0)
        self.file_label = label()
        bar.addWidget(self.file_label, 1)
        bar.messageChanged.connect(self._on_message_changed)
        dark = icon_button("dark", self.tr("Light or dark"))
        dark.clicked.connect(self._on_toggle_theme)
        bar.addPermanentWidget(dark)

    # Messages -----------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        # Menus send these, empty, and Qt would take what is said from the status bar for them.
        return event.type() == QEvent.Type.StatusTip or super().event(event)

    def _show_notice(self) -> None:
        notice = self._notices.current
        if notice is None:
            self.notice.hide()
            return
        self.notice.show_message(
            self._notices.message(notice),
            details=notice.details,
            severity="error" if notice.is_error else "warning",
            action=self._notices.button(notice),
        )

    def show_saved(self, path: str) -> None:
        """Say for a moment where something was written."""
        self.statusBar().showMessage(self.tr("Saved {0}").format(path), 4000)

    def show_told(self, sentence: str) -> None:
        """Say for a moment what was done."""
        self.statusBar().showMessage(sentence, 8000)

    def show_working(self, sentence: str) -> None:
        """Say what is being done, until something else is said; "" ends it."""
        self.statusBar().showMessage(sentence)

    def _on_message_changed(self, words: str) -> None:
        # Qt hides it for a message too, but in a way that lets a window just shown show it again.
        self.file_label.setVisible(not words)

    def _on_opened(self, path: str) -> None:
        # A run that is gone on from is a folder of ours, which means nothing to a person.
        run = Path(path).is_dir()
        words = self.tr("The last checkpoint is back") if run else self.tr("Opened {0}").format(path)
        self.statusBar().showMessage(words, 4000)

    def _on_file_changed(self) -> None:
        document, name = self._document, self._name()
        self.setWindowTitle(f"{name}[*] — cnngui")
        self.setWindowModified(document.dirty)
        clean = self.tr("Saved") if document.path else ""
        state = self.tr("Unsaved changes") if document.dirty else clean
        self.file_label.setText(" · ".join(part for part in (name, state) if part))

    def _name(self) -> str:
        document = self._document
        return Path(document.path).name if document.path else document.title or self.tr("Untitled")

    # Keyboard -----------------------------------------------------------------------------------

    def tab_stops(self) -> list[QWidget]:
        """Return where Tab leads, from left to right: toolbar, panels and pages, status bar."""
        beside: list[QWidget] = [self.pages]
        beside += [dock for dock in self.docks if not dock.isFloating()]
        beside.sort(key=lambda part: part.mapTo(self, QPoint()).x())
        return tab_stops([*self.findChildren(QToolBar), *beside, self.statusBar()])

    def focusNextPrevChild(self, forward: bool) -> bool:
        stops, here = self.tab_stops(), QApplication.focusWidget()
        if not stops:
            return False
        gone = here is not None and not (here.isVisible() and here.isEnabled())
        if gone and self._ring.widget() is not here:
            # Qt moves the keyboard on when what has it is hidden or greyed: nobody pressed Tab, so nothing is
            # ringed.
            self.setFocus()
            return True
        step = 1 if forward else -1
        at = stops.index(here) + step if here in stops else 0 if forward else -1
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        self._ring.lead_to(stops[at % len(stops)], reason)
        return True

    # View ---------------------------------------------------------------------------------------

    def reset_layout(self) -> None:
        """Put every panel back where it was at the first start."""
        self.view_menu.move_panels.setChecked(False)
        self.restoreState(self._default_layout, LAYOUT_VERSION)
        for split in self.pages.findChildren(PageSplit):
            split.reset()
        self._resize_docks(self._widths_px)
        self.layout_reset.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._drop.listen(self)
        self._take_keyboard()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            # A ring around what stands in the toolbar follows it while the window goes: Qt crashes there.
            self._ring.leave(None, None)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._take_keyboard()

    def _take_keyboard(self) -> None:
        """Have the keyboard if nothing else has: Qt gives it to what was made first, and rings that."""
        if self.focusWidget() is None:
            self.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            # Behind the panels' own first paint.
            QTimer.singleShot(0, self.painted.emit)

    def _fit_screen(self) -> None:
        """Take the usual size, or on a small or scaled screen what leaves room for a title bar."""
        space = self.screen().availableGeometry()
        room = QSize(space.width(), space.height() - _TITLE_BAR_PX)
        self.resize(self.sizeHint().boundedTo(room))
        spare = (room - self.size()) / 2
        self.move(space.topLeft() + QPoint(max(0, spare.width()), max(0, spare.height())))

    def restore_layout(self) -> None:
        """Stand as at the last end. What stands now is what `reset_layout` goes back to."""
        self._default_layout = self.saveState(LAYOUT_VERSION)
        geometry, layout = self._settings.window()
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            # Not every window manager sees to it.
            self._fit_screen()
        if not layout.isEmpty():
            self.restoreState(layout, LAYOUT_VERSION)
        for dock in self.docks:
            if self._is_extra(dock) and not self.has_room(dock):
                # The last end was on a wider screen.
                dock.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the panels at the sides be narrow in a narrow window: by itself Qt takes it from the centre."""
        super().resizeEvent(event)
        was, now = event.oldSize().width(), event.size().width()
        if was > 0 and (was < _NARROW_PX) != (now < _NARROW_PX):
            widths = self._least_px if now < _NARROW_PX else self._widths_px
            self._resize_docks(widths)

    def look_like(self, other: MainWindow) -> None:
        """Stand where `other` does, with its panels, its page and its proportions."""
        self.restoreGeometry(other.saveGeometry())
        if not other.isMaximized() and not other.isFullScreen():
            # Qt would put a window that is larger than its screen elsewhere.
            self.setGeometry(other.geometry())
        self.view_menu.move_panels.setChecked(other.view_menu.move_panels.isChecked())
        self.restoreState(other.saveState(LAYOUT_VERSION), LAYOUT_VERSION)
        self.pages.look_like(other.pages)
        splits = zip(*(each.pages.findChildren(PageSplit) for each in (self, other)), strict=True)
        for own, others in splits:
            own.look_like(others)

    def _on_toggle_theme(self) -> None:
        self._settings.theme = "light" if theme().dark else "dark"

    def _on_theme_chosen(self) -> None:
        theme().choose(self._settings.theme)

    # Closing ------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._closed:
            return
        if not self.may_close():
            event.ignore()
            return
        self._asking, self._left = True, False
        self.file_actions.leave_work(self._leave)
        self._asking = False
        if not self._left:
            # Cancelled, or the save is on its way and closes when it has come through.
            event.ignore()
            return
        self._settings.save_window(self.saveGeometry(), self.saveState(LAYOUT_VERSION))
        self._closed = True
        self.closing.emit()

    @property
    def is_kept(self) -> bool:
        """Whether what was learned stays among the runs when it is left."""
        return self._training.is_kept

    def at_stake(self) -> str:
        """Return what leaving means for a training under way, and for weights that no save would keep."""
        training = self._training
        told = [self._run_under_way()] if training.status.busy else []
        if training.would_lose:
            told.append(
                self.tr(
                    "What was learned belongs to another network than the one on the cards, so saving does "
                    "not keep it."
                )
                + (
                    ""
                    if training.is_kept
                    else " " + self.tr("To keep it, cancel and undo the change to the network.")
                )
            )
        elif told:
            told.append(self.tr("That run ends; saving keeps what it has learned so far."))
        return " ".join(told)

    def _run_under_way(self) -> str:
        training = self._training
        name, progress = self._name(), training.progress
        if not progress.epochs:
            return self.tr("“{0}” is about to be trained.").format(name)
        words = self.tr("“{0}” is being trained: epoch {1} of {2}.")
        return words.format(name, progress.epoch, progress.epochs)

    def _leave(self) -> None:
        self._left = True
        if not self._asking:
            self.close()

    def sizeHint(self) -> QSize:
        return QSize(1440, 900)
