"""Why a network says nothing: one sentence in place of its answer, another in place of its maps."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from cnngui.state.answering_model import Unavailable


def why_no_answer(why: Unavailable) -> str:
    """Return what stands in place of an answer, "" while one is on its way."""
    drawn = _tr("Draw or drop a picture: the answer follows.")
    reasons: dict[Unavailable, str] = {
        "": "",
        "starting": _tr("TensorFlow is starting: your network answers in a few seconds …"),
        "dead": _tr("The engine has stopped: restart it in the Train menu."),
        "loading": drawn,
        "missing": _tr("The digits network of this program is damaged or missing: install cnngui again."),
        "no_weights": _tr("This network has no weights yet: press Train."),
        "changed": _tr("The network was changed: train it again."),
        "building": _tr("Your network is being set up …"),
        "broken": _tr("Fix the network first: its cards say what is wrong."),
        "large": _tr("This network is too large for a look before training: its cards say the shapes."),
        "training": _tr("Another network is being trained: this one can be looked into when that has ended."),
        "shape": _tr("This network reads pictures of another size: use a sample of its data."),
        "empty": drawn,
        "no_words": _tr("Type, and the answer follows your words."),
        "no_entry": _tr("This network reads something else: choose the data it is made for."),
    }
    return reasons[why]


def why_no_maps(why: Unavailable, *, learning: bool) -> str:
    """Return what stands in place of the maps.

    Args:
        learning: whether a run is under way, so that missing weights are about to come.
    """
    if why == "no_weights" and learning:
        return _tr("The first weights are on their way …")
    drawn = _tr("Draw or drop a picture, and see here what each layer makes of it.")
    of_maps: dict[Unavailable, str] = {
        "": _tr("One moment …"),
        "loading": drawn,
        "empty": drawn,
        "no_words": _tr("Type a sentence, and see here what each layer makes of it."),
    }
    return of_maps.get(why) or why_no_answer(why)


def _tr(words: str) -> str:
    return QCoreApplication.translate("Unavailable", words)
