"""What the code says besides doing it: shapes and counts, the slides' TensorFlow 1, and what is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from cnngui.export.keras_code.functions import Bundle
from cnngui.export.keras_code.tf1 import input_words, layer_words
from cnngui.messages import text
from cnngui.network.blocks import AnyBlock, Parallel, Residual
from cnngui.network.inference.infer import Inference
from cnngui.network.inference.shapes import shape_text
from cnngui.network.network import Network, Shape


class Remarks:
    """Finds the sentences beside a line.

    Args:
        teaching: say shapes, parameters, and what a function is.
        tf1: say what the slides write for it.
    """

    def __init__(self, inference: Inference, *, teaching: bool, tf1: bool) -> None:
        self._inference, self._teaching, self._tf1 = inference, teaching, tf1

    def shape(self, shape: Shape) -> str:
        """Return a shape as a remark."""
        return shape_text(shape) if self._teaching else ""

    def above_input(self, network: Network) -> list[str]:
        """Return what to say before the input."""
        return input_words(network.input_shape) if self._tf1 else []

    def above(self, bundle: Bundle) -> list[str]:
        """Return what to say before a layer: its errors always, TensorFlow 1 if wanted."""
        wrong = [
            text("code.problem", problem=problem.message().what)
            for entry in bundle
            for problem in self._inference.result(entry.name).problems
            if problem.severity == "error"
        ]
        result = self._inference.result(bundle[0].name)
        words = layer_words(bundle[0], result) if self._tf1 and len(bundle) == 1 else []
        return wrong + words

    def behind(self, bundle: Bundle, *, is_merge: bool = False) -> str:
        """Return shape and parameters, where they are the same in each use."""
        if not self._teaching:
            return ""
        results = [self._inference.result(entry.name) for entry in bundle]
        known = {(result.output_shape, result.parameters) for result in results}
        if len(known) > 1 or not results[0].ok:
            return ""
        shape, parameters = results[0].output_shape, results[0].parameters
        # A merge has no weights of its own: those of its block stand at the layers inside.
        if shape is None or not parameters or is_merge:
            return shape_text(shape or ())
        return text("code.shape_and_parameters", shape=shape_text(shape), parameters=parameters)

    def about_function(self, uses: Sequence[AnyBlock]) -> str:
        """Return what a function does, in a sentence."""
        if not self._teaching:
            return ""
        block = uses[0]
        if isinstance(block, Residual):
            return text("code.projection" if block.branches[1] else "code.residual")
        if isinstance(block, Parallel) and block.merge in ("add", "concatenate"):
            return text(f"code.{block.merge}")
        return text("code.merge")
