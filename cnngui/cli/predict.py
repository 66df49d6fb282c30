"""`predict`: what a trained network takes pictures, numbers or sentences for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

from typer import Option

from cnngui.cli.options import Download, Json, Like, ModelFile, PathArgument, missing
from cnngui.cli.output import (
    EXPLAINED,
    aligned,
    console,
    label_value,
    print_error,
    print_json,
    print_note,
    shape_text,
)
from cnngui.cli.sources import load_data
from cnngui.cli.terminal import progress_bar, quiet_loading
from cnngui.errors import CnnguiError
from cnngui.messages import text

if TYPE_CHECKING:
    from cnngui.api import Model
    from cnngui.api.model import Sample

Given = TypeVar("Given")

_SHOWN = 5
_BAR_COLUMNS = 30


def predict(
    images: Annotated[
        list[Path] | None, PathArgument(metavar="IMAGE...", help=text("cli.help_images"))
    ] = None,
    values: Annotated[
        list[str] | None, Option("--values", metavar="X,Y", help=text("cli.help_values"))
    ] = None,
    texts: Annotated[
        list[str] | None, Option("--text", metavar="SENTENCE", help=text("cli.help_text"))
    ] = None,
    model: ModelFile = None,
    like: Like = None,
    download: Download = False,
    as_json: Json = False,
) -> int:
    """Tell the class of each sample. One that cannot be read does not keep the others from their answers."""
    if sum(map(bool, (images, values, texts))) != 1:
        raise CnnguiError("cli.which_input")
    gone = [(path, error) for path in images or () if (error := missing(path))]
    if images and len(gone) == len(images):
        # What is needed to read pictures takes a second to load, and there is none to read.
        for path, error in gone:
            _tell_error(_Asked("image", str(path), error), error, as_json)
        return EXPLAINED
    from cnngui import api

    found = api.load_model(model)
    if like is not None:
        found = found.like(load_data(like, download=download, may_ask=not as_json))
    elif images and found.assumption is not None:
        print_note(found.assumption)
    asked = [
        *(_Asked("image", str(path), _read(found.read_picture, path)) for path in images or ()),
        *(_Asked("values", written, _read(partial(_numbers, found), written)) for written in values or ()),
        *(_Asked("text", written, _read(found.read_text, written)) for written in texts or ()),
    ]
    answers = iter(_answers(found, [each.read for each in asked if not isinstance(each.read, CnnguiError)]))
    failed = 0
    for each in asked:
        if isinstance(each.read, CnnguiError):
            failed += 1
            _tell_error(each, each.read, as_json)
        else:
            unknown = found.unknown_words(each.written) if each.kind == "text" else []
            _tell(each, next(answers), found, unknown, as_json, alone=len(asked) == 1)
    return EXPLAINED if failed else 0


@dataclass(frozen=True, eq=False)
class _Asked:
    """What the network is asked about.

    Attributes:
        kind: what machines call it. written: as it was given.
        read: what the network reads of it, or why it reads nothing.
    """

    kind: Literal["image", "values", "text"]
    written: str
    read: Sample | CnnguiError


def _read(reader: Callable[[Given], Sample], given: Given) -> Sample | CnnguiError:
    try:
        return reader(given)
    except CnnguiError as error:
        return error


def _numbers(model: Model, written: str) -> Sample:
    """Return a row of numbers, written with commas between them.

    Raises:
        CnnguiError: ``cli.not_numbers``, ``cli.other_values``.
    """
    import numpy as np

    from cnngui.files.opening import shown_name

    try:
        values = np.array([float(part) for part in written.split(",")], np.float32)
    except ValueError:
        values = np.array([np.nan], np.float32)
    if not np.isfinite(values).all():
        raise CnnguiError("cli.not_numbers", found=shown_name(written))
    if values.shape != model.input_shape:
        shape = shape_text(model.input_shape)
        raise CnnguiError("cli.other_values", path=model.path.name, found=len(values), shape=shape)
    return values


def _answers(model: Model, samples: list[Sample]) -> Any:
    """Return (samples, classes) probabilities. TensorFlow is loaded only if there is a sample."""
    if not samples:
        return ()
    from cnngui import api

    with progress_bar() as bar, quiet_loading():
        bar.add_task(text("cli.loading"), total=None)
        return api.predict(model, samples)


def _tell_error(asked: _Asked, error: CnnguiError, as_json: bool) -> None:
    if as_json:
        print_json({asked.kind: asked.written, "error": error.message().as_dict()})
    else:
        print_error(error.message(), as_json=False)


def _tell(
    asked: _Asked, probabilities: Any, model: Model, unknown: list[str], as_json: bool, alone: bool
) -> None:
    from cnngui.results.verdict import verdict_of

    names = (*model.class_names, *map(str, range(len(model.class_names), len(probabilities))))
    order = probabilities.argsort()[::-1]
    verdict = verdict_of(probabilities, model.reads_from)
    assert verdict is not None, "a network has an output at least"
    best = verdict.best
    if as_json:
        print_json(
            {
                asked.kind: asked.written,
                **({"unknown_words": unknown} if asked.kind == "text" else {}),
                "verdict": verdict.kind,
                "label": label_value(names[best]),
                "probability": probabilities[best],
                "probabilities": probabilities,
                "class_names": model.class_names,
            }
        )
        return
    from cnngui.datasets.words import words_of

    out = console()
    answer = text(
        f"cli.answer_{verdict.kind}",
        image=asked.written,
        label=names[best],
        probability=verdict.share,
        other="" if verdict.second is None else names[verdict.second],
    )
    out.print(answer, style="bold" if alone else "")
    if unknown:
        code = "cli.unknown_words" if len(unknown) < len(words_of(asked.written)) else "cli.only_unknown"
        out.print(text(code, words=", ".join(unknown)), style="dim")
    if alone and verdict.kind not in ("raw", "broken"):
        shown = order[:_SHOWN]
        for index, name in zip(shown, aligned([names[index] for index in shown]), strict=True):
            share = float(probabilities[index])
            bar = "█" * round(_BAR_COLUMNS * share)
            out.print(f"  {name}  {share:>6.1%}  {bar}")
