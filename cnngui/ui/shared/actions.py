"""Make actions that look and tell the same everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from cnngui.ui.shared.icons import icon


def make_action(
    window: QWidget,
    name: str,
    text: str,
    tip: str,
    slot: Callable[[], object],
    *,
    keys: Sequence[str] = (),
    picture: str = "",
    role: str = "text",
) -> QAction:
    """Return an action that works anywhere in `window`.

    Args:
        name: its objectName, for tests and scripts.
        tip: its tooltip; the first of `keys` is added to it.
        picture, role: one of our icons, and the theme's colour it is drawn in.
    """
    action = QAction(text, window)
    action.setObjectName(name)
    if picture:
        action.setIcon(icon(picture, role))
    action.setShortcuts([QKeySequence(key) for key in keys])
    action.setToolTip(with_keys(tip, action))
    action.triggered.connect(slot)
    window.addAction(action)
    return action


def with_keys(tip: str, action: QAction) -> str:
    """Return `tip` with the keys of `action` behind it, if it has any."""
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return f"{tip} ({keys})" if keys else tip


def keys_by_name(actions: Iterable[QAction]) -> list[tuple[str, str]]:
    """Return names and keys of the actions that have keys, sorted by name; those of one name in one line."""
    native = QKeySequence.SequenceFormat.NativeText
    found: dict[str, list[str]] = {}
    for action in actions:
        keys = found.setdefault((action.iconText() or action.text()).replace("&", "").rstrip(" …"), [])
        keys += [written for key in action.shortcuts() if (written := key.toString(native)) not in keys]
    return sorted((name, ", ".join(keys)) for name, keys in found.items() if name and keys)
