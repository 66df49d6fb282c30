"""A network out of any file that holds one: JSON text, a project, a Keras model. Weights are left there."""

from __future__ import annotations

from pathlib import Path

from cnngui.errors import CnnguiError
from cnngui.files.opening import open_regular, shown_text
from cnngui.network.file_format import network_from_json
from cnngui.network.network import Network
from cnngui.runs.opening import holds_model, open_file

_MOST_BYTES = 16_000_000


def read_network(path: Path) -> Network:
    """Return the network in the file at `path`.

    Raises:
        CnnguiError: it cannot be read, or holds no network.
    """
    return open_file(path, weights=False).project.network if holds_model(path) else read_network_json(path)


def read_network_json(path: Path) -> Network:
    """Return the network in the JSON text at `path`.

    Raises:
        CnnguiError: it cannot be read, or holds no network.
    """
    with open_regular(path, _MOST_BYTES) as stream:
        content = stream.read()
    try:
        # A byte order mark is what some editors on Windows begin every file with.
        return network_from_json(content.decode("utf-8-sig"), path.name)
    except UnicodeDecodeError:
        raise CnnguiError("runs.not_a_network", path=shown_text(path)) from None
