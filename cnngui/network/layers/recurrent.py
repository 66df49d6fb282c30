"""Layers that read a sequence step by step and carry what they saw along."""

from __future__ import annotations

from typing import Annotated, Literal

from cnngui.network.config_objects import Advanced
from cnngui.network.initializers import AnyInitializer, AnyVectorInitializer, GlorotUniform, Orthogonal, Zeros
from cnngui.network.layers.base import ActivationName, Count, LearningLayer, Switch


class SimpleRNN(LearningLayer):
    """Mix each step with what the step before it gave."""

    kind: Literal["SimpleRNN"] = "SimpleRNN"
    units: Count = 32
    activation: ActivationName = "tanh"
    return_sequences: Switch = False
    use_bias: Annotated[Switch, Advanced()] = True
    kernel_initializer: Annotated[AnyInitializer, Advanced()] = GlorotUniform()
    recurrent_initializer: Annotated[AnyInitializer, Advanced()] = Orthogonal()
    bias_initializer: Annotated[AnyVectorInitializer, Advanced()] = Zeros()


class LSTM(LearningLayer):
    """Carry a memory along, and learn gates that write, keep and read it."""

    kind: Literal["LSTM"] = "LSTM"
    units: Count = 32
    activation: ActivationName = "tanh"
    recurrent_activation: Annotated[ActivationName, Advanced()] = "sigmoid"
    return_sequences: Switch = False
    use_bias: Annotated[Switch, Advanced()] = True
    kernel_initializer: Annotated[AnyInitializer, Advanced()] = GlorotUniform()
    recurrent_initializer: Annotated[AnyInitializer, Advanced()] = Orthogonal()
    bias_initializer: Annotated[AnyVectorInitializer, Advanced()] = Zeros()
    unit_forget_bias: Annotated[Switch, Advanced()] = True


RecurrentLayer = SimpleRNN | LSTM
