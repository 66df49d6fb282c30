"""Datasets in a table of text, as competitions hand them round: a picture a line, its label and its pixels.

With or without the names of the columns in its first line; the label stands first or last. The file is read
twice: once to see how large it is and what its columns mean, then to fill arrays of just that size.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.assembling import MAX_BYTES, Origin, UnreadArray, UnreadPart, assemble
from cnngui.datasets.dataset import Dataset, Note
from cnngui.datasets.images import colours_last
from cnngui.datasets.labels import MAX_CLASSES
from cnngui.datasets.table_layout import Layout, look_through, plain_lines
from cnngui.datasets.table_text import TextFile, number_of
from cnngui.errors import CnnguiError
from cnngui.files.arrays import ArrayHeader
from cnngui.files.opening import shown_name, too_large

Array = NDArray[Any]

_BLOCK_CHARACTERS = 4_000_000


def load_pixels(text: TextFile, delimiter: str, origin: Origin) -> Dataset:
    """Load a table of pixels, whole numbers 0 to 255 or fractions 0 to 1; notes say how it was taken.

    Raises:
        CnnguiError: it is hostile or no such table, with line and column of what is wrong.
    """
    layout = look_through(text, delimiter)
    pixels, codes, names = _filled(text, layout)
    labels, class_names = _labels(codes, names)
    pictures, planes = colours_last(pixels.reshape(-1, *layout.shape))
    part = UnreadPart(_array(text.shown, pictures), _array(text.shown, labels))
    dataset = assemble(part, None, origin, class_names)
    return replace(dataset, notes=(*_notes(layout, planes), *dataset.notes))


def _filled(text: TextFile, layout: Layout) -> tuple[Array, NDArray[np.int64], list[str]]:
    """Return (rows, pixels) as uint8 or float32, a code for the label of each row, and what codes mean."""
    pixels: Array = np.empty((layout.rows, int(np.prod(layout.shape))), np.uint8)
    codes = np.empty(layout.rows, np.int64)
    known: dict[str, int] = {}
    done = 0
    for numbers, lines in _blocks(text, layout):
        cut = [layout.cut(*each) for each in zip(numbers, lines, strict=True)]
        block = _parsed(numbers, [each[1] for each in cut], layout, pixels.dtype)
        if block.dtype != pixels.dtype:
            pixels = _as_fractions(pixels, done, layout)
        pixels[done : done + len(block)] = block
        codes[done : done + len(block)] = [known.setdefault(label, len(known)) for label, _ in cut]
        done += len(block)
        if len(known) > MAX_CLASSES:
            raise CnnguiError(
                "datasets.too_many_classes", name=layout.shown, classes=len(known), limit=MAX_CLASSES
            )
    return pixels[:done], codes[:done], list(known)


def _blocks(text: TextFile, layout: Layout) -> Iterator[tuple[list[int], list[str]]]:
    """Yield line numbers and lines, some million characters at a time."""
    first = 1 if layout.header else 0
    numbers: list[int] = []
    lines: list[str] = []
    size = 0
    for number, line in islice(plain_lines(text), first, first + layout.rows):
        numbers.append(number)
        lines.append(line)
        size += len(line)
        if size >= _BLOCK_CHARACTERS:
            yield numbers, lines
            numbers, lines, size = [], [], 0
    if lines:
        yield numbers, lines


def _parsed(numbers: list[int], lines: list[str], layout: Layout, dtype: np.dtype[Any]) -> Array:
    """Return the pixels of some lines, as uint8 while all are whole numbers up to 255, then as float32.

    Raises:
        CnnguiError: ``datasets.table_cell``, with line and column.
    """
    for kind in [np.uint8, np.float32] if dtype == np.uint8 else [np.float32]:
        try:
            block = np.loadtxt(lines, kind, comments=None, delimiter=layout.delimiter, ndmin=2)
        except ValueError:
            continue
        if kind is np.uint8 or (block.min() >= 0 and block.max() <= 255):  # of a NaN neither is true
            return block
    raise _bad_cell(numbers, lines, layout)


def _bad_cell(numbers: list[int], lines: list[str], layout: Layout) -> CnnguiError:
    for number, line in zip(numbers, lines, strict=True):
        for column, cell in enumerate(line.split(layout.delimiter), layout.first_pixel_column):
            value = number_of(cell)
            if value is None or not 0 <= value <= 255:
                place = {"line": number, "column": column}
                found = shown_name(cell.strip()) or "-"
                return CnnguiError("datasets.table_cell", name=layout.shown, found=found, **place)
    place = {"line": numbers[0], "column": layout.first_pixel_column}
    return CnnguiError("datasets.table_cell", name=layout.shown, found=shown_name(lines[0]), **place)


def _as_fractions(pixels: Array, done: int, layout: Layout) -> Array:
    size = pixels.size * 4
    if size > MAX_BYTES:
        raise too_large(layout.shown, size, MAX_BYTES)
    fractions = np.empty(pixels.shape, np.float32)
    fractions[:done] = pixels[:done]
    return fractions


def _labels(codes: NDArray[np.int64], names: list[str]) -> tuple[Array, list[str] | None]:
    """Return labels as numbers if all are, else as indices into the sorted names, and these."""
    numbers = [number_of(name) for name in names]
    if None not in numbers:
        return np.array(numbers, np.float64)[codes], None
    order = sorted(names)
    return np.array([order.index(name) for name in names])[codes], order


def _array(shown: str, values: Array) -> UnreadArray:
    header = ArrayHeader(values.dtype, values.shape, fortran_order=False)
    return UnreadArray(shown, header, lambda: values)


def _notes(layout: Layout, planes: bool) -> Iterator[Note]:
    height, width, _ = layout.shape
    told = {"rows": layout.rows, "column": layout.label_column, "height": height, "width": width}
    yield Note("datasets.note_table", told)
    yield Note(f"datasets.note_table_{'names' if layout.header else 'no_names'}")
    if layout.skipped:
        yield Note("datasets.note_table_index")
    if layout.shape[2] == 3:
        yield Note(f"datasets.note_table_{'planes' if planes else 'triples'}")
