"""What pickles store of numpy: types, arrays and single values, made from their bytes and nothing else."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnngui.files.opening import DamagedError, shown_name

_MAX_DIMENSIONS = 8
_LONGEST_TEXT = 200
_TYPE = re.compile(r"[<>|=]?(b1|[iu][1248]|f[248])", re.ASCII)
_MULTIARRAY = ("numpy.core.multiarray", "numpy._core.multiarray")
_NUMERIC = ("numpy.core.numeric", "numpy._core.numeric")
NAMES: dict[tuple[str, str], str] = {
    **{(room, "_reconstruct"): "array" for room in _MULTIARRAY},
    **{(room, "scalar"): "scalar" for room in _MULTIARRAY},
    **{(room, "_frombuffer"): "buffer" for room in _NUMERIC},
    ("numpy", "ndarray"): "ndarray",
    ("numpy", "dtype"): "dtype",
    ("_codecs", "encode"): "encode",
    ("__builtin__", "bytes"): "bytes",
    ("builtins", "bytes"): "bytes",
    ("builtins", "bytearray"): "bytes",
    ("__builtin__", "bytearray"): "bytes",
}
"""The only names that a pickle may hold, by module and name, and what they stand for."""


@dataclass(frozen=True)
class Name:
    """A name by which numpy stores an array."""

    kind: str


@dataclass
class Type:
    """A type of numpy: its code, such as "u1", and its byte order, which comes later."""

    code: str
    order: str = "="

    def dtype(self) -> np.dtype[Any]:
        """Return it as numpy has it."""
        return np.dtype((self.order if self.order in ("<", ">") else "=") + self.code)


@dataclass
class Array:
    """An array whose values come later; where in the memo it has to be replaced by then."""

    places: list[int] = field(default_factory=list)


def text_of(value: Any) -> str:
    """Return a few words, which Python 2 wrote as bytes. Raises TypeError for all else."""
    # A long one, to be decoded again at each of some million steps, would take for ever.
    if not isinstance(value, str | bytes) or len(value) > _LONGEST_TEXT:
        raise TypeError
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return value


def array_from(values: Any, kind: Any, shape: Any, *, fortran: bool) -> NDArray[Any]:
    """Return an array of the bytes `values`, of a `Type` and a shape that are compared with their number.

    Raises:
        TypeError, ValueError: these do not go together.
    """
    if not isinstance(values, bytes) or not isinstance(kind, Type) or not isinstance(shape, tuple):
        raise TypeError
    if len(shape) > _MAX_DIMENSIONS:
        raise ValueError
    lengths = [each for each in shape if type(each) is int and each >= 0]
    dtype = kind.dtype()
    if len(lengths) != len(shape):
        raise ValueError
    if math.prod(lengths) * dtype.itemsize != len(values):
        raise ValueError
    made = np.frombuffer(values, np.uint8) != 0 if dtype.kind == "b" else np.frombuffer(values, dtype)
    native = made.astype(made.dtype.newbyteorder("="), copy=False)
    return native.reshape(lengths, order="F" if fortran else "C")


def _type(code: Any, *_: Any) -> Type:
    code = text_of(code)
    if not _TYPE.fullmatch(code):
        raise DamagedError("files.array_type", name="of a pickle", found=shown_name(code))
    order = code[0] if code[0] in "<>" else "="
    return Type(code.lstrip("<>|="), order)


def _scalar(kind: Any, value: Any) -> Any:
    return array_from(value, kind, (1,), fortran=False)[0].item()


def _encoded(value: Any, encoding: Any = "latin1", *_: Any) -> bytes:
    """Bytes as Python 3 writes them for Python 2: text of which each letter is a byte."""
    if not isinstance(value, str) or text_of(encoding).replace("-", "") != "latin1":
        raise TypeError
    return value.encode("latin-1")


def _bytes(value: Any = b"", *_: Any) -> bytes:
    if not isinstance(value, bytes):
        raise TypeError
    return value


def _buffer(values: Any, kind: Any, shape: Any, order: Any) -> NDArray[Any]:
    return array_from(values, kind, shape, fortran=text_of(order) == "F")


MADE: dict[str, Callable[..., Any]] = {
    "array": lambda *_: Array(),
    "buffer": _buffer,
    "scalar": _scalar,
    "dtype": _type,
    "encode": _encoded,
    "bytes": _bytes,
}
