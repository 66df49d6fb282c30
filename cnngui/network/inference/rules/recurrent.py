"""SimpleRNN and LSTM: a sequence, step by step."""

from __future__ import annotations

from cnngui.network.inference.rules.verdict import Above, Reach, Verdict
from cnngui.network.inference.weights import gates, recurrent_weights
from cnngui.network.layers import RecurrentLayer
from cnngui.network.network import Shape


def recurrent(layer: RecurrentLayer, shape: Shape, above: Above) -> Verdict:
    """Return the last step's units, or each step's, and (features + units + bias)·units parameters.

    An LSTM has four of each: three gates and what they let through. Every step costs a multiply-add for
    each weight.
    """
    steps, features = shape
    count = gates(layer)
    parameters = recurrent_weights(layer, shape).parameters
    bias, times = " + 1" if layer.use_bias else "", f"{count}·" if count > 1 else ""
    return Verdict(
        output_shape=(steps, layer.units) if layer.return_sequences else (layer.units,),
        multiply_adds=steps * count * (features + layer.units) * layer.units,
        arithmetic=f"{times}({features} + {layer.units}{bias})·{layer.units} = {parameters:,}",
        reach=Reach(whole=True),
    )
