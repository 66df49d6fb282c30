"""The layers a network is made of, with Keras' own argument names and defaults.

Every layer is a frozen pydantic model; `AnyLayer` is the discriminated union on ``kind`` that reads them
from JSON. Fields carry their limits, and the hints that a form needs (`cnngui.network.config_objects`), so
there is no second list of them. What a layer *does* to a shape, which weights it has and what else is known
of its kind stands in `cnngui.network.inference.registry`.

Layers of one spatial axis have bare numbers for sizes, those of two and three have pairs and triples;
`sides` makes them alike. Each module ends with the union of its kinds, in the order of the add menu.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cnngui.network.layers.activation import Activation, ActivationLayer, LeakyReLU, Maxout, PReLU, ReLU
from cnngui.network.layers.base import (
    MAX_UNITS,
    MAX_WINDOW,
    ActivationName,
    AnyPadding,
    Layer,
    LearningLayer,
    Padding,
    Sides,
    shortest_edges,
    sides,
)
from cnngui.network.layers.convolution import (
    Conv1D,
    Conv2D,
    Conv2DTranspose,
    Conv3D,
    ConvolutionLayer,
    DepthwiseConv2D,
    PlainConvolution,
    SeparableConv2D,
)
from cnngui.network.layers.dense import Dense, DenseLayer, Embedding, PositionBias
from cnngui.network.layers.noise import (
    AlphaDropout,
    AugmentationLayer,
    Dropout,
    DropoutLayer,
    GaussianDropout,
    GaussianNoise,
    RandomFlip,
    RandomRotation,
    RandomTranslation,
    RandomZoom,
    SpatialDropout1D,
    SpatialDropout2D,
    SpatialDropout3D,
)
from cnngui.network.layers.normalization import (
    BatchNormalization,
    GroupNormalization,
    LayerNormalization,
    LocalResponseNormalization,
    Normalization,
    NormalizationLayer,
    Rescaling,
    StandardizingLayer,
)
from cnngui.network.layers.pooling import (
    AveragePooling1D,
    AveragePooling2D,
    AveragePooling3D,
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalAveragePooling3D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
    GlobalMaxPooling3D,
    GlobalPooling,
    MaxPooling1D,
    MaxPooling2D,
    MaxPooling3D,
    PoolingLayer,
    WindowPooling,
)
from cnngui.network.layers.recurrent import LSTM, RecurrentLayer, SimpleRNN
from cnngui.network.layers.reshaping import (
    Cropping2D,
    Flatten,
    Reshape,
    ShapeLayer,
    UpSampling2D,
    ZeroPadding2D,
)

_Reading = ConvolutionLayer | PoolingLayer | ShapeLayer | DenseLayer | RecurrentLayer
_Helping = DropoutLayer | AugmentationLayer | NormalizationLayer | ActivationLayer
AnyLayer = Annotated[_Reading | _Helping, Field(discriminator="kind")]
