"""What layers are called when no person has named them, and the name of the input among them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import get_args

from cnngui.network.blocks import BLOCK_KINDS, AnyEntry, MergeName
from cnngui.network.layers import AnyLayer

INPUT = "input"
"""The network's input is selected, drawn and fed by this name; no layer may have it."""

_LAYER_KINDS = (cls.__name__ for cls in get_args(get_args(AnyLayer)[0]))
_MERGE_KINDS = map(str.capitalize, get_args(MergeName))
_ALL_KINDS = (*_LAYER_KINDS, *BLOCK_KINDS, *_MERGE_KINDS, "InputLayer")


def is_automatic(name: str, kind: str = "") -> bool:
    """Return whether Keras or cnngui could give this name by itself: ``dense_1``, not ``head``.

    Args:
        kind: of the layer; "" asks whether any layer could be called so.
    """
    return _automatic(kind).fullmatch(name) is not None


def titles(entries: Iterable[AnyEntry]) -> dict[str, str]:
    """Return what people see of each layer, by its name: one that was given, else its kind.

    Of several of a kind each has its number behind it: "Conv2D 2".
    """
    listed = list(entries)
    many, seen, found = Counter(each.kind for each in listed), Counter[str](), {INPUT: "Input"}
    for each in listed:
        seen[each.kind] += 1
        numbered = f"{each.kind} {seen[each.kind]}" if many[each.kind] > 1 else each.kind
        found[each.name] = numbered if is_automatic(each.name, each.kind) else each.name
    return found


@cache
def _automatic(kind: str) -> re.Pattern[str]:
    bases = map(base_name, (kind,) if kind else _ALL_KINDS)
    return re.compile(rf"({'|'.join(bases)})(_\d+)?", re.ASCII)


def base_name(kind: str) -> str:
    """Return the name Keras gives a first layer of `kind`: ``MaxPooling2D`` -> ``max_pooling2d``.

    The same two replacements as Keras 3 ``to_snake_case``; tests/engine/test_shapes_against_keras.py
    compares the two.
    """
    spaced = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", kind)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", spaced).lower()
