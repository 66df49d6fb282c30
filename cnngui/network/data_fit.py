"""Whether the samples of a data set fit the network's input."""

from __future__ import annotations

from cnngui.network.network import Network, Shape
from cnngui.network.problems import Edit, Fix, Problem
from cnngui.network.shapes import shape_text


def data_problem(network: Network, data_shape: Shape) -> Problem | None:
    """Return what is wrong when samples of `data_shape` cannot be fed in.

    Smaller pictures can: they get a border of zeros, as LeNet-5 reads digits of 28×28 on 32×32. The fix
    gives the network the data's shape; what its layers then say, `infer` tells.
    """
    if fits(data_shape, network.input_shape):
        return None
    return Problem(
        "",
        "network.data_shape" if len(data_shape) > 1 else "network.data_row",
        values={"input": shape_text(network.input_shape), "data": shape_text(data_shape)},
        fixes=(
            Fix(
                "network.fix_input_shape",
                (Edit("set_input", shape=data_shape),),
                {"input": shape_text(data_shape)},
            ),
        ),
    )


def fits(data_shape: Shape, input_shape: Shape) -> bool:
    """Whether samples of `data_shape` can be fed in: they are of the input's shape, or smaller pictures."""
    if data_shape == input_shape:
        return True
    pictures = len(data_shape) == len(input_shape) == 3 and data_shape[2] == input_shape[2]
    return pictures and all(has <= wants for has, wants in zip(data_shape, input_shape, strict=True))
