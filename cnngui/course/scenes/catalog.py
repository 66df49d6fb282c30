"""The examples of the slides in the order of the course; each is made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from cnngui.course.scenes.numbers import alike, counted, drawn, painted, picture, written
from cnngui.course.scenes.scene import AxesCase, Case, GraphCase, LayerCase, Rows, Scene
from cnngui.network.layers import AnyLayer, Conv2D, MaxPooling2D, Padding

VALID: Rows = ((12, 16), (24, 28))
SAME: Rows = ((12, 16, 9), (24, 28, 15), (15, 17, 9))
_FIVE = ((19, 6), (10, 6), (9, 13), (15, 12), (19, 15), (19, 19), (15, 22), (8, 21))


def _toy(padding: Padding, filters: int = 1) -> AnyLayer:
    return Conv2D(filters=filters, kernel_size=(2, 2), padding=padding, use_bias=False)


def _times(factor: float, rows: Rows) -> Rows:
    return tuple(tuple(factor * value for value in row) for row in rows)


def _output_size() -> tuple[Case, ...]:
    """A1. The slides show empty squares; ours hold 1 where row and column add up to a multiple of three."""
    square = picture(tuple(tuple(float((row + column) % 3 == 0) for column in range(7)) for row in range(7)))

    def case(code: str, places: str, window: int, stride: int = 1, padding: Padding = "valid") -> LayerCase:
        layer = Conv2D(
            filters=1, kernel_size=(window,) * 2, strides=(stride,) * 2, padding=padding, use_bias=False
        )
        return LayerCase(code, square, ((layer, (alike(window, 1.0),)),), places=places)

    return (
        case("stride_1", "5", 3),
        case("stride_2", "3", 3, 2),
        case("stride_3", "2.33", 3, 3),
        case("pad_1", "7", 3, padding="same"),
        case("pad_2", "7", 5, padding="same"),
        case("pad_3", "7", 7, padding="same"),
        LayerCase(
            "pad_0", square, ((Conv2D(filters=1, kernel_size=(1, 1), use_bias=False), (alike(1, 1.0),)),),
            places="7",
        ),
    )  # fmt: skip


def _colours() -> tuple[Case, ...]:
    """A2. The picture and the weights are ours: the slides print sizes alone."""
    sky = painted(
        32, lambda x, y: x, lambda x, y: y, lambda x, y: float((x - 0.5) ** 2 + (y - 0.5) ** 2 < 0.1)
    )
    kernel = drawn(5, 3, 6, spread=0.2, seed=2, digits=2)
    bias = (0.1, 0.0, -0.1, 0.2, 0.0, -0.2)
    layer = Conv2D(filters=6, kernel_size=(5, 5))
    return (
        LayerCase(
            "six_filters", sky, ((layer, (kernel, bias)),), shape=(28, 28, 6), places="28", parameters=456
        ),
    )


def _valid() -> tuple[Case, ...]:
    layers = ((_toy("valid"), (alike(2, 1.0),)),)
    return (LayerCase("valid", counted(3), layers, {0: VALID}, (2, 2, 1), "2"),)


def _same() -> tuple[Case, ...]:
    layers = ((_toy("same"), (alike(2, 1.0),)),)
    return (LayerCase("same", counted(3), layers, {0: SAME}, (3, 3, 1), "3"),)


def _three_filters() -> tuple[Case, ...]:
    layers = ((_toy("same", 3), (alike(2, 1.0, 10.0, -1.0),)),)
    printed = {0: SAME, 1: _times(10, SAME), 2: _times(-1, SAME)}
    return (LayerCase("three_filters", counted(3), layers, printed, (3, 3, 3), "3"),)


def _max_pool() -> tuple[Case, ...]:
    given = picture(((1, 1, 2, 4), (5, 6, 7, 8), (3, 2, 1, 0), (1, 2, 3, 4)))
    printed = {0: ((6, 8), (3, 4))}
    return (LayerCase("max_pool", given, ((MaxPooling2D(), ()),), printed, (2, 2, 1), "2"),)


def _max_pool_same() -> tuple[Case, ...]:
    layer = MaxPooling2D(strides=(1, 1), padding="same")
    small: Rows = ((4, 3), (2, 1))
    large: Rows = ((5, 6, 6), (8, 9, 9), (8, 9, 9))
    return (
        LayerCase("pool_2", picture(small), ((layer, ()),), {0: small}, (2, 2, 1), "2"),
        LayerCase("pool_3", counted(3), ((layer, ()),), {0: large}, (3, 3, 1), "3"),
    )


def _digit() -> tuple[Case, ...]:
    """A8. The slides' digit is one of MNIST's, their weights random (σ = 0.01): ours are made by rule."""
    five = written(28, _FIVE, 1.8)
    kernel = drawn(3, 1, 5, spread=0.01, seed=8, digits=4)
    conv: AnyLayer = Conv2D(filters=5, strides=(2, 2), padding="same", use_bias=False)
    first = (conv, (kernel,))
    pool: AnyLayer = MaxPooling2D(padding="same")
    return (
        LayerCase("digit_conv", five, (first,), shape=(14, 14, 5)),
        LayerCase("digit_pool", five, (first, (pool, ())), shape=(7, 7, 5)),
    )


def _swapped_axes() -> tuple[Case, ...]:
    line = ((1, 2, 3),)
    block = (((0, 1), (2, 3), (4, 5), (6, 7)),)
    return (
        AxesCase("axes_line", line, 0, 1, (3, 1)),
        AxesCase("axes_01", block, 0, 1, (4, 1, 2)),
        AxesCase("axes_02", block, 0, 2, (2, 4, 1)),
        AxesCase("axes_12", block, 1, 2, (1, 2, 4)),
    )


def _backward() -> tuple[Case, ...]:
    nodes = (
        ("w", "given", ()), ("x", "given", ()), ("b", "given", ()),
        ("g", "×", ("w", "x")), ("f", "+", ("g", "b")),
    )  # fmt: skip
    return (
        GraphCase(
            "line", nodes, {"w": -2, "x": 5, "b": 3},
            numbers={"g": -10, "f": -7},
            gradients={"f": 1, "g": 1, "b": 1, "w": 5, "x": -2},
        ),
    )  # fmt: skip


_SCENES: Mapping[str, Callable[[], tuple[Case, ...]]] = {
    "a1": _output_size,
    "a2": _colours,
    "a3": _valid,
    "a4": _same,
    "a5": _three_filters,
    "a6": _max_pool,
    "a7": _max_pool_same,
    "a8": _digit,
    "a9": _swapped_axes,
    "n7": _backward,
}


def scenes() -> tuple[str, ...]:
    """Return the names of all examples, in the order of the course."""
    return tuple(_SCENES)


@cache
def scene(name: str) -> Scene:
    """Return an example by its name.

    Raises:
        KeyError: there is none of that name.
    """
    return Scene(name, _SCENES[name]())
