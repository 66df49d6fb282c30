"""What the palette lists: pure search and order over the layer table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from cnngui.network.layers.base import ActivationName
from cnngui.network.table import GROUPS, LAYER_TABLE, LayerSpec, spec
from cnngui.network.templates import TEMPLATES, Template

_PICTURE_FOLLOWERS = {
    "": ("Conv2D", "Flatten"),
    "Conv2D": ("MaxPooling2D", "BatchNormalization", "Conv2D"),
    "Conv2DTranspose": ("Conv2DTranspose", "BatchNormalization", "Activation"),
    "DepthwiseConv2D": ("BatchNormalization", "Activation", "Conv2D"),
    "SeparableConv2D": ("MaxPooling2D", "BatchNormalization", "SeparableConv2D"),
    "MaxPooling2D": ("Conv2D", "Dropout", "Flatten"),
    "AveragePooling2D": ("Conv2D", "Dropout", "Flatten"),
    "ZeroPadding2D": ("Conv2D", "MaxPooling2D"),
    "Reshape": ("Conv2D", "Conv2DTranspose"),
    "BatchNormalization": ("Activation", "MaxPooling2D", "Conv2D"),
    "LocalResponseNormalization": ("MaxPooling2D", "Conv2D"),
    "Activation": ("MaxPooling2D", "Conv2D", "Flatten"),
    "Dropout": ("Conv2D", "Flatten"),
    "SpatialDropout2D": ("Conv2D", "Flatten"),
    "PositionBias": ("Flatten", "Activation"),
    "Rescaling": ("Conv2D", "Flatten"),
    "RandomFlip": ("RandomRotation", "RandomZoom", "Conv2D"),
    "RandomRotation": ("RandomZoom", "RandomTranslation", "Conv2D"),
    "RandomTranslation": ("RandomRotation", "RandomZoom", "Conv2D"),
    "RandomZoom": ("RandomTranslation", "Conv2D"),
    "Residual": ("Activation", "GlobalAveragePooling2D", "Flatten"),
    "Parallel": ("MaxPooling2D", "GlobalAveragePooling2D", "Flatten"),
    "Repeat": ("MaxPooling2D", "GlobalAveragePooling2D", "Flatten"),
}
_ROW_FOLLOWERS = {
    "": ("Dense",),
    "Flatten": ("Dense", "Dropout"),
    "GlobalAveragePooling1D": ("Dense", "Dropout"),
    "GlobalAveragePooling2D": ("Dense", "Dropout"),
    "GlobalAveragePooling3D": ("Dense", "Dropout"),
    "GlobalMaxPooling1D": ("Dense", "Dropout"),
    "GlobalMaxPooling2D": ("Dense", "Dropout"),
    "GlobalMaxPooling3D": ("Dense", "Dropout"),
    "Dense": ("Dropout", "Dense", "Activation"),
    "Dropout": ("Dense",),
    "SimpleRNN": ("Dense", "Dropout"),
    "LSTM": ("Dense", "Dropout"),
    "BatchNormalization": ("Activation", "Dense"),
    "Activation": ("Dense", "Dropout"),
}
_SEQUENCE_FOLLOWERS = {
    "": ("Conv1D", "LSTM", "Flatten"),
    "Embedding": ("Conv1D", "LSTM", "GlobalAveragePooling1D"),
    "Conv1D": ("MaxPooling1D", "GlobalMaxPooling1D", "Conv1D"),
    "MaxPooling1D": ("Conv1D", "LSTM", "Flatten"),
    "SimpleRNN": ("SimpleRNN", "GlobalAveragePooling1D"),
    "LSTM": ("LSTM", "GlobalAveragePooling1D"),
}
_VOLUME_FOLLOWERS = {
    "": ("Conv3D", "Flatten"),
    "Conv3D": ("MaxPooling3D", "BatchNormalization", "Conv3D"),
    "MaxPooling3D": ("Conv3D", "GlobalAveragePooling3D", "Flatten"),
}
_FOLLOWERS = {1: _ROW_FOLLOWERS, 2: _SEQUENCE_FOLLOWERS, 4: _VOLUME_FOLLOWERS}


Part = Literal["layers", "blocks"]
_LEAST_LETTERS = 3
ACTIVATIONS = tuple(name for name in get_args(ActivationName) if name != "linear")


@dataclass(frozen=True)
class PaletteRow:
    """A heading, or something to add.

    Attributes:
        section: "layer", "template" (a ready-made block), "own" (a block that a person saved), or
            "activation" (an Activation layer with one function, found by its name).
        key: for a heading a group of the layer table, "likely" or "own"; else the layer's kind, the
            template's name, the block's title, or the function's name.
    """

    section: Literal["heading", "layer", "template", "own", "activation"]
    key: str

    @property
    def label(self) -> str:
        """What stands in the list."""
        if self.section == "activation":
            return f"{spec('Activation').label} {self.key}"
        return self._row.label if self._row is not None else self.key

    @property
    def help(self) -> str:
        """What it does, in a sentence; "" for a block that a person saved."""
        return self._row.help if self._row is not None else ""

    @property
    def group(self) -> str:
        """A key of `cnngui.network.group_colours.GROUP_COLOURS`."""
        if self.section == "activation":
            return "activation"
        return spec(self.key).group if self.section == "layer" else "block"

    @property
    def search_words(self) -> tuple[str, ...]:
        """Words besides the label under which a person may look for it."""
        return self._row.search_words if self._row is not None else ("own", "block", "mine")

    @property
    def _row(self) -> LayerSpec | Template | None:
        if self.section == "layer":
            return spec(self.key)
        if self.section == "activation":
            return spec("Activation")
        return TEMPLATES[self.key] if self.section == "template" else None


def likely_next(kind: str, axes: int) -> tuple[str, ...]:
    """Return the kinds that mostly follow one, best first.

    Args:
        kind: the layer before; "" is the input.
        axes: how many axes its output has: 3 is a picture, 1 a row of values, 2 a sequence, 4 a volume,
            0 unknown.
    """
    return _FOLLOWERS.get(axes, _PICTURE_FOLLOWERS).get(kind, ())


def palette_rows(
    search: str, likely: tuple[str, ...] = (), own: Sequence[str] = (), part: Part = "layers"
) -> list[PaletteRow]:
    """Return the rows for what was typed: one part in groups for nothing, else all matches, best first.

    Args:
        own: titles of a person's own blocks.
    """
    layers = [PaletteRow("layer", kind) for kind in LAYER_TABLE]
    templates = [PaletteRow("template", name) for name in TEMPLATES]
    saved = [PaletteRow("own", title) for title in own]
    if search.strip():
        ranked = [
            (rank, place, row)
            for place, row in enumerate((*layers, *templates, *saved))
            if (rank := _rank(row, search.lower().split())) is not None
        ]
        found = [row for _, _, row in sorted(ranked, key=lambda found: found[:2])]
        return [*_activations(search), *found]
    if part == "blocks":
        return _listed({"block": templates, "own": saved})
    listed = {"likely": [PaletteRow("layer", kind) for kind in likely]}
    for group in GROUPS:
        listed[group] = [row for row in layers if row.group == group and row.key not in likely]
    return _listed(listed)


def _activations(search: str) -> list[PaletteRow]:
    """Return the functions whose names begin with what was typed: that is what a person wants to add."""
    word = search.strip().lower()
    if len(word) < _LEAST_LETTERS:
        return []
    return [PaletteRow("activation", name) for name in ACTIVATIONS if name.startswith(word)]


def _listed(groups: Mapping[str, Sequence[PaletteRow]]) -> list[PaletteRow]:
    """Return rows under their headings; a group without rows has none."""
    return [row for key, rows in groups.items() if rows for row in (PaletteRow("heading", key), *rows)]


def _rank(row: PaletteRow, words: list[str]) -> int | None:
    """Return how well a row fits, 0 best; None when a word is found nowhere."""
    ranks = [_word_rank(row, word) for word in words]
    return None if None in ranks else max(rank for rank in ranks if rank is not None)


def _word_rank(row: PaletteRow, word: str) -> int | None:
    label = row.label.lower()
    places = (
        label.startswith(word) or word in row.search_words,
        word in label,
        any(each.lower().startswith(word) for each in row.search_words),
        row.group.startswith(word),
        word in row.help.lower(),
    )
    return next((rank for rank, found in enumerate(places) if found), None)
