"""Loading the data in code, as the network is fed with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from cnngui.datasets.data_reference import parted, reference, source_of
from cnngui.datasets.preparation import AS_IT_CAME, Preparation
from cnngui.errors import CnnguiError
from cnngui.export.keras_code.calls import value_text
from cnngui.export.keras_code.lines import Page
from cnngui.export.keras_code.preparing import (
    prepared_shape,
    write_figures,
    write_numbers,
    write_pixels,
)
from cnngui.messages import text
from cnngui.network.inference.data_fit import fits, reads_bytes
from cnngui.network.network import Network, Shape


@dataclass(frozen=True)
class _Known:
    """A data set that Keras fetches.

    Attributes:
        module: in ``keras.datasets``.
        shape: of a picture, with an axis for channels, which grey pictures lack in the file.
    """

    module: str
    shape: tuple[int, int, int]
    classes: int


_KNOWN = {
    "digits": _Known("mnist", (28, 28, 1), 10),
    "mnist": _Known("mnist", (28, 28, 1), 10),
    "fashion-mnist": _Known("fashion_mnist", (28, 28, 1), 10),
    "cifar10": _Known("cifar10", (32, 32, 3), 10),
}
_XOR = "xor"
_PICTURES_MADE_HERE = frozenset(("bars", "shifted-digits"))
_MADE_HERE = _PICTURES_MADE_HERE | {"sentences", "moons", "circles", "spirals", "xor-noise"}
"""Data that come with the program and are not in Keras: a file of them is written first."""


def classes_of(data: str, output: Shape | None) -> int:
    """Return how many classes the data has; for data of the user, as many as the network answers."""
    data = source_of(data)
    if data in _KNOWN:
        return _KNOWN[data].classes
    return 2 if data == _XOR or output in (None, (1,)) else (output or (2,))[-1]


def write_data(page: Page, data: str, network: Network, *, teaching: bool) -> None:
    """Write the lines that give ``x_train``, ``y_train``, ``x_test`` and ``y_test``.

    Pictures are brought to 0..1, if the network does not begin with a Rescaling that does so, and if the data
    are not prepared otherwise (`cnngui.datasets.data_reference`).
    """
    data, preparation = _parted(data)
    if preparation != AS_IT_CAME:
        _write_prepared(page, data, preparation, network, teaching)
        return
    input_shape = network.input_shape
    if data == _XOR and input_shape == (2,):
        page.write('x_train = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], "float32")')
        page.write("y_train = np.array([0, 1, 1, 0])")
        page.write("x_test, y_test = x_train, y_train")
    elif data in _KNOWN and fits(_KNOWN[data].shape, input_shape):
        _write_known(page, _KNOWN[data], data, network, teaching)
    else:
        _write_own(page, data, network, teaching)


def _write_known(page: Page, known: _Known, data: str, network: Network, teaching: bool) -> None:
    input_shape = network.input_shape
    if data == "digits" and teaching:
        page.remarks([text("code.digits")])
    page.write(f"(x_train, y_train), (x_test, y_test) = keras.datasets.{known.module}.load_data()")
    if teaching:
        page.remarks([text("code.rescaled" if reads_bytes(network) else "code.scaled")])
    if not reads_bytes(network):
        page.write("x_train, x_test = x_train / 255, x_test / 255")
    if len(input_shape) == 1:
        _write_rows(page, input_shape)
        return
    _write_channel(page, known.shape, input_shape, teaching)
    _write_border(page, known.shape, input_shape)


def _write_rows(page: Page, input_shape: Shape) -> None:
    row = f"(-1, {input_shape[0]})"
    page.write(f"x_train, x_test = x_train.reshape{row}, x_test.reshape{row}")


def _write_channel(page: Page, shape: Shape, input_shape: Shape, teaching: bool) -> None:
    """Write that grey pictures get a last axis, where the network has one."""
    if shape[2] == 1 and len(input_shape) == 3:
        if teaching:
            page.remarks([text("code.channel", height=shape[0], width=shape[1])])
        page.write("x_train, x_test = x_train[..., np.newaxis], x_test[..., np.newaxis]")


def _write_border(page: Page, shape: Shape, input_shape: Shape) -> None:
    missing = [wants - has for has, wants in zip(shape, input_shape, strict=False)]
    if any(missing):
        borders = tuple((rest // 2, rest - rest // 2) for rest in missing)
        page.write(f"border = {value_text(((0, 0), *borders))}")
        page.write("x_train, x_test = np.pad(x_train, border), np.pad(x_test, border)")


def _parted(data: str) -> tuple[str, Preparation]:
    try:
        return parted(data)
    except CnnguiError:  # code is written all the same
        return source_of(data), AS_IT_CAME


def _write_prepared(
    page: Page, data: str, preparation: Preparation, network: Network, teaching: bool
) -> None:
    """Write data as they are prepared.

    What Keras fetches and a person's arrays are prepared in code. A folder, and parts that are divided
    anew, come from a file that `cnngui data` has prepared but for the numbers.
    """
    input_shape, known = network.input_shape, _KNOWN.get(data)
    own_arrays = known is None and data.endswith(".npz")
    if preparation.split is None and known is not None and len(input_shape) in (1, 2, 3):
        shape = prepared_shape(known.shape, preparation)
        if data == "digits" and teaching:
            page.remarks([text("code.digits")])
        page.write(f"(x_train, y_train), (x_test, y_test) = keras.datasets.{known.module}.load_data()")
        write_pixels(page, preparation, teaching=teaching)
        write_figures(page, preparation, teaching=teaching)
        if len(input_shape) > 1 and fits(shape, input_shape):
            _write_channel(page, shape, input_shape, teaching)
            _write_border(page, shape, input_shape)
    elif preparation.split is None and own_arrays:
        _write_arrays(page, data, network)
        _write_scaled(page, to_bytes=True, teaching=teaching)
        page.write('x_train, x_test = (np.rint(scaled(x)).astype("uint8") for x in (x_train, x_test))')
        write_pixels(page, preparation, teaching=teaching)
        write_figures(page, preparation, teaching=teaching)
        _write_axes(page, _shape(known, preparation, input_shape), input_shape)
    else:
        file = f"{PurePath(data).stem or 'data'}-prepared.npz"
        ref = reference(data, preparation)
        page.remarks([text("code.prepared_file", ref=ref, file=file)])
        _write_load(page, file)
        if known is None and not preparation.changes_pictures and len(input_shape) == 1:
            # What the file holds is not known here: rows of numbers and words stay as they are.
            page.write("if x_train.dtype == np.uint8:")
            page.depth += 1
            write_numbers(page, preparation, network, teaching=teaching)
            _write_rows(page, input_shape)
            page.depth -= 1
            return
        write_figures(page, preparation, teaching=teaching)
        _write_axes(page, _shape(known, preparation, input_shape), input_shape)
    write_numbers(page, preparation, network, teaching=teaching)
    if len(input_shape) == 1:
        _write_rows(page, input_shape)


def _shape(known: _Known | None, preparation: Preparation, input_shape: Shape) -> Shape | None:
    """Return (height, width, channels) of prepared pictures; None where only their file tells."""
    if known is not None:
        return prepared_shape(known.shape, preparation)
    if preparation.size is None or len(input_shape) == 1:
        return None
    return *preparation.size, *(input_shape[2:] or (1,))


def _write_axes(page: Page, shape: Shape | None, input_shape: Shape) -> None:
    """Write that pictures have the axes of the network's input, and a border if they are smaller."""
    if len(input_shape) > 1:
        axes = "".join(f", {each}" for each in input_shape[2:])
        page.write(f"x_train, x_test = (x.reshape(*x.shape[:3]{axes}) for x in (x_train, x_test))")
        if shape is not None and fits(shape, input_shape):
            _write_border(page, shape, input_shape)


