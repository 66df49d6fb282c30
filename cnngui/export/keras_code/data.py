"""Loading the data in code, as the network is fed with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from cnngui.export.keras_code.calls import value_text
from cnngui.export.keras_code.lines import Page
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
_MADE_HERE = frozenset(("sentences", "moons", "circles", "spirals", "xor-noise", "bars", "shifted-digits"))
"""Data that come with the program and are not in Keras: a file of them is written first."""


def classes_of(data: str, output: Shape | None) -> int:
    """Return how many classes the data has; for data of the user, as many as the network answers."""
    if data in _KNOWN:
        return _KNOWN[data].classes
    return 2 if data == _XOR or output in (None, (1,)) else (output or (2,))[-1]


def write_data(page: Page, data: str, network: Network, *, teaching: bool) -> None:
    """Write the lines that give ``x_train``, ``y_train``, ``x_test`` and ``y_test``.

    Pictures are brought to 0..1, if the network does not begin with a Rescaling that does so.
    """
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
        row = f"(-1, {input_shape[0]})"
        page.write(f"x_train, x_test = x_train.reshape{row}, x_test.reshape{row}")
        return
    if known.shape[2] == 1 and len(input_shape) == 3:
        if teaching:
            page.remarks([text("code.channel")])
        page.write("x_train, x_test = x_train[..., np.newaxis], x_test[..., np.newaxis]")
    missing = [wants - has for has, wants in zip(known.shape, input_shape, strict=False)]
    if any(missing):
        borders = tuple((rest // 2, rest - rest // 2) for rest in missing)
        page.write(f"border = {value_text(((0, 0), *borders))}")
        page.write("x_train, x_test = np.pad(x_train, border), np.pad(x_test, border)")


def _write_own(page: Page, data: str, network: Network, teaching: bool) -> None:
    """Load arrays from the user's file; where it has another form, say which arrays are wanted."""
    input_shape = network.input_shape
    sizes = ", ".join(["samples", *map(str, input_shape)])
    page.remarks([text("code.own_data", shape=f"({sizes})")])
    if data in _MADE_HERE:
        page.remarks([text("code.bundled_data", name=data)])
    own = PurePath(data).stem if data not in (*_KNOWN, _XOR) else ""
    file = data if data.endswith(".npz") else f"{own or 'data'}.npz"
    page.write(f"data = np.load({value_text(file)})")
    page.write('x_train, y_train = data["x_train"], data["y_train"]')
    page.write('x_test, y_test = data["x_test"], data["y_test"]')
    if len(input_shape) == 3:
        _write_scaling(page, reads_bytes(network), teaching)


def _write_scaling(page: Page, to_bytes: bool, teaching: bool) -> None:
    """Bring the pixels of each part to 0..1, or to 0..255: files hold them on any scale."""
    page.gap(2)
    page.write("def scaled(x):")
    if teaching:
        page.remarks([text("code.any_scale")])
    page.write("    low, high = x.min(), x.max()")
    page.write("    if low >= 0 and (0.5 <= high <= 1.05 or 64 < high <= 255):")
    page.write("        low, high = 0, 255 if high > 64 else 1")
    factor = "255 * " if to_bytes else ""
    page.write(f"    return {factor}(x - low) / (high - low)")
    page.gap(2)
    page.write("x_train, x_test = scaled(x_train), scaled(x_test)")
