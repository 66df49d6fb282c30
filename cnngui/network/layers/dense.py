"""Layers that give each input, word or position a weight of its own."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cnngui.network.config_objects import Advanced
from cnngui.network.initializers import (
    AnyInitializer,
    AnyVectorInitializer,
    GlorotUniform,
    RandomUniform,
    Zeros,
)
from cnngui.network.layers.base import MAX_WORDS, ActivationName, Count, LearningLayer, Switch
from cnngui.network.penalties import AnyConstraint, AnyRegularizer


class Dense(LearningLayer):
    """Connect every input to every unit."""

    kind: Literal["Dense"] = "Dense"
    units: Count = 128
    activation: ActivationName = "linear"
    use_bias: Switch = True
    kernel_initializer: AnyInitializer = GlorotUniform()
    bias_initializer: Annotated[AnyVectorInitializer, Advanced()] = Zeros()
    kernel_regularizer: Annotated[AnyRegularizer | None, Advanced()] = None
    kernel_constraint: Annotated[AnyConstraint | None, Advanced()] = None


class Embedding(LearningLayer):
    """Look up a learned row of numbers for each word, given by its number from 0."""

    kind: Literal["Embedding"] = "Embedding"
    input_dim: Annotated[int, Field(strict=True, ge=1, le=MAX_WORDS)] = 1_000
    output_dim: Count = 64
    embeddings_initializer: Annotated[AnyInitializer, Advanced()] = RandomUniform()


class PositionBias(LearningLayer):
    """Add a learned number to each value, one for each position and channel. Keras has no such layer."""

    kind: Literal["PositionBias"] = "PositionBias"
    bias_initializer: Annotated[AnyVectorInitializer, Advanced()] = Zeros()


DenseLayer = Dense | Embedding | PositionBias
