"""Which networks of the slides are trained for their figures, by which recipe, and what must be reached.

Networks, recipes and printed figures are the presets'. What stands here is which of them belong to a lesson,
where a lesson's recipe is another than its preset's, and the floors: seeds, versions and machines differ, so
none is the printed figure itself.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from cnngui.course.presets import Ensemble, Figures, Preset, preset
from cnngui.course.presets.preset import DEEP_LEARNING_13, STUDENT_NOTES
from cnngui.network.blocks import AnyEntry
from cnngui.network.inference.infer import infer
from cnngui.network.layers import Conv2D, Dense, Dropout
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe

Data = Literal["xor", "mnist-55000", "mnist-60000", "cifar10"]

SAMPLES: dict[Data, int] = {"xor": 4, "mnist-55000": 55_000, "mnist-60000": 60_000, "cifar10": 10_000}
"""For the order of the trainings."""

_OF_A_STEP = 1e7
"""Multiply-adds that take as long as one step of a network that is too small to count."""


@dataclass(frozen=True)
class Floor:
    """What "it works" means.

    Attributes:
        accuracy: at least this, 0..1.
        at_most: an accuracy that is not exceeded, where the lesson is that the network cannot learn it.
        cost: and this cost at the end, to 0.001.
    """

    accuracy: float = 0.0
    at_most: float = 1.0
    cost: float | None = None

    def met(self, accuracy: float, cost: float) -> bool:
        """Whether a training did what the lesson says."""
        near = self.cost is None or abs(cost - self.cost) <= 0.001
        return self.accuracy <= accuracy <= self.at_most and near

    def __str__(self) -> str:
        bounds = [f"≥ {self.accuracy}"] if self.accuracy else []
        bounds += [f"≤ {self.at_most}"] if self.at_most < 1 else []
        return ", ".join(bounds + ([] if self.cost is None else [f"cost {self.cost} ± 0.001"]))


@dataclass(frozen=True)
class Training:
    """One network to be trained once.

    Attributes:
        key: names its row and its folder.
        epochs: more than a `Recipe` can hold, for one lesson.
        logged: the epochs whose cost a slide prints.
    """

    key: str
    network: Network
    recipe: Recipe
    data: Data
    epochs: int
    logged: tuple[int, ...] = ()

    @property
    def digest(self) -> str:
        """What tells a row of this training from one of another network, recipe or length."""
        values = (_told(self.network), _told(self.recipe), self.data, self.epochs)
        return hashlib.sha256(repr(values).encode()).hexdigest()[:16]

    @property
    def work(self) -> float:
        """How long it takes, as multiply-adds of answers: the cheaper comes first."""
        samples = SAMPLES[self.data]
        steps = math.ceil(samples / self.recipe.batch_size)
        return ((infer(self.network).total_multiply_adds or 0) * samples + _OF_A_STEP * steps) * self.epochs


@dataclass(frozen=True)
class Lesson:
    """A row of the table: a network, and what is printed of it.

    Attributes:
        key: its number among the lessons, such as "N13".
        preset: whose figures are shown.
        figures: those of them that belong to this lesson.
    """

    key: str
    preset: Preset
    figures: tuple[Figures, ...]
    training: Training
    floor: Floor


@dataclass(frozen=True)
class Vote:
    """A row of the table: some networks that differ in their seed, and what is printed of them together."""

    key: str
    preset: Preset
    figures: Ensemble
    members: tuple[Training, ...]

    @property
    def digest(self) -> str:
        """What tells a row of these members from one of others."""
        return hashlib.sha256("".join(each.digest for each in self.members).encode()).hexdigest()[:16]


def lessons(epochs: int | None = None) -> tuple[Lesson, ...]:
    """Return those of one network, by number.

    Args:
        epochs: for a trial, instead of what the slides say.
    """
    stuck = Floor(at_most=0.75, cost=round(math.log(2), 7))
    # 001 trains softmax otherwise than 002, and does not print how: this is what it does with all others.
    keras = preset("mnist-dense-dropout").recipe
    softmax = {"network": _as_layers(preset("mnist-softmax").network), "recipe": keras, "data": "mnist-60000"}
    return (
        _lesson("N2", "xor-logistic", stuck, epochs),
        _lesson("N3", "xor-2-2-1", Floor(1.0), epochs),
        _lesson("N4", "xor-deep-wide", Floor(1.0), epochs),
        _lesson("N5", "xor-10-sigmoid", stuck, epochs),
        _lesson("N6", "xor-10-relu", Floor(1.0), epochs),
        _lesson("N8", "mnist-softmax", Floor(0.88), epochs, STUDENT_NOTES),
        _lesson("N8-001", "mnist-softmax", Floor(0.92), epochs, DEEP_LEARNING_13, **softmax),
        _lesson("N9", "mnist-nn-sigmoid", Floor(0.87), epochs),
        _lesson("N10", "mnist-nn-relu", Floor(0.93), epochs),
        _lesson("N11", "mnist-nn-xavier", Floor(0.96), epochs),
        _lesson("N12", "mnist-dense-dropout", Floor(0.975), epochs),
        _lesson("N13", "mnist-cnn", Floor(0.985), epochs),
        _lesson("N14", "mnist-simple-cnn", Floor(0.98), epochs),
        _lesson("N15", "mnist-deep-cnn", Floor(0.985), epochs),
        # No accuracy is printed. A linear classifier reads some 40 % of CIFAR-10.
        _lesson("N20", "cifar10-cnn-tf", Floor(0.5), epochs),
        _lesson("N21", "cifar10-cnn-keras", Floor(0.4), epochs),
    )


SUMMARY = ("N8-001", "N12", "N13")
"""Softmax, dense layers and CNN: what N19 lists."""


def votes(epochs: int | None = None) -> tuple[Vote, ...]:
    """Return the ensembles; the smaller one's members are the first of the larger one's."""
    shown = preset("mnist-deep-cnn")
    seven, two = shown.ensembles
    members = tuple(_members(shown, len(seven.members), epochs or two.epochs or shown.recipe.epochs))
    return Vote("N17", shown, seven, members), Vote("N18", shown, two, members[: len(two.members)])


def trainings(keys: tuple[str, ...] = (), epochs: int | None = None) -> list[Training]:
    """Return what is to be trained for these lessons, all by default: each once, the cheaper first."""
    wanted = {*keys, *(SUMMARY if "N19" in keys else ())}
    found = [each.training for each in lessons(epochs) if not keys or each.key in wanted]
    for vote in votes(epochs):
        found += [each for each in vote.members if not keys or {vote.key, each.key} & wanted]
    return sorted({each.key: each for each in found}.values(), key=lambda each: each.work)


def _lesson(
    key: str, name: str, floor: Floor, epochs: int | None, source: str = "", **changed: Any
) -> Lesson:
    shown = preset(name)
    figures = tuple(each for each in shown.figures if source in ("", each.source))
    logged = sorted({epoch for each in figures for epoch in each.history.get("cost", ())})
    # Of the two XOR networks of ten layers the last printed step lies behind the preset's last.
    length = epochs or max(shown.recipe.epochs, *logged, 0)
    values = {"network": shown.network, "recipe": shown.recipe, "data": _data(shown), **changed}
    values["recipe"] = _in_float32(values["recipe"])
    training = Training(key, **values, epochs=length, logged=tuple(e for e in logged if e <= length))
    return Lesson(key, shown, figures, training, floor)


def _members(shown: Preset, count: int, epochs: int) -> Iterator[Training]:
    network = _as_layers(shown.network, last_rate=0.5)
    for seed in range(1, count + 1):
        recipe = _in_float32(shown.recipe).model_copy(update={"seed": seed})
        yield Training(f"member-{seed}", network, recipe, _data(shown), epochs)


def _as_layers(network: Network, last_rate: float | None = None) -> Network:
    """Return a network as tf.layers and Keras make it: with biases of 0, and Xavier's weights.

    Args:
        last_rate: of the last dropout. The ensembles' program (002) has 0.3, and 0.5 before the last layer.
    """
    own = Dense(units=1)
    usual = {name: getattr(own, name) for name in ("use_bias", "kernel_initializer", "bias_initializer")}
    last = [layer.name for layer in network.layers if isinstance(layer, Dropout)][-1:]
    layers: list[AnyEntry] = []
    for layer in network.layers:
        changed = usual if isinstance(layer, (Conv2D, Dense)) else {}
        if last_rate is not None and layer.name in last:
            changed = {"rate": last_rate}
        layers.append(layer.model_copy(update=changed))
    return network.with_layers(layers)


def _told(value: Any) -> Any:
    """Return a network or recipe as plain values; what is left at its default may get company later."""
    if isinstance(value, tuple):
        return [_told(each) for each in value]
    if not isinstance(value, BaseModel):
        return value
    fields = {name: (getattr(value, name), field) for name, field in type(value).model_fields.items()}
    own = [(name, _told(found)) for name, (found, field) in fields.items() if found != field.get_default()]
    return type(value).__name__, own


def _data(shown: Preset) -> Data:
    """Return what a preset was trained on: the note of its lesson says how many of MNIST's pictures."""
    if shown.data != "digits":
        return "xor" if shown.data == "xor" else "cifar10"
    return "mnist-55000" if any(each.code == "train_55000" for each in shown.notes) else "mnist-60000"


def _in_float32(recipe: Recipe) -> Recipe:
    """Return a recipe in the numbers that the slides' programs computed in, whatever is faster here."""
    return recipe.model_copy(update={"precision": "float32"})
