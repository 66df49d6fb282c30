"""The whole program: imports, classes, functions, network, training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cnngui.export.keras_code.lines import KerasCode, Page
from cnngui.export.keras_code.model import ModelWriter
from cnngui.export.keras_code.own_classes import own_classes
from cnngui.export.keras_code.remarks import Remarks
from cnngui.export.keras_code.training import TrainingWriter
from cnngui.messages import text
from cnngui.network.freezing import frozen_part
from cnngui.network.inference.float32 import float32_entries
from cnngui.network.inference.infer import Inference, infer
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe


@dataclass(frozen=True)
class Wishes:
    """What a person may want besides bare code.

    Attributes:
        comments: remarks that teach: shapes, parameters, what a line is for.
        tf1: what the slides write in TensorFlow 1, as remarks.
        reproducible: set the recipe's seed, for the same first weights as in the window.
    """

    comments: bool = False
    tf1: bool = False
    reproducible: bool = False


def keras_code(
    network: Network,
    recipe: Recipe | None = None,
    data: str = "",
    *,
    title: str = "",
    wishes: Wishes | None = None,
    inference: Inference | None = None,
) -> KerasCode:
    """Return a program that builds the network, and trains it if there is a recipe. Never raises.

    Errors of a half-built network stand as remarks where they are; such code fails there as the engine would.

    Args:
        data: key or path of the data to train on.
        title: of the network, for the first line.
        inference: of the network, if it is known already.
    """
    wishes = wishes or Wishes()
    inference = inference or infer(network)
    training = Page()
    if recipe is not None and inference.ok and network.layers:
        writer = TrainingWriter(network, inference, recipe, data, teaching=wishes.comments, tf1=wishes.tf1)
        writer.write(training)
    page = Page()
    if title and wishes.comments:
        page.write(f'"""{_quoted(title)}"""')
        page.gap()
    classes = own_classes(network)
    _write_imports(page, training, classes)
    for kind, lines in classes.items():
        page.gap(2)
        names = [entry.name for entry in network.entries if entry.kind == kind]
        for line in lines:
            page.write(line, names if line else ())
    mixed = recipe is not None and recipe.precision == "mixed_bfloat16"
    remarks = Remarks(inference, teaching=wishes.comments, tf1=wishes.tf1)
    model = ModelWriter(network, page, remarks, float32_entries(network) if mixed else frozenset())
    model.define_functions()
    page.gap(2 if classes or model.has_functions else 1)
    if wishes.reproducible:
        page.write(f"keras.utils.set_random_seed({recipe.seed if recipe else Recipe().seed})")
    if mixed:
        page.write('keras.config.set_dtype_policy("mixed_bfloat16")')
    if wishes.reproducible or mixed:
        page.gap()
    model.write_layers()
    if frozen_part(network.layers):
        # Said without wishes too: such layers would stay as they were drawn.
        page.remarks([text("code.frozen")])
    if wishes.comments:
        page.write("model.summary()", remark=_total(inference))
    page.gap()
    page.append(training)
    return page.finish()


def _write_imports(page: Page, training: Page, own: Mapping[str, Sequence[str]]) -> None:
    if training.says("math."):
        page.write("import math")
        page.gap()
    page.write("import keras")
    if training.says("np."):
        page.write("import numpy as np")
    if any("tf." in line for lines in own.values() for line in lines):
        page.write("import tensorflow as tf")
    page.write("from keras import layers")
    if training.says("Image."):
        page.write("from PIL import Image, ImageOps")


def _total(inference: Inference) -> str:
    count = inference.total_parameters
    return "" if count is None else text("code.total", parameters=count)


def _quoted(title: str) -> str:
    """Keep what a person typed from ending the string."""
    return " ".join(title.split()).replace("\\", "\\\\").replace('"', "'")
