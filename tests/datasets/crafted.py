"""Hand-made files that no honest program would write, and how to see what becomes of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from cnngui.errors import CnnguiError


def refused(action: Callable[[], object]) -> str | None:
    """Return the code of a refusal that says what, why and the mend, or None when there was none."""
    try:
        action()
    except CnnguiError as error:
        parts = error.message().as_dict()
        if not all(parts.values()):
            raise ValueError(f"{error.code} does not say what, why and the mend: {parts}") from error
        return error.code
    return None


def saved(array: np.ndarray[Any, Any]) -> bytes:
    """Return an array as numpy saves it."""
    stream = io.BytesIO()
    np.save(stream, array, allow_pickle=False)
    return stream.getvalue()


def npy(header: str, data: bytes = b"", version: int = 1, header_length: int | None = None) -> bytes:
    """Return an .npy file with any header text at all."""
    raw = header.encode("latin-1")
    width = 2 if version == 1 else 4
    length = len(raw) if header_length is None else header_length
    return b"\x93NUMPY" + bytes([version, 0]) + length.to_bytes(width, "little") + raw + data


def described(description: str, shape: str, data: bytes = b"", fortran: bool = False) -> bytes:
    """Return an .npy file of a claimed type and shape."""
    return npy(f"{{'descr': {description}, 'fortran_order': {fortran}, 'shape': {shape}, }}\n", data)


def npz(path: Path, members: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> Path:
    """Write members, named without .npy, as an .npz file."""
    with zipfile.ZipFile(path, "w", packing) as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.npy", content)
    return path
