"""Networks and recipes as JSON text: small, diffable, and read without trusting a character.

A network file has one layer a line and leaves out what equals Keras' default:

    {
      "format": "cnngui-network",
      "version": 2,
      "input_shape": [28, 28, 1],
      "layers": [
        {"kind": "Conv2D", "name": "conv2d", "padding": "same", "activation": "relu"},
        {"kind": "Residual", "name": "residual", "branches": [
          [
            {"kind": "Conv2D", "name": "conv2d_1", "padding": "same"}
          ],
          []
        ]},
        {"kind": "Flatten", "name": "flatten"}
      ]
    }

Names may be left out on writing by hand. An initializer with its defaults is its bare name. Version 2 brought
blocks; files of version 1 are read as they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from cnngui.network.blocks import AnyEntry, Block
from cnngui.network.network import MAX_LAYERS, Network
from cnngui.network.recipe import Recipe
from cnngui.network.strict_json import Fault, faults_of, opened, read_json, refuse, shown_key

FORMAT = "cnngui-network"
LAYERS_FORMAT = "cnngui-layers"
VERSION = 2

_LAYERS: TypeAdapter[tuple[AnyEntry, ...]] = TypeAdapter(
    Annotated[tuple[AnyEntry, ...], Field(max_length=MAX_LAYERS)]
)


def network_to_dict(network: Network) -> dict[str, Any]:
    """Return the network as plain JSON values, defaults left out."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "input_shape": list(network.input_shape),
        "layers": [layer_to_dict(layer) for layer in network.layers],
    }


def network_to_json(network: Network) -> str:
    """Return the text of a network file."""
    return _pretty(network_to_dict(network))


def network_from_dict(data: Any, origin: str) -> Network:
    """Return the network that `data`, as read from JSON, describes.

    Raises:
        CnnguiError: ``network.bad_file`` with every fault and its place.
    """
    fields = opened(data, FORMAT, VERSION, origin)
    try:
        return Network.model_validate(fields)
    except ValidationError as error:
        refuse(origin, faults_of(error))


def network_from_json(text: str, origin: str) -> Network:
    """Return the network in the text of a network file.

    Args:
        origin: what to call the text in errors, such as the file's name.

    Raises:
        CnnguiError: as `network_from_dict`.
    """
    return network_from_dict(read_json(text, origin), origin)


def layers_to_text(layers: Iterable[AnyEntry]) -> str:
    """Return layers as the text that copying puts on the clipboard."""
    return _pretty(layers_to_dict(layers))


def layers_from_text(text: str, origin: str = "clipboard") -> tuple[AnyEntry, ...]:
    """Return the layers in pasted text: what `layers_to_text` wrote, or a whole network file.

    Raises:
        CnnguiError: ``network.bad_file``.
    """
    data = read_json(text, origin)
    if isinstance(data, dict) and data.get("format") == FORMAT:
        return network_from_dict(data, origin).layers
    return layers_from_dict(data, origin)


def layers_to_dict(layers: Iterable[AnyEntry]) -> dict[str, Any]:
    """Return layers as plain JSON values."""
    return {"format": LAYERS_FORMAT, "version": VERSION, "layers": [layer_to_dict(each) for each in layers]}


def layers_from_dict(data: Any, origin: str, at: str = "") -> tuple[AnyEntry, ...]:
    """Return the layers that `data`, as read from JSON, describes; faults are told below the place `at`.

    Raises:
        CnnguiError: ``network.bad_file``.
    """
    fields = opened(data, LAYERS_FORMAT, VERSION, origin, at)
    if unknown := set(fields) - {"layers"}:
        refuse(
            origin, [Fault(f"{at}{shown_key(key)}", "network.fault.unknown_field") for key in sorted(unknown)]
        )
    try:
        return _LAYERS.validate_python(fields.get("layers", ()))
    except ValidationError as error:
        refuse(origin, faults_of(error, at=f"{at}layers"))


def recipe_to_dict(recipe: Recipe) -> dict[str, Any]:
    """Return the recipe as plain JSON values; the optimizer's kind always stands, defaults do not."""
    fields = recipe.model_dump(mode="json", exclude_defaults=True)
    own = recipe.optimizer.model_dump(mode="json", exclude_defaults=True)
    return {**fields, "optimizer": {"kind": recipe.optimizer.kind, **own}}


def recipe_from_dict(data: Any, origin: str) -> Recipe:
    """Return the recipe that `data`, as read from JSON, describes.

    Raises:
        CnnguiError: ``network.bad_file`` with every fault and its place.
    """
    try:
        return Recipe.model_validate(data)
    except ValidationError as error:
        refuse(origin, faults_of(error))


def layer_to_dict(layer: AnyEntry) -> dict[str, Any]:
    """Return one layer or block as plain JSON values: kind, name, and what differs from the defaults."""
    fields = layer.model_dump(mode="json", exclude_defaults=True, exclude={"kind", "name", "branches"})
    written = {"kind": layer.kind, "name": layer.name, **fields}
    if isinstance(layer, Block):
        written["branches"] = [[layer_to_dict(each) for each in branch] for branch in layer.branches]
    return written


def _pretty(data: dict[str, Any]) -> str:
    """Write one member a line, and one layer a line."""
    lines = []
    for key, value in data.items():
        shown = _rows(value, "  ") if key == "layers" else _line(value)
        lines.append(f"  {_line(key)}: {shown}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _rows(layers: list[dict[str, Any]], indent: str) -> str:
    rows = ",\n".join(f"{indent}  {_row(layer, indent + '  ')}" for layer in layers)
    return f"[\n{rows}\n{indent}]" if rows else "[]"


def _row(layer: dict[str, Any], indent: str) -> str:
    """Write a layer in one line; a block opens one and lists its branches below."""
    if "branches" not in layer:
        return _line(layer)
    head = _line({key: value for key, value in layer.items() if key != "branches"})
    inner = indent + "  "
    branches = ",\n".join(f"{inner}{_rows(branch, inner)}" for branch in layer["branches"])
    return f'{head[:-1]}, "branches": [\n{branches}\n{indent}]}}'


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
