"""Why a network says nothing: one sentence in place of its answer, another in place of its maps."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from cnngui.state.answering_model import Unavailable


def why_no_answer(why: Unavailable) -> str:
    """Return what stands in place of an answer, "" while one is on its way."""
    return _sentences()[why][0]


def why_no_maps(why: Unavailable, *, learning: bool) -> str:
    """Return what stands in place of the maps.

    Args:
        learning: whether a run is under way, so that missing weights are about to come.
    """
    if why == "no_weights" and learning:
        return _tr("The first weights are on their way …")
    return _sentences()[why][1]


def _sentences() -> dict[Unavailable, tuple[str, str]]:
    starting = _tr("The engine is starting …")
    building = _tr("Your network is being set up …")
    broken = _tr("Mend the network first: its cards say what is wrong.")
    large = _tr("This network is too large for a look before training: its cards say the shapes.")
    training = _tr("Another network is being trained: this one can be looked into when that has ended.")
    dead = _tr("The engine has stopped: restart it in the Train menu.")
    return {
        "": ("", _tr("One moment …")),
        "starting": (starting, starting),
        "dead": (dead, dead),
        "no_weights": (
            _tr("Press Train: this network has no weights yet."),
            _tr("This network has no weights yet: press Train."),
        ),
        "changed": (
            _tr("The network was changed: train it again."),
            _tr("The network was changed: train it again to look inside."),
        ),
        "building": (building, building),
        "broken": (broken, broken),
        "large": (large, large),
        "training": (training, training),
        "shape": (
            _tr("This network reads pictures of another size: use a sample of its data."),
            _tr("This network reads pictures of another size: try a sample of its own data."),
        ),
        "empty": (
            _tr("Draw, and the answer follows your pen."),
            _tr("Draw a digit, and see here what each layer makes of it."),
        ),
        "no_words": (
            _tr("Type, and the answer follows your words."),
            _tr("Type a sentence, and see here what each layer makes of it."),
        ),
        "no_entry": (
            _tr("This network reads something else: choose the data it is made for."),
            _tr("Nothing can be shown to this network here: choose the data it is made for."),
        ),
    }


def _tr(words: str) -> str:
    return QCoreApplication.translate("Unavailable", words)
