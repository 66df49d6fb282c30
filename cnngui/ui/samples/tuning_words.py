"""What a fine-tuning is expected to do, how far it is, and what came of it, in sentences."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from cnngui.engine.protocol import FineTuning as Progress
from cnngui.engine.tuning import FEWEST_TO_HOLD_OUT
from cnngui.runs.run_files import Tuned
from cnngui.state.fine_tuning import WhyNot
from cnngui.state.progress import clock
from cnngui.ui.shared.value_text import exact_percent

FEW = 10
FORGOTTEN = 0.01
"""So large a loss of what it knew is said to be one."""


def promise(called: str, usable: int, unknown: int) -> str:
    """Return what would be learned, by which network, and what may be expected of so few samples.

    Args:
        called: the network. usable: own samples of its classes. unknown: those of others.
    """
    words = _tr("“{0}” learns your sample") if usable == 1 else _tr("“{0}” learns your {1} samples")
    told = [
        words.format(called, usable)
        + _tr(
            ", with some that it knew already among them so that it does not forget these. It takes some 10 "
            "seconds, on a slow computer more. What comes of it is a run of its own: nothing is overwritten."
        )
    ]
    if unknown:
        told.append(_left_out(unknown))
    if usable < FEW:
        told.append(
            _tr(
                "So few teach it these very drawings rather than how you write: draw each form that it "
                "misreads some ten times."
            )
        )
    return " ".join(told)


def _left_out(unknown: int) -> str:
    if unknown == 1:
        return _tr("1 sample is of a class that it does not know, and is left out.")
    return _tr("{0} samples are of classes that it does not know, and are left out.").format(unknown)


def why_not_text(why: WhyNot) -> str:
    """Return why there can be no fine-tuning now; "" for no reason."""
    return {
        "": "",
        "engine": _tr("TensorFlow is starting."),
        "dead": _tr("The engine has stopped: restart it in the Train menu."),
        "training": _tr("A training is under way: fine-tuning can begin when it has ended."),
        "ensemble": _tr("Several networks answer together. Let one alone answer to fine-tune it."),
        "answer": _tr("No network answers now: the panel Draw says why."),
        "kind": _tr("The network that answers reads no pictures: own samples are of no use to it."),
        "classes": _tr("The network that answers tells no classes apart."),
        "none": _tr("Keep some samples first."),
        "unknown": _tr(
            "No own sample is of a class that the network knows. Fine-tuning teaches it other forms of its "
            "classes; for new ones train a network on your samples (Use as data)."
        ),
    }[why]


def progress_text(progress: Progress) -> str:
    """Return what is being done, and how long still."""
    if progress.stage != "learning":
        return {
            "waiting": _tr("Waiting for the training under way …"),
            "preparing": _tr("Getting the network ready …"),
            "measuring": _tr("Measuring what it knows …"),
        }[progress.stage]
    parts = [_tr("Learning")]
    if progress.seconds_left is not None:
        parts.append(_tr("{0} left").format(clock(progress.seconds_left)))
    if progress.old_before is not None and progress.old_now is not None:
        words = _tr("what it knew: {0} → {1}")
        parts.append(words.format(exact_percent(progress.old_before, 1), exact_percent(progress.old_now, 1)))
    return " · ".join(parts)


def own_title(tuned: Tuned) -> str:
    """Return what the figures of own samples are of."""
    if tuned.held_out:
        return _tr("Your samples: {0} kept aside").format(tuned.held_out)
    return _tr("Your samples: the {0} it learned from").format(tuned.learned)


def old_title(tuned: Tuned) -> str:
    """Return what the figures of old samples are of."""
    return _tr("What it knew: {0:,} test samples of {1}").format(tuned.old_samples, tuned.old_label)


def rows(tuned: Tuned) -> list[tuple[str, str, str]]:
    """Return title, before and after of each figure."""
    own, old = tuned.own_samples, tuned.old_samples
    before, after = (
        exact_percent(right / old, 1) if old else "–" for right in (tuned.old_before, tuned.old_after)
    )
    of = _tr("{0} of {1}")
    return [
        (own_title(tuned), of.format(tuned.own_before, own), of.format(tuned.own_after, own)),
        (old_title(tuned), before, after),
    ]


def judged(tuned: Tuned) -> str:
    """Return what the figures mean."""
    told = []
    lost = (tuned.old_before - tuned.old_after) / tuned.old_samples if tuned.old_samples else 0.0
    if lost >= FORGOTTEN:
        told.append(
            _tr("It has forgotten some of what it knew: go back, or draw more, and more different, samples.")
        )
    if tuned.held_out:
        told.append(
            _tr("It never learned from those kept aside: so, more or less, it will do on new ones of yours.")
        )
    else:
        words = _tr(
            "It has seen these samples, so new drawings may go worse. From {0} samples on, a fifth is kept "
            "aside to tell."
        )
        told.append(words.format(FEWEST_TO_HOLD_OUT))
    if tuned.unknown:
        told.append(_left_out(tuned.unknown))
    if tuned.unread:
        told.append(_tr("In {0} no ink was found.").format(tuned.unread))
    if tuned.own_after < tuned.own_samples and not tuned.complete:
        told.append(_tr("Time was up before it had learned them all: fine-tune it once more."))
    elif not tuned.complete:
        told.append(_tr("Time was up before the last, smallest steps: once more may bring old ones back."))
    return " ".join(told)


def _tr(words: str) -> str:
    return QCoreApplication.translate("FineTuning", words)