def _write_own(page: Page, data: str, network: Network, teaching: bool) -> None:
    """Load arrays from the user's file, and bring them to scale."""
    _write_arrays(page, data, network)
    input_shape = network.input_shape
    if len(input_shape) > 1:
        _write_scaled(page, reads_bytes(network), teaching)
        page.write("x_train, x_test = scaled(x_train), scaled(x_test)")
    elif data.endswith(".npz") or data in _PICTURES_MADE_HERE:
        _write_scaled(page, reads_bytes(network), teaching)
        page.write("if x_train.ndim > 2:")
        page.depth += 1
        page.write("x_train, x_test = scaled(x_train), scaled(x_test)")
        _write_rows(page, input_shape)
        page.depth -= 1


def _write_arrays(page: Page, data: str, network: Network) -> None:
    """Load arrays from the user's file; where it has another form, say which arrays are wanted."""
    input_shape = network.input_shape
    sizes = ", ".join(["samples", *map(str, input_shape)])
    page.remarks([text("code.own_data", shape=f"({sizes})")])
    if data in _MADE_HERE:
        page.remarks([text("code.bundled_data", name=data)])
    own = PurePath(data).stem if data not in (*_KNOWN, _XOR) else ""
    file = data if data.endswith(".npz") else f"{own or 'data'}.npz"
    _write_load(page, file)


def _write_load(page: Page, file: str) -> None:
    page.write(f"data = np.load({value_text(file)})")
    page.write('x_train, y_train = data["x_train"], data["y_train"]')
    page.write('x_test, y_test = data["x_test"], data["y_test"]')


def _write_scaled(page: Page, to_bytes: bool, teaching: bool) -> None:
    """Write a function that brings pixels to 0..1, or to 0..255: files hold them on any scale."""
    page.gap(2)
    page.write("def scaled(x):")
    if teaching:
        page.remarks([text("code.any_scale")])
    page.write("    low, high = x.min(), x.max()")
    page.write("    if low >= 0 and (0.5 <= high <= 1.05 or 64 < high <= 255):")
    page.write("        low, high = 0, 255 if high > 64 else 1")
    # On a scale of their own, the brightest test picture may be a grey one.
    page.write("    else:")
    page.write("        low, high = float(x_train.min()), float(x_train.max())")
    # Behind the division: 255 times a byte is no byte.
    factor = " * 255" if to_bytes else ""
    page.write(f"    return ((x - low) / (high - low)).clip(0, 1){factor}")
    page.gap(2)
