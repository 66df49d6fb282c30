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
    from cnngui.api import Model, Sign, Signs
    from cnngui.api.model import Sample
    from cnngui.results.verdict import Verdict

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
    answers, signs = _answers(found, [each for each in asked if not isinstance(each.read, CnnguiError)])
    failed, alone = 0, len(asked) == 1
    for each in asked:
        if isinstance(each.read, CnnguiError):
            failed += 1
            _tell_error(each, each.read, as_json)
        elif several := signs.get(each):
            _tell_signs(each, several, found, as_json, alone=alone)
        else:
            unknown = found.unknown_words(each.written) if each.kind == "text" else []
            _tell(each, answers[each], found, unknown, as_json, alone=alone)
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


def _answers(model: Model, asked: list[_Asked]) -> tuple[dict[_Asked, Any], dict[_Asked, Signs]]:
    """Return (classes,) probabilities for each, and of pictures with several signs these.

    TensorFlow is loaded only if there is a sample.
    """
    if not asked:
        return {}, {}
    from cnngui import api

    with progress_bar() as bar, quiet_loading():
        bar.add_task(text("cli.loading"), total=None)
        found = dict(zip(asked, api.predict(model, [each.read for each in asked]), strict=True))
        pictures = (each for each in asked if each.kind == "image")
        several = ((each, api.read_signs(model, each.written)) for each in pictures)
        return found, {each: signs for each, signs in several if signs is not None}


def _tell_error(asked: _Asked, error: CnnguiError, as_json: bool) -> None:
    if as_json:
        print_json({asked.kind: asked.written, "error": error.message().as_dict()})
    else:
        print_error(error.message(), as_json=False)


def _names(model: Model, classes: int) -> tuple[str, ...]:
    """Return what the classes are called; by their numbers where the file names fewer."""
    return (*model.class_names, *map(str, range(len(model.class_names), classes)))


def _tell_signs(asked: _Asked, signs: Signs, model: Model, as_json: bool, alone: bool) -> None:
    """Tell the digits of a number, or the letters of a word, together and each by itself."""
    from cnngui.results.verdict import joined, verdict_of

    names = _names(model, len(signs.read[0].probabilities))

    def judged(found: tuple[Sign, ...]) -> list[tuple[str, Verdict | None]]:
        each = [verdict_of(sign.probabilities, model.reads_from) for sign in found]
        return [(names[verdict.best] if verdict else "", verdict) for verdict in each]

    read = judged(signs.read)
    label, other = (joined(judged(each), [sign.row for sign in each]) for each in (signs.read, signs.other))
    if as_json:
        told = [
            {
                "box": [round(side, 1) for side in sign.box],
                "row": sign.row,
                "verdict": verdict.kind,
                "label": label_value(name),
                "probability": sign.probabilities[verdict.best],
                "probabilities": sign.probabilities,
            }
            for sign, (name, verdict) in zip(signs.read, read, strict=True)
            if verdict is not None
        ]
        print_json(
            {
                asked.kind: asked.written,
                "verdict": "several",
                "label": label,
                **({"or": other} if other else {}),
                "signs": told,
                "class_names": model.class_names,
            }
        )
        return
    out = console()
    code = "cli.answer_signs_unsure" if other else "cli.answer_signs"
    out.print(text(code, image=asked.written, label=label, other=other), style="bold" if alone else "")
    if alone:
        for place, (name, verdict) in enumerate(read, start=1):
            assert verdict is not None, "a network has an output at least"
            second = "" if verdict.second is None else names[verdict.second]
            code, share = f"cli.answer_{verdict.kind}", verdict.share
            out.print(text(code, image=f"  {place}", label=name, probability=share, other=second))


def _tell(
    asked: _Asked, probabilities: Any, model: Model, unknown: list[str], as_json: bool, alone: bool
) -> None:
    from cnngui.results.verdict import verdict_of

    names = _names(model, len(probabilities))
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
