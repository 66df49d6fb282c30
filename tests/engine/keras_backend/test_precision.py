"""What mixed_bfloat16 changes, and what it leaves as it is."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import numpy as np
import pytest

from cnngui.engine.precision import ChosenPrecision
from cnngui.files import folders
from cnngui.network import layers as kinds
from cnngui.network.inference.registry import KINDS
from cnngui.network.network import Network
from cnngui.network.recipe import SGD, Policy, Recipe
from tests.contracts.test_layer_registry import KIND_NAMES, built, numbers
from tests.engine.conftest import pictures
from tests.engine.keras_backend.test_parts import BLOCKS

pytestmark = pytest.mark.tensorflow

SPACING = 2.0**-7
"""From one bfloat16 to the next, in relation to it, at the most."""
SAMPLES = 24


class Trained:
    """A network after some steps of plain gradient descent, all on the same samples."""

    def __init__(self, policy: Policy, rate: float, parts: int = 1, network: Network = BLOCKS) -> None:
        from cnngui.engine.keras_backend.build import build_model, trainable_weights
        from cnngui.engine.keras_backend.objective import objective_of
        from cnngui.engine.keras_backend.optimizers import FusedOptimizer
        from cnngui.engine.keras_backend.parts import InParts
        from cnngui.engine.keras_backend.steps import Evaluation, Samples, training_steps

        self.model = build_model(network, seed=1)
        trained = trainable_weights(self.model, network)
        before = [weight.numpy() for weight in trained]
        x, y = pictures(SAMPLES, 1)
        samples, objective = Samples.of(x[..., np.newaxis], y), objective_of(network, Recipe(), 3)
        in_parts = InParts(self.model, network, parts, policy)
        steps = training_steps(in_parts, FusedOptimizer(SGD(), trained), objective, samples, SAMPLES)
        self.validated = Evaluation(in_parts, objective, samples).traced()(np.arange(SAMPLES))[0]
        result = steps(np.arange(SAMPLES)[np.newaxis], 0, np.full(1, rate), ())
        assert result.finite
        self.loss = result.loss
        self.moved = [now.numpy() - old for now, old in zip(trained, before, strict=True)]
        self.before = before


def is_bfloat16(values: Any) -> np.ndarray:
    """Return bool: which float32 numbers are bfloat16 as well, whose last 16 bits are 0."""
    told: np.ndarray = (np.asarray(values, np.float32).view(np.uint32) & 0xFFFF) == 0
    return told


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_a_kind_computes_as_if_keras_had_made_it_so_or_cannot(kind: str) -> None:
    import tensorflow as tf

    from cnngui.engine.keras_backend.own_layers import OWN_LAYERS

    model, other, given = built(kind), built(kind), tf.constant(numbers(kind))
    layer, twin = model.layers[-1], other.layers[-1]
    config = {**twin.get_config(), "dtype": "mixed_bfloat16"}
    twin = (OWN_LAYERS.get(kind) or type(twin)).from_config(config)
    twin.build(given.shape)
    twin.set_weights(layer.get_weights())
    layer.dtype_policy = "mixed_bfloat16"
    if cell := getattr(layer, "cell", None):
        cell.dtype_policy = "mixed_bfloat16"
    arguments = {"training": True} if KINDS[kind].training_only or KINDS[kind].standardizes else {}

    def answered(which: Any) -> tuple[Any, Any]:
        with tf.GradientTape() as tape:
            tape.watch(given)
            answer = which(given, **arguments)
        variables = [variable.value for variable in which.trainable_variables]
        return answer, [tf.convert_to_tensor(each) for each in tape.gradient(answer, variables)]

    if KINDS[kind].float32_only:
        with contextlib.suppress(TypeError, tf.errors.InvalidArgumentError, tf.errors.NotFoundError):
            assert answered(layer)[0].dtype == tf.float32
        return
    (answer, gradients), (expected, right) = answered(layer), answered(twin)
    assert answer.dtype == expected.dtype == tf.bfloat16
    if not KINDS[kind].training_only:  # each draws by a seed of its own
        np.testing.assert_array_equal(answer.numpy(), expected.numpy())
    for gradient, one in zip(gradients, right, strict=True):
        assert gradient.dtype == tf.float32
        np.testing.assert_array_equal(gradient.numpy(), one.numpy())


@pytest.mark.parametrize("parts", [1, 3])
def test_the_gradient_is_float32s_within_its_rounding(parts: int) -> None:
    rough, exact = (
        np.concatenate([each.ravel() for each in Trained(policy, 1.0, parts).moved])
        for policy in ("mixed_bfloat16", "float32")
    )
    apart = np.linalg.norm(rough - exact) / np.linalg.norm(exact)
    # Some roundings one behind another. In which order sums are rounded is the processor's affair: 4.16
    # spacings on an EPYC, under 4 on others. One of three parts left out would make it a third of all.
    assert 1e-4 < apart < 8 * SPACING


def test_master_weights_move_by_less_than_bfloat16_could_tell() -> None:
    trained = Trained("mixed_bfloat16", 1e-5)
    assert {weight.dtype for weight in trained.model.weights} == {"float32"}
    kernel, moved = trained.before[0], trained.moved[0]
    assert np.count_nonzero(moved) > 0.9 * moved.size
    assert np.all(np.abs(moved) < SPACING / 4 * np.abs(kernel).max())
    assert not is_bfloat16(kernel + moved).all()


def test_cost_is_float32() -> None:
    rough, exact = Trained("mixed_bfloat16", 0.1), Trained("float32", 0.1)
    assert rough.loss.dtype == np.float32
    assert not is_bfloat16(rough.loss).any()
    np.testing.assert_allclose(rough.loss, exact.loss, rtol=2 * SPACING)
    assert rough.loss != exact.loss


@pytest.mark.parametrize("parts", [1, 3])
def test_statistics_of_a_batch_are_float32(parts: int) -> None:
    import tensorflow as tf

    network = Network(
        input_shape=(8, 8, 1),
        layers=(
            kinds.BatchNormalization(name="b", momentum=0.5),
            kinds.Flatten(name="f"),
            kinds.Dense(name="out", units=3),
        ),
    )
    pixels = np.float32(pictures(SAMPLES, 1)[0]) * np.float32(1 / 255)
    if parts == 1:  # Keras makes bfloat16 of what it gives to a layer
        pixels = tf.cast(pixels, tf.bfloat16).numpy()
    x = pixels.astype(np.float64)
    trained = Trained("mixed_bfloat16", 0.0, parts, network)
    mean, variance = (float(weight.numpy()[0]) for weight in trained.model.layers[1].weights[-2:])
    assert mean == pytest.approx(x.mean() / 2, rel=1e-6)
    assert variance == pytest.approx(0.5 + x.var() / 2, rel=1e-6)


def test_validation_and_what_follows_know_nothing_of_it() -> None:
    rough, exact = Trained("mixed_bfloat16", 0.0), Trained("float32", 0.0)
    np.testing.assert_array_equal(rough.validated, exact.validated)
    assert {layer.dtype_policy.name for layer in rough.model.layers} == {"float32"}


# What “auto” takes ----------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CNNGUI_PRECISION", raising=False)


@pytest.mark.parametrize(("word", "policy"), [("float32", "float32"), ("mixed_bfloat16", "mixed_bfloat16")])
def test_the_environment_can_say_what_auto_takes(
    monkeypatch: pytest.MonkeyPatch, word: str, policy: str
) -> None:
    from cnngui.engine.keras_backend import precision

    monkeypatch.setenv("CNNGUI_PRECISION", word)
    chosen = precision.choose_precision("auto")
    assert (chosen.policy, chosen.reason) == (policy, "environment")
    assert precision.choose_precision("auto", ChosenPrecision("float32", "begun")).policy == "float32"
    assert precision.choose_precision("float32").reason == "asked"


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Any:
    """A machine that has bfloat16; `speed` is what will be measured, `times` how often it was."""
    from cnngui.engine.keras_backend import precision

    class Machine:
        speed, times = 1.8, 0

        def measure(self) -> float:
            self.times += 1
            return self.speed

    machine = Machine()
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))
    monkeypatch.setattr(precision, "has_bfloat16", lambda: True)
    monkeypatch.setattr(precision, "_measured_speed", machine.measure)
    return machine


@pytest.mark.parametrize(("speed", "policy"), [(1.8, "mixed_bfloat16"), (1.05, "float32"), (0.2, "float32")])
def test_auto_takes_what_was_measured_to_be_faster_once(measured: Any, speed: float, policy: str) -> None:
    from cnngui.engine.keras_backend.precision import choose_precision

    measured.speed = speed
    for _ in range(2):
        assert choose_precision("auto") == ChosenPrecision(policy, "measured", speed)
    assert measured.times == 1


@pytest.mark.parametrize(
    "kept",
    ["{", "[]", "9" * 5000, '{"machine": ["elsewhere"], "speed": 9}', "SAME:-1", 'SAME:"x"', "SAME:NaN"],
)
def test_what_was_kept_by_another_machine_or_is_damaged_is_measured_anew(measured: Any, kept: str) -> None:
    from cnngui.engine.keras_backend import precision

    path = folders.state_folder() / "precision.json"
    same = json.dumps(precision._machine())
    path.write_text(f'{{"machine": {same}, "speed": {kept[5:]}}}' if kept.startswith("SAME:") else kept)
    assert precision.choose_precision("auto").speed == 1.8
    assert (measured.times, json.loads(path.read_text())["speed"]) == (1, 1.8)


def test_a_processor_without_instructions_needs_no_measurement(
    measured: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cnngui.engine.keras_backend import precision

    monkeypatch.setattr(precision, "has_bfloat16", lambda: False)
    assert precision.choose_precision("auto") == ChosenPrecision("float32", "no_instructions")
    asked = precision.choose_precision("mixed_bfloat16")
    assert asked == ChosenPrecision("mixed_bfloat16", "asked", slow=True)
    assert "slow on this processor" in asked.why
    assert precision.choose_precision("auto", asked) == asked.kept()
    assert precision.choose_precision("float32", asked) == ChosenPrecision("float32", "asked")
    assert not measured.times


def test_a_measurement_says_what_this_machine_does() -> None:
    """A processor without instructions emulates them, at a fraction of the speed."""
    from cnngui.engine.keras_backend.precision import _measured_speed
    from cnngui.engine.precision import has_bfloat16

    speed = _measured_speed()
    assert 0 < speed < 20
    if has_bfloat16() is False:
        assert speed < 1
