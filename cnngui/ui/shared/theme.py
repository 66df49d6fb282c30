"""The colours of the window, light and dark, and how they reach Qt."""

from __future__ import annotations

import weakref
from dataclasses import dataclass, fields

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from cnngui.ui.shared.stylesheet import stylesheet

GAP_PX = 8
_LINUX_FACES = ("Inter", "Ubuntu Sans", "Ubuntu", "Cantarell", "Noto Sans", "Open Sans")


@dataclass(frozen=True)
class Colours:
    """The named colours of one theme, as ``#rrggbb``.

    Text is written in `text`, `muted`, `accent`, `error`, `warning`, `right` and `wrong`, with a contrast of
    at least 4.5 to what is below it. `edge` parts a field from its ground, at least 3; `line` only adorns.
    `train` and `validation` are lines of curves, and no text.
    """

    ground: str
    pane: str
    line: str
    edge: str
    text: str
    muted: str
    accent: str
    on_accent: str
    accent_hover: str
    selected: str
    hover: str
    field: str
    error: str
    error_ground: str
    warning: str
    warning_ground: str
    right: str
    wrong: str
    train: str
    validation: str
    track: str

    def as_dict(self) -> dict[str, str]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


# Curve colours are Okabe and Ito's (2008), distinguishable with colour-blind eyes; lighter on dark ground.
LIGHT = Colours(
    ground="#f3f4f6", pane="#ffffff", line="#dfe2e7", edge="#868e9a", text="#1b1f24", muted="#606874",
    accent="#0b62c4", on_accent="#ffffff", accent_hover="#0a56ad", selected="#e7f0fb", hover="#f1f3f6",
    field="#ffffff", error="#b3261e", error_ground="#fdeceb", warning="#8a5a00", warning_ground="#fff5df",
    right="#007a5a", wrong="#b04d00", train="#0072b2", validation="#d55e00", track="#eceef1",
)  # fmt: skip
DARK = Colours(
    ground="#1a1c20", pane="#23262b", line="#363a42", edge="#7a828f", text="#e8eaee", muted="#9aa2ae",
    accent="#58a6ff", on_accent="#0d1a2b", accent_hover="#79b8ff", selected="#22344c", hover="#2b2f36",
    field="#1c1f23", error="#ff8a80", error_ground="#3d2523", warning="#f2c14e", warning_ground="#3a3120",
    right="#2fc79a", wrong="#f0924a", train="#56b4e9", validation="#f0924a", track="#2f333a",
)  # fmt: skip


class Theme(QObject):
    """The theme in force. Painting widgets read `colours` and repaint on `changed`."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.dark = False
        self._choice = "system"
        self._dressed: list[weakref.ref[QWidget]] = []
        # The style hints outlive us; a lambda or partial would keep a dead theme alive.
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_changed)

    @property
    def colours(self) -> Colours:
        return DARK if self.dark else LIGHT

    def choose(self, choice: str) -> None:
        """Follow the "system", or be "light" or "dark"."""
        self._choice = choice
        self._apply()

    def dress(self, window: QWidget) -> None:
        """Give a window, and all that opens from it, the look of the theme, now and after each change.

        The sheet is not the application's: Qt then takes six times as long to change it, 0.6 s.
        """
        self._dressed = [*(known for known in self._dressed if known() is not None), weakref.ref(window)]
        window.setStyleSheet(stylesheet(self.colours.as_dict()))

    def _on_system_changed(self) -> None:
        if self._choice == "system":
            self._apply()

    def _apply(self) -> None:
        system_is_dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        self.dark = self._choice == "dark" or (self._choice == "system" and system_is_dark)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        # WORKAROUND(Qt 6.8): setColorScheme silently does nothing where the platform has no theme of its own,
        # so the palette is ours; no report known.
        app.setPalette(_qt_palette(self.colours))
        sheet = stylesheet(self.colours.as_dict())
        for known in self._dressed:
            window = known()
            if window is not None and shiboken6.isValid(window):
                window.setStyleSheet(sheet)
        self.changed.emit()


_theme: Theme | None = None


def theme() -> Theme:
    """Return the theme of this application, made at the first call."""
    global _theme
    if _theme is None:
        _theme = Theme(QApplication.instance())
        _theme.destroyed.connect(_forget)
    return _theme


def _forget() -> None:
    global _theme
    _theme = None


def set_up(app: QApplication) -> None:
    """Give the application its style and font. Call once, before any widget is made."""
    app.setStyle("Fusion")
    font = app.font()
    # Minimal Linux installations fall back to a wide face; any of these is what a desktop there would use.
    if font.family() in ("Sans Serif", "DejaVu Sans", ""):
        installed = set(QFontDatabase.families())
        font.setFamily(next((name for name in _LINUX_FACES if name in installed), font.family()))
    font.setPixelSize(13)
    font.setStyleHint(QFont.StyleHint.SansSerif)
    app.setFont(font)


def tabular(font: QFont) -> QFont:
    """Return `font` with figures of equal width, so that changing numbers do not dance."""
    figures = QFont(font)
    figures.setFeature(QFont.Tag("tnum"), 1)
    return figures


def _qt_palette(colours: Colours) -> QPalette:
    roles = {
        QPalette.ColorRole.Window: colours.ground,
        QPalette.ColorRole.WindowText: colours.text,
        QPalette.ColorRole.Base: colours.field,
        QPalette.ColorRole.AlternateBase: colours.pane,
        QPalette.ColorRole.Text: colours.text,
        QPalette.ColorRole.PlaceholderText: colours.muted,
        QPalette.ColorRole.Button: colours.pane,
        QPalette.ColorRole.ButtonText: colours.text,
        QPalette.ColorRole.ToolTipBase: colours.pane,
        QPalette.ColorRole.ToolTipText: colours.text,
        QPalette.ColorRole.Highlight: colours.accent,
        QPalette.ColorRole.HighlightedText: colours.on_accent,
        QPalette.ColorRole.Link: colours.accent,
        QPalette.ColorRole.Accent: colours.accent,
        QPalette.ColorRole.Light: colours.pane,
        QPalette.ColorRole.Midlight: colours.hover,
        QPalette.ColorRole.Mid: colours.line,
        QPalette.ColorRole.Dark: colours.line,
        QPalette.ColorRole.Shadow: colours.ground,
    }
    palette = QPalette()
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        faint = QColor(colours.muted)
        faint.setAlpha(130)
        palette.setColor(QPalette.ColorGroup.Disabled, role, faint)
    return palette
