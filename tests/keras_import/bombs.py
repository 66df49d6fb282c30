"""Small ``.keras`` files that ask for hours or gigabytes of a reader which believes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.keras_import.crafted import (
    Members,
    dense,
    layer,
    members,
    model,
    start,
    tensor,
)


def chain(length: int) -> list[dict[str, Any]]:
    """Return an input and as many activations behind it, each fed by the one before."""
    return [
        start(),
        *(
            layer("Activation", f"d{number}", f"d{number - 1}" if number else "start", activation="relu")
            for number in range(length)
        ),
    ]


def merge(name: str, fed: list[str]) -> dict[str, Any]:
    """Return a sum of what has these names."""
    return _short(
        {**layer("Add", name), "inbound_nodes": [{"args": [[_short_tensor(n) for n in fed]], "kwargs": {}}]}
    )


def _short(entry: dict[str, Any]) -> dict[str, Any]:
    """Leave out what a reader can do without: text of 4 MB is read, no more."""
    config = {name: value for name, value in entry["config"].items() if name not in ("dtype", "trainable")}
    return {**{name: value for name, value in entry.items() if name != "build_config"}, "config": config}


def _short_tensor(name: str) -> dict[str, Any]:
    return {**tensor(name), "config": {"keras_history": [name, 0, 0]}}


def _described(*layers: dict[str, Any]) -> Members:
    return members(model(*map(_short, layers)))


def wide_merges(length: int, merges: int, inputs: int) -> Members:
    """Return a chain of layers, sums of its end taken so many times, and a sum of all sums."""
    names = [f"m{number}" for number in range(merges)]
    sums = [merge(name, ["start", *[f"d{length - 1}"] * inputs]) for name in names]
    return _described(*chain(length), *sums, merge("z", names))


def long_merges(length: int, merges: int, inputs: int) -> Members:
    """Return a chain of layers, and sums of its end taken so many times and the sum before."""
    ends = [f"d{length - 1}"] * inputs
    sums = [merge(f"m{n}", [f"m{n - 1}" if n else "start", *ends]) for n in range(merges)]
    return _described(*chain(length), *sums)


def same_plain_names(count: int) -> Members:
    """Return a chain of layers that have no name in our letters: all get the same one."""
    names = ["".join(chr(0x4E00 + (n // d) % 50) for d in (1, 50, 2_500)) for n in range(count)]
    fed = ["start", *names]
    layers = (
        layer("Activation", name, before, activation="relu") for name, before in zip(names, fed, strict=False)
    )
    return _described(start(), *layers)


def empty_models(count: int, layers: int, inputs: int) -> Members:
    """Return models that only hand on their input, and layers that all look through them."""
    handed = [
        {
            **_short(layer("Functional", f"s{n}", f"s{n - 1}" if n else "start")),
            "module": "keras",
            "config": {
                "name": f"s{n}",
                "layers": [_short(start("i"))],
                "output_layers": ["i", 0, 0],
            },
        }
        for n in range(count)
    ]
    sums = [merge(f"m{n}", [f"s{count - 1}"] * inputs) for n in range(layers)]
    return _described(start(), *handed, *sums)


def many_notes(count: int) -> Members:
    """Return a layer of very many arguments, each of which is worth a note."""
    return _described(start(), dense("dense", "start", **{f"a{n}_regularizer": 1 for n in range(count)}))


def long_place(size: int, count: int) -> Members:
    """Return a model whose name is a list of that size, with that many layers in it."""
    lost = _short(layer("Activation", "lost", activation="relu"))
    described = model(*map(_short, chain(count)), lost, output=f"d{count - 1}")
    return members({**described, "name": [0] * size})


BOMBS: Mapping[str, Callable[[], Members]] = {
    "sums of hundreds": lambda: wide_merges(1_900, 40, 600),
    "sums over the whole network": lambda: long_merges(1_000, 990, 15),
    "thousands of layers of one name": lambda: same_plain_names(3_990),
    "thousands of models": lambda: empty_models(1_900, 1_900, 8),
    "models that do nothing": lambda: empty_models(900, 1_000, 40),
    "an argument of every name": lambda: many_notes(150_000),
    "a model called by a list": lambda: long_place(1_000_000, 1_500),
}
"""All of them are refused."""
