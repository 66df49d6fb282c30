"""Whether anything is left to be trained, and how much, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cnngui.messages import text
from cnngui.network.blocks import AnyEntry
from cnngui.network.freezing import learning
from cnngui.network.inference.problems import Edit, Fix, Problem
from cnngui.network.inference.registry import KINDS
from cnngui.network.inference.result import LayerResult
from cnngui.network.layers import AnyLayer, LearningLayer

if TYPE_CHECKING:
    from cnngui.network.inference.infer import Inference


def frozen_problems(layers: Sequence[AnyEntry], results: Sequence[LayerResult]) -> list[Problem]:
    """Return that all that could learn is frozen, so that training would change nothing.

    Only who trains is kept from it: such a network answers, and leaves the program, like any other.
    `results` are of the stack `layers`, in which no error stands.
    """
    if any(result.trainable_parameters for result in results):
        return []
    known = {inside.name: inside for result in results for inside in result.walk()}
    frozen = [layer for layer in learning(layers) if _would_learn(layer, known[layer.name])]
    if not frozen:
        return []
    free = [Edit("replace", each.name, _free(each)) for each in frozen]
    last = Fix("network.fix_unfreeze", (free[-1],), {"target": frozen[-1].name})
    every = Fix("network.fix_unfreeze_all", tuple(free), {"count": len(free)})
    fixes = (last, every) if len(free) > 1 else (last,)
    return [Problem(frozen[-1].name, "network.nothing_trainable", values={"count": len(free)}, fixes=fixes)]


def _free(layer: LearningLayer) -> AnyLayer:
    free: AnyLayer = layer.model_copy(update={"trainable": True})  # type: ignore[assignment]  # all are layers
    return free


def _would_learn(layer: LearningLayer, result: LayerResult) -> bool:
    """Return whether gradients would change something here: not so of a scale and shift that are left out."""
    return (
        result.input_shape is not None and KINDS[result.kind].weights(layer, result.input_shape).trainable > 0
    )


def trainable_words(inference: Inference) -> str:
    """Return how many parameters are trainable, and why the others are not.

    "" where all are trainable, and while an error stands.
    """
    total, trainable = inference.total_parameters, inference.trainable_parameters
    if total is None or trainable is None or total == trainable:
        return ""
    frozen = inference.frozen_parameters or 0
    measured = total - trainable - frozen
    why = "both" if frozen and measured else "frozen" if frozen else "measured"
    counts = {"trainable": trainable, "rest": total - trainable, "frozen": frozen, "measured": measured}
    return text(f"network.trainable_{why}", **counts)
