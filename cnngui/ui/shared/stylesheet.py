"""The one Qt style sheet. Widgets opt in by a dynamic property ``role``, never by inline styles."""

from __future__ import annotations

from string import Template

from cnngui.ui.shared.icon_files import icon_file

_SHEET = Template("""
QWidget { color: $text; }
QMainWindow, QDialog, #window_ground { background: $ground; }
QToolTip { background: $pane; color: $text; border: 1px solid $line; padding: 6px 8px; }

QLabel, QCheckBox, QRadioButton { background: transparent; }
*[role="title"] { font-weight: 600; }
*[role="muted"] { color: $muted; font-size: 12px; }
*[role="figure"] { font-weight: 600; }
*[role="huge"] { font-size: 40px; font-weight: 700; }
*[role="large"] { font-size: 22px; font-weight: 700; }
*[role="error_text"] { color: $error; }
*[role="warning_text"] { color: $warning; }
*[role="link"] { color: $accent; border: none; background: transparent; padding: 2px 4px; }
*[role="link"]:hover { text-decoration: underline; }

QFrame[role="pane"] { background: $pane; border: 1px solid $line; border-radius: 8px; }
QFrame[role="rule"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QFrame[role="upright_rule"] { background: $line; border: none; max-width: 1px; min-width: 1px; }
QFrame[role="error"] { background: $error_ground; border: 1px solid $error; border-radius: 6px; }
QFrame[role="warning"] { background: $warning_ground; border: 1px solid $warning; border-radius: 6px; }

QToolBar { background: $pane; border: none; border-bottom: 1px solid $line; spacing: 4px; padding: 6px 10px; }
QToolBar::separator { background: $line; width: 1px; margin: 6px 8px; }
QMenuBar { background: $pane; border: none; }
QMenuBar::item { padding: 4px 10px; background: transparent; border-radius: 4px; }
QMenuBar::item:selected { background: $hover; }
QStatusBar { background: $ground; color: $muted; border: none; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: $muted; font-size: 12px; padding: 0 6px; }

QPushButton, QToolButton {
    background: $pane; border: 1px solid $line; border-radius: 6px; padding: 4px 10px; min-height: 20px;
}
QPushButton:hover, QToolButton:hover { background: $hover; }
QPushButton:pressed, QToolButton:pressed, QToolButton:checked, QPushButton:checked {
    background: $selected; border-color: $accent;
}
QPushButton:focus, QToolButton:focus { border: 1px solid $accent; }
QPushButton:disabled, QToolButton:disabled { color: $muted; }
#qt_msgbox_label { font-weight: 600; min-width: 340px; }
#qt_msgbox_informativelabel { min-width: 340px; }
QDialogButtonBox, QMessageBox { dialogbuttonbox-buttons-have-icons: 0; }
QDialogButtonBox QPushButton, QMessageBox QPushButton { min-width: 56px; }
QPushButton:default, QPushButton[role="primary"], QToolButton[role="primary"] {
    background: $accent; color: $on_accent; border: 1px solid $accent; font-weight: 600; padding: 4px 16px;
}
QPushButton:default:disabled { background: $track; color: $muted; border: 1px solid $line; }
QPushButton:default:hover, QPushButton[role="primary"]:hover, QToolButton[role="primary"]:hover {
    background: $accent_hover; border-color: $accent_hover;
}
QPushButton[role="primary"]:disabled, QToolButton[role="primary"]:disabled {
    background: $track; color: $muted; border-color: $line;
}
QPushButton[role="primary"]:focus, QToolButton[role="primary"]:focus { border: 2px solid $text; }
QToolBar QToolButton, QToolButton[role="flat"], QPushButton[role="flat"] {
    background: transparent; border: 1px solid transparent;
}
QToolBar QToolButton { padding: 5px; }
QToolBar QToolButton:hover, QToolButton[role="flat"]:hover, QPushButton[role="flat"]:hover {
    background: $hover;
}
QToolBar QToolButton:focus, QToolButton[role="flat"]:focus, QPushButton[role="flat"]:focus {
    border: 1px solid $accent;
}
QToolBar QToolButton[role="primary"] {
    background: $accent; border: 1px solid $accent; color: $on_accent; padding: 5px 16px 5px 12px;
}
QToolBar QToolButton[role="primary"]:hover { background: $accent_hover; }
QToolBar QToolButton[role="primary"]:disabled { background: $track; color: $muted; border-color: $line; }
QToolButton[role="menu"] {
    background: transparent; border: 1px solid transparent; color: $muted; padding: 1px 4px;
}
QToolButton[role="menu"]:hover, QToolButton[role="menu"]:pressed { background: $hover; color: $text; }
QToolButton[role="menu"]:checked { background: $selected; }
QToolButton[role="menu"]:focus { border: 1px solid $accent; }
QPushButton[role="small"] { padding: 1px 6px; min-height: 18px; font-size: 12px; }
QLabel[role="caution"] { color: $warning; }
QPushButton[role="small"][state="warning"] { color: $warning; border-color: $warning; }
QPushButton[role="segment"] { padding: 4px 7px; }
QPushButton[role="fold"] {
    background: transparent; border: 1px solid transparent; color: $muted;
    padding: 0 6px 0 0; font-size: 12px; text-align: left;
}
QPushButton[role="problem"] {
    background: $error_ground; border: 1px solid transparent; color: $error; border-radius: 4px;
    padding: 1px 4px; font-size: 12px; text-align: left;
}
QPushButton[role="problem"]:hover, QPushButton[role="problem"]:focus { border: 1px solid $error; }
QPushButton[role="fold"]:hover { color: $text; }
QPushButton[role="fold"]:focus { border: 1px solid $accent; border-radius: 4px; }
QPushButton[role="link"]:focus { border: 1px solid $accent; border-radius: 4px; }
QFrame[role="palette"] { background: $pane; border: 1px solid $line; }
QToolButton[role="compact"] { padding: 4px; }
QToolButton::menu-indicator { image: none; width: 0; }
QPushButton::menu-indicator { image: none; width: 0; }

QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox, QPlainTextEdit, QTextEdit {
    background: $field; border: 1px solid $edge; border-radius: 6px; padding: 3px 8px; min-height: 20px;
    selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit > QToolButton { background: transparent; border: none; padding: 0; min-height: 0; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus {
    border: 1px solid $accent;
}
QLineEdit[state="error"], QSpinBox[state="error"], QDoubleSpinBox[state="error"] { border: 1px solid $error; }
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled { color: $muted; }
QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::down-button {
    width: 0; border: none;
}
QSpinBox, QDoubleSpinBox { max-height: 20px; }
QComboBox::drop-down { border: none; width: 18px; }
QComboBox::down-arrow { image: url($chevron); width: 10px; height: 10px; }
QComboBox[role="flat"] {
    background: transparent; border: 1px solid transparent; color: $muted; padding: 3px 1px 3px 5px;
}
QComboBox[role="flat"]:hover { background: $hover; }
QComboBox[role="flat"]:focus { border: 1px solid $accent; }
QComboBox QAbstractItemView, QMenu {
    background: $pane; border: 1px solid $line; padding: 4px; outline: none;
    selection-background-color: $selected; selection-color: $text;
}
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: $selected; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }

QTabBar { background: transparent; }
QTabBar::tab {
    background: transparent; border: none; border-bottom: 2px solid transparent; padding: 6px 2px;
    margin-right: 20px;
    color: $muted;
}
QTabBar[role="near"]::tab { margin-right: 8px; }
QTabBar::tab:selected { color: $text; font-weight: 600; border-bottom: 2px solid $accent; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:focus { color: $accent; }

QProgressBar { background: $track; border: none; border-radius: 2px; max-height: 5px; min-height: 5px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }

QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $line; border-radius: 4px; margin: 1px; min-height: 28px; min-width: 28px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
    background: transparent; border: none; width: 0; height: 0;
}

QCheckBox::indicator, QListView::indicator {
    width: 14px; height: 14px; border: 1px solid $edge; border-radius: 3px; background: $field;
}
QCheckBox::indicator:checked, QListView::indicator:checked {
    background: $accent; border-color: $accent; image: url($check);
}
QCheckBox:focus { color: $accent; }

QSlider::groove:horizontal { background: $track; height: 4px; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal {
    background: $pane; border: 1px solid $muted; width: 12px; height: 12px; margin: -5px 0;
    border-radius: 7px;
}
QSlider::handle:horizontal:focus { border: 2px solid $accent; }

QDockWidget { titlebar-close-icon: none; titlebar-normal-icon: none; }
QDockWidget::title { background: transparent; padding: 0; }
QMainWindow::separator { background: $ground; width: 8px; height: 8px; }
QMainWindow::separator:hover { background: $line; }
QSplitter::handle { background: transparent; }

QListView, QTreeView, QTableView {
    background: $pane; border: none; outline: none; selection-background-color: $selected;
    selection-color: $text;
}
QTableView::corner, QAbstractScrollArea::corner { background: transparent; border: none; }
QHeaderView { background: $pane; }
QHeaderView::section {
    background: $pane; color: $muted; border: none; border-bottom: 1px solid $line; padding: 6px 4px;
}
QHeaderView::up-arrow, QHeaderView::down-arrow { image: none; width: 0; height: 0; }
QTableView#compare_table { border: 1px solid $line; border-radius: 8px; }
QTableView::item { padding: 3px 4px; }
QTableView::item:selected { background: $selected; color: $text; }
QListView::item { padding: 6px 8px; border-radius: 6px; }
QListView::item:selected { background: $selected; color: $text; }
QListView::item:hover { background: $hover; }
""")


def stylesheet(values: dict[str, str]) -> str:
    """Return the sheet for the colours `values`, by their names."""
    pictures = {
        "chevron": icon_file("chevron-down", values["muted"]),
        "check": icon_file("check", values["on_accent"]),
    }
    return _SHEET.substitute(values, **pictures)
