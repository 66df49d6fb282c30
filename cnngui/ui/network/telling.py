"""What a card has no room for, and what a screen reader says of it; the map tells the same of a layer."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from cnngui.network.names import INPUT
from cnngui.ui.network.cards import UNKNOWN, WHOLE, CardContents
from cnngui.ui.network.words import input_help


def layers_text(contents: CardContents) -> str:
    """Return how many layers a block holds, in words; "" for a layer."""
    if not contents.branches:
        return ""
    return (_tr("{0} layer") if contents.inner == 1 else _tr("{0} layers")).format(contents.inner)


def tip(contents: CardContents) -> str:
    """Return all about a layer, line by line. Names hold no tags, which Qt would take for rich text."""
    if contents.name == INPUT:
        return input_help(contents.axes)
    parts = [f"{contents.kind} “{contents.name}”", contents.summary, layers_text(contents)]
    if contents.shape == UNKNOWN:
        parts.append(_tr("No shape: a layer before it, or the layer itself, has a problem."))
    else:
        parts.append(_tr("Output {0}, {1} parameters").format(contents.shape, contents.parameters))
    if contents.frozen:
        parts.append(frozen_text(contents))
    if contents.sees == WHOLE:
        parts.append(_tr("One value sees the whole input"))
    elif contents.sees:
        parts.append(_tr("One value sees {0} of the input").format(contents.sees))
    return "\n".join(part for part in parts if part)


def frozen_text(contents: CardContents) -> str:
    """Return what it means that something is frozen, and how it is changed."""
    if contents.frozen == "some":
        return _tr("Some of its layers are frozen: training leaves their weights as they are (L)")
    return _tr("Frozen: training leaves its weights as they are. L, or a click on the lock, unfreezes it")


def spoken(contents: CardContents, *, folds: bool = True) -> str:
    """Return a layer or block for a screen reader.

    Args:
        folds: whether to say of a block if it is folded.
    """
    parts = [contents.title, contents.summary, layers_text(contents)]
    if contents.branches and folds:
        parts.append(_tr("folded") if contents.folded else _tr("unfolded"))
    if contents.shape != UNKNOWN:
        parts.append(_tr("output {0}").format(contents.shape))
    if contents.parameters not in ("", UNKNOWN):
        parts.append(_tr("{0} parameters").format(contents.parameters))
    if contents.frozen:
        parts.append(_tr("frozen") if contents.frozen == "all" else _tr("partly frozen"))
    parts += [message.what for message in contents.told]
    return ", ".join(part for part in parts if part)


def _tr(words: str) -> str:
    return QCoreApplication.translate("Card", words)
