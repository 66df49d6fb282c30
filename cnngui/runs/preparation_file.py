"""How data are prepared, taken from a file: a project, or JSON with the fields of a `Preparation`."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from cnngui.datasets.data_reference import parted
from cnngui.datasets.preparation import Preparation
from cnngui.errors import CnnguiError
from cnngui.files.opening import read_regular, shown_text
from cnngui.network.strict_json import read_json
from cnngui.runs.opening import holds_model, open_file

_MOST_BYTES = 100_000


def read_preparation(path: Path) -> Preparation:
    """Return how a project prepares its data, or what JSON says, such as {"size": [32, 32], "fit": "pad"}.

    Raises:
        CnnguiError: it cannot be read; ``preparation.not_in_file``: the JSON is none.
    """
    if holds_model(path):
        return parted(open_file(path, weights=False).project.data)[1]
    content = read_regular(path, _MOST_BYTES)
    try:
        return Preparation.model_validate(read_json(content.decode("utf-8-sig"), path.name))
    except CnnguiError as error:  # that of a network, which nobody meant here
        reason = str(error.values["faults"]).removesuffix(".")
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        place = ".".join(map(str, fault["loc"]))
        reason = f"{place}: {fault['msg']}" if place else fault["msg"]
    except UnicodeDecodeError:
        reason = "UTF-8"
    raise CnnguiError("preparation.not_in_file", path=shown_text(path), reason=shown_text(reason))
