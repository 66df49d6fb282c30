"""The network itself in code: functions of blocks that occur again, and the layers from input to output."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from cnngui.export.keras_code.calls import arguments_of, class_of, value_text
from cnngui.export.keras_code.functions import Bundle, Function, bundles, column, functions
from cnngui.export.keras_code.lines import Page
from cnngui.export.keras_code.remarks import Remarks
from cnngui.network.blocks import AnyBlock, AnyEntry, Block, Parallel, Repeat, walk
from cnngui.network.names import INPUT, is_automatic
from cnngui.network.network import Network

Stacks = Sequence[Sequence[AnyEntry]]


class ModelWriter:
    """Writes a network onto a page.

    Inside a function an entry is a bundle: itself in each use. What differs is an argument there.

    Args:
        float32: names of entries that do not go by the policy of the program; in a function, all uses of one.
    """

    def __init__(
        self, network: Network, page: Page, remarks: Remarks, float32: frozenset[str] = frozenset()
    ) -> None:
        self._network, self._page, self._remarks, self._float32 = network, page, remarks, float32
        self._functions = functions(network)
        self._inside: Function | None = None
        self._loops = 0
        self._variables: list[str] = []

    @property
    def has_functions(self) -> bool:
        """Whether any block is written as a function."""
        return bool(self._functions)

    def define_functions(self) -> None:
        """Write every function, each once."""
        for function in {function.name: function for function in self._functions.values()}.values():
            names = [use.name for use in function.uses]
            self._page.gap(2)
            self._page.call(f"def {function.name}", function.parameters, ":", names)
            self._inside = function
            with self._indented():
                self._page_docstring(function, names)
                self._branches(function.uses, "x", "")
            self._inside = None

    def write_layers(self) -> None:
        """Write all layers, from ``inputs`` to ``outputs``, and the model."""
        page, network = self._page, self._network
        page.remarks(self._remarks.above_input(network), [INPUT])
        page.write(
            f"inputs = keras.Input(shape={value_text(network.input_shape)})",
            [INPUT],
            self._remarks.shape(network.input_shape),
        )
        output = self._stack([network.layers], "inputs", "x", last="outputs")
        page.write(f"model = keras.Model(inputs, {output})")

    # Stacks -------------------------------------------------------------------------------------

    def _stack(self, stacks: Stacks, feed: str, target: str, last: str = "") -> str:
        """Write layers that read the variable `feed` and leave `target`; return where the output is.

        Args:
            last: what the output of the last layer is to be called instead.
        """
        found = list(bundles(stacks))
        for place, bundle in enumerate(found):
            is_last = place == len(found) - 1
            feed = self._entry(bundle, feed, last if is_last and last else target)
        return feed

    def _entry(self, bundle: Bundle, feed: str, target: str) -> str:
        entry = bundle[0]
        self._page.remarks(self._remarks.above(bundle), _names(bundle))
        if isinstance(entry, Repeat):
            return self._repeat(bundle, feed, target)
        if isinstance(entry, Block):
            function = self._functions.get(entry.name) if self._inside is None else None
            if function is None:
                self._branches(bundle, feed, target)
            else:
                names = [each.name for each in walk((entry,))]
                given = [feed, *function.given(entry)]
                remark = self._remarks.behind(bundle)
                self._page.call(f"{target} = {function.name}", given, names=names, remark=remark)
            return target
        arguments = arguments_of(entry, self._own_name(bundle), self._varying(bundle)) + self._dtype(bundle)
        self._page.call(
            f"{target} = {class_of(entry.kind)}",
            arguments,
            f"({feed})",
            _names(bundle),
            self._remarks.behind(bundle),
        )
        return target

    # Blocks -------------------------------------------------------------------------------------

    def _repeat(self, bundle: Bundle, feed: str, target: str) -> str:
        """Write a loop; the variable it works on must hold the input before the first round."""
        blocks = _blocks(bundle)
        branch = [block.branches[0] for block in blocks]
        times = self._varying(bundle).get("times", str(getattr(bundle[0], "times", 1)))
        if all(isinstance(entry, Repeat) for entry in walk(branch[0])):
            # Nothing at all, however often: a loop without a line is no Python.
            return feed
        if times == "1":
            return self._stack(branch, feed, target)
        variable = "x" if target == "outputs" else target
        if feed != variable:
            self._page.write(f"{variable} = {feed}")
        self._page.write(f"for _ in range({times}):", _names(bundle), self._remarks.behind(bundle))
        self._loops += 1
        with self._indented():
            self._stack(branch, variable, variable)
        self._loops -= 1
        return variable

    def _branches(self, bundle: Bundle, feed: str, target: str) -> None:
        """Write the branches of a block, each with a variable of its own, and their merge.

        Args:
            target: variable for the output; "" makes it what a function returns.
        """
        blocks = _blocks(bundle)
        outer = len(self._variables)
        ends = [
            self._stack([block.branches[number] for block in blocks], feed, variable)
            for number, variable in enumerate(self._new_variables(blocks[0]))
        ]
        del self._variables[outer:]
        name = self._own_name(bundle)
        merge = str(getattr(blocks[0], "merge", "")).capitalize()
        named = ([f"name={value_text(name)}"] if name else []) + self._dtype(bundle)
        before = f"{target} = layers.{merge}" if target else f"return layers.{merge}"
        remark = self._remarks.behind(bundle, is_merge=True)
        self._page.call_of_list(f"{before}({', '.join(named)})", ends, _names(bundle), remark)

    def _new_variables(self, block: AnyBlock) -> list[str]:
        """Return names for the branches of a block that the blocks around it do not use."""
        residual = not isinstance(block, Parallel)
        bases = ["main", "shortcut"] if residual else [f"branch_{n + 1}" for n in range(len(block.branches))]
        number = 1
        while any(self._numbered(base, number) in self._variables for base in bases):
            number += 1
        names = [self._numbered(base, number) for base in bases]
        self._variables += names
        return names

    @staticmethod
    def _numbered(base: str, number: int) -> str:
        return "inner_" * (number - 1) + base

    # Details ------------------------------------------------------------------------------------

    def _varying(self, bundle: Bundle) -> dict[str, str]:
        """Return the fields that are arguments of the function, with what stands for them."""
        if self._inside is None:
            return {}
        fields = (name for name, _ in bundle[0] if name not in ("kind", "name", "branches"))
        expressions = self._inside.expressions
        return {
            field: found for field in fields if (found := expressions.get((field, column(bundle, field))))
        }

    def _dtype(self, bundle: Bundle) -> list[str]:
        return [] if self._float32.isdisjoint(_names(bundle)) else ['dtype="float32"']

    def _own_name(self, bundle: Bundle) -> str:
        """Return the name to be written, "" where it would occur twice.

        An automatic name of another kind could be one that Keras gives by itself.
        """
        name = bundle[0].name
        return "" if self._loops or self._inside is not None or is_automatic(name) else name

    def _page_docstring(self, function: Function, names: Sequence[str]) -> None:
        sentence = self._remarks.about_function(function.uses)
        if sentence:
            self._page.write(f'"""{sentence}"""', names)

    @contextmanager
    def _indented(self) -> Iterator[None]:
        self._page.depth += 1
        yield
        self._page.depth -= 1


def _names(bundle: Bundle) -> list[str]:
    return [entry.name for entry in bundle]


def _blocks(bundle: Bundle) -> list[AnyBlock]:
    return [entry for entry in bundle if isinstance(entry, Block)]
