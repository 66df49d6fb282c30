"""The zip that a ``.keras`` file is, with exactly the members that Keras writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cnngui.errors import CnnguiError
from cnngui.files.archives import CheckedZip
from cnngui.files.opening import MB, DamagedError, open_regular, shown_text
from cnngui.keras_import.findings import MalformedError, mapping, shown, word
from cnngui.network.strict_json import read_json

MAX_BYTES = 1_000 * MB
"""Of the file: 300 MB of weights, and the optimizer's two running means, which Keras keeps beside them. VGG19
fits without them, too."""

CONFIG, METADATA, WEIGHTS = "config.json", "metadata.json", "model.weights.h5"
MEMBERS = frozenset({CONFIG, METADATA, WEIGHTS})
_MAX_METADATA_BYTES = 100_000
_MAX_CONFIG_BYTES = 16_000_000
_MOST_VALUES = 500_000
"""Keras writes a hundred and more for each layer."""
# Read through, nothing is done with it but a checksum.
_CHUNK_BYTES = 4 * MB
_UNFORESEEN = (AttributeError, LookupError, MemoryError, OverflowError, RecursionError, TypeError, ValueError)


_HDF5 = b"\x89HDF\r\n\x1a\n"


def is_keras_file(path: str | Path) -> bool:
    """Return whether the file at `path` is a model of Keras, in the old format too. Raises nothing.

    That is a zip with a model's description in it, or HDF5.
    """
    try:
        with open_regular(path, 2**40) as file:
            if file.read(len(_HDF5)) == _HDF5:
                return True
        with CheckedZip(path, MAX_BYTES) as archive:
            return CONFIG in archive.names and "project.json" not in archive.names
    except CnnguiError:
        return False


@contextmanager
def opened(path: str | Path) -> Iterator[CheckedZip]:
    """Open a file that has exactly the known members; whatever is wrong with it is told in one way.

    That holds for what is done within, too: a description that is not as Keras writes it is a refusal, even
    where nobody thought of it.

    Raises:
        CnnguiError: the file cannot be opened, or ``keras_file.…``.
    """
    origin = shown_text(Path(path).name)
    try:
        with open_regular(path, MAX_BYTES) as file:
            legacy = file.read(len(_HDF5)) == _HDF5
        if legacy:
            raise CnnguiError("keras_file.legacy", path=origin)
        with CheckedZip(path, MAX_BYTES) as archive:
            _check_members(archive, origin)
            yield archive
    except DamagedError as error:
        raise CnnguiError("keras_file.damaged", path=origin, reason=error.message().why) from None
    except MalformedError as error:
        raise CnnguiError("keras_file.malformed", path=origin, place=error.place) from None
    except _UNFORESEEN as error:
        raise CnnguiError("keras_file.malformed", path=origin, place=CONFIG) from error


def read_texts(archive: CheckedZip, origin: str) -> tuple[str, Mapping[str, Any]]:
    """Return the version of Keras that wrote the file, and the description of the model.

    Raises:
        CnnguiError: JSON that is too large or deep, is none, or is not Keras'.
        MalformedError: the same of a part.
    """
    metadata = _json(archive, METADATA, _MAX_METADATA_BYTES, origin)
    version = word(metadata.get("keras_version"), METADATA)
    if not version[:1].isdigit():
        raise MalformedError(METADATA)
    if version.startswith(("1.", "2.")):
        raise CnnguiError("keras_file.old", path=origin, version=shown(version))
    return version, _json(archive, CONFIG, _MAX_CONFIG_BYTES, origin)


def check_sum(archive: CheckedZip) -> None:
    """Read the weights through once, so that zip's checksum finds what is damaged. Raises CnnguiError."""
    with archive.open(WEIGHTS) as stream:
        while stream.read(_CHUNK_BYTES):
            continue


def _check_members(archive: CheckedZip, origin: str) -> None:
    names = frozenset(archive.names)
    if unknown := sorted(names - MEMBERS):
        raise CnnguiError("keras_file.unknown_member", path=origin, name=shown(unknown[0]))
    if missing := sorted(MEMBERS - names):
        raise CnnguiError("keras_file.missing_member", path=origin, name=missing[0])


def _json(archive: CheckedZip, name: str, most: int, origin: str) -> Mapping[str, Any]:
    try:
        content = archive.read(name, most).decode("utf-8")
    except UnicodeDecodeError:
        raise MalformedError(name) from None
    return mapping(read_json(content, f"{name} in {origin}", _MOST_VALUES), name)
