"""`predict`: what a trained network takes pictures for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cnngui.cli.options import Json, ModelFile
from cnngui.cli.output import console, print_error, print_json
from cnngui.cli.scoring import label_value
from cnngui.errors import CnnguiError
from cnngui.messages import text

if TYPE_CHECKING:
    from cnngui.cli.model import Model, Picture

_SHOWN = 5
_BAR_COLUMNS = 30


def predict(
    images: Annotated[list[Path], typer.Argument(metavar="IMAGE...", help=text("cli.help_images"))],
    model: ModelFile = None,
    as_json: Json = False,
) -> int:
    """Tell the class of each picture. One that cannot be read does not keep the others from their answers."""
    from cnngui.cli.model import find_model

    found = find_model(model)
    read = [(path, _read(found, path)) for path in images]
    answers = iter(_answers(found, [picture for _, picture in read if not isinstance(picture, CnnguiError)]))
    failed = 0
    for path, picture in read:
        if isinstance(picture, CnnguiError):
            failed += 1
            _tell_error(path, picture, as_json)
        else:
            _tell(path, next(answers), found.class_names, as_json, alone=len(images) == 1)
    return 1 if failed else 0


def _read(model: Model, path: Path) -> Picture | CnnguiError:
    try:
        return model.read_picture(path)
    except CnnguiError as error:
        return error


def _answers(model: Model, pictures: list[Picture]) -> Any:
    """Return (pictures, classes) probabilities. TensorFlow is loaded only if there is a picture."""
    import numpy as np

    return model.load().predict(np.stack(pictures)) if pictures else ()


def _tell_error(path: Path, error: CnnguiError, as_json: bool) -> None:
    if as_json:
        print_json({"image": str(path), "error": error.message().as_dict()})
    else:
        print_error(error.message(), as_json=False)


def _tell(path: Path, probabilities: Any, names: tuple[str, ...], as_json: bool, alone: bool) -> None:
    order = probabilities.argsort()[::-1]
    best = int(order[0])
    if as_json:
        print_json(
            {
                "image": str(path),
                "label": label_value(names[best]),
                "probability": probabilities[best],
                "probabilities": probabilities,
                "class_names": names,
            }
        )
        return
    out = console()
    answer = text("cli.answer", image=path, label=names[best], probability=float(probabilities[best]))
    out.print(answer, style="bold" if alone else "", soft_wrap=True)
    if alone:
        width = max(len(names[index]) for index in order[:_SHOWN])
        for index in order[:_SHOWN]:
            share = float(probabilities[index])
            bar = "█" * round(_BAR_COLUMNS * share)
            out.print(f"  {names[index]:<{width}}  {share:>6.1%}  {bar}", soft_wrap=True)
