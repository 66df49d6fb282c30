"""Varied pictures in code: Keras' own layers, in front of the network while it is trained."""

from __future__ import annotations

from cnngui.export.keras_code.calls import value_text
from cnngui.export.keras_code.lines import Page
from cnngui.messages import text
from cnngui.network.augmentation import Augmentation
from cnngui.network.inference.data_fit import reads_bytes
from cnngui.network.network import Network

_NEAREST = 'fill_mode="nearest"'


def write_augmentation(page: Page, augmentation: Augmentation, network: Network, *, teaching: bool) -> str:
    """Write a model ``varied``: layers that do nothing but in training, and ``model``.

    Returns:
        what is to be trained: ``model`` where Keras has none of these layers.
    """
    if len(network.input_shape) != 3:
        page.remarks([text("code.varies_rows")])
        return "model"
    layers = _layers(augmentation, white=255 if reads_bytes(network) else 1)
    if teaching and layers:
        page.remarks([text("code.varied")])
    if augmentation.elastic:
        page.remarks([text("code.elastic", alpha=augmentation.elastic)])
    if not layers:
        return "model"
    page.call_of_list("varied = keras.Sequential", [*layers, "model"])
    return "varied"


def _layers(augmentation: Augmentation, white: int) -> list[str]:
    shift, zoom = value_text(augmentation.shift), value_text(augmentation.zoom)
    turn = value_text(augmentation.rotation / 360)
    noise = value_text(augmentation.noise * white)
    calls = {
        f"RandomTranslation({shift}, {shift}, {_NEAREST})": augmentation.shift,
        f"RandomRotation({turn}, {_NEAREST})": augmentation.rotation,
        f"RandomZoom({zoom}, {_NEAREST})": augmentation.zoom,
        'RandomFlip("horizontal")': augmentation.horizontal_flip,
        f"GaussianNoise({noise})": augmentation.noise,
    }
    return [f"layers.{call}" for call, wanted in calls.items() if wanted]
