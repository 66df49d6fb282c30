"""How data are prepared, as it is typed: options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from typer import Option

from cnngui.cli import usage
from cnngui.cli.options import PathOption, there
from cnngui.errors import CnnguiError
from cnngui.messages import text

FromFile = Annotated[
    Path | None,
    PathOption("--preparation", metavar="FILE", callback=there, help=text("preparation.help_from_file")),
]
Size = Annotated[str | None, Option("--size", metavar="N|HxW", help=text("preparation.help_size"))]
Grey = Annotated[bool | None, Option("--grey/--colour", help=text("preparation.help_grey"))]
Fit = Annotated[str | None, Option("--fit", metavar="NAME", help=text("preparation.help_fit"))]
Pad = Annotated[str | None, Option("--pad", metavar="NAME", help=text("preparation.help_pad"))]
Invert = Annotated[bool | None, Option("--invert/--no-invert", help=text("preparation.help_invert"))]
Paper = Annotated[str | None, Option("--paper", metavar="NAME", help=text("preparation.help_paper"))]
Scale = Annotated[str | None, Option("--scale", metavar="RANGE", help=text("preparation.help_scale"))]
Normalise = Annotated[
    bool | None, Option("--normalise/--no-normalise", help=text("preparation.help_normalise"))
]
TestFraction = Annotated[
    float | None, Option("--test-fraction", metavar="X", help=text("preparation.help_test_fraction"))
]
Stratified = Annotated[
    bool | None, Option("--stratified/--not-stratified", help=text("preparation.help_stratified"))
]
SplitSeed = Annotated[
    int | None, Option("--split-seed", metavar="N", help=text("preparation.help_split_seed"))
]
GroupBy = Annotated[
    str | None, Option("--group-by", metavar="COLUMN", help=text("preparation.help_group_by"))
]

_OF_SPLIT = {
    "test_fraction": "fraction",
    "stratified": "stratified",
    "split_seed": "seed",
    "group_by": "group",
}
OPTIONS = ("preparation", "size", "grey", "fit", "pad", "invert", "paper", "scale", "normalise", *_OF_SPLIT)
"""Names of the parameters that a command has for them."""


def typed(given: dict[str, Any]) -> list[str]:
    """Return the options that are not None, as they are typed. Args: as for `prepared_data`."""
    return [f"--{name.replace('_', '-')}" for name in OPTIONS if given.get(name) is not None]


def prepared_data(ref: str, given: dict[str, Any], command: str) -> str:
    """Return what names data (`cnngui.datasets.data_reference`) with the options that are not None on top.

    Args:
        given: by `OPTIONS`; other names are passed over. ``preparation`` is a file (`read_preparation`), on
            top of which comes what stands behind the name. command: as it is typed, for sentences.

    Raises:
        CnnguiError: ``cli.bad_value`` for the first that is out of range; ``preparation.unreadable``; or the
            file cannot be read.
    """
    typed = {name: given[name] for name in OPTIONS if given.get(name) is not None}
    if not typed:
        return ref
    from pydantic import ValidationError

    from cnngui.datasets.data_reference import parted, reference, side_of
    from cnngui.datasets.preparation import Preparation

    data, now = parted(ref)
    values = now.model_dump()
    if (file := typed.pop("preparation", None)) is not None:
        from cnngui.runs.preparation_file import read_preparation

        told = now.model_dump(exclude_unset=True)
        values = read_preparation(file).model_dump() | {
            name: value for name, value in told.items() if value is not None
        }
    split = {field: typed.pop(name) for name, field in _OF_SPLIT.items() if name in typed}
    if split:
        values["split"] = {**(values["split"] or {}), **split}
    if (grey := typed.pop("grey", None)) is not None:
        values["colour"] = "grey" if grey else "colour"
    if (normalise := typed.pop("normalise", None)) is not None:
        values["normalise"] = "channels" if normalise else "none"
    try:
        if "size" in typed:
            typed["size"] = side_of(typed["size"])
    except ValueError as error:
        raise CnnguiError("cli.bad_value", name="--size", reason=str(error), path=command) from None
    try:
        return reference(data, Preparation.model_validate({**values, **typed}))
    except ValidationError as error:
        raise _fault(error, command) from None


def _fault(error: Any, command: str) -> CnnguiError:
    detail = error.errors(include_url=False)[0]
    # Within the size its place comes last, and a rule of the whole has no place.
    fields = [str(part) for part in detail["loc"] if isinstance(part, str)] or ["normalise"]
    options = {field: name for name, field in _OF_SPLIT.items()} if len(fields) > 1 else {}
    name = "--" + options.get(fields[-1], fields[-1]).replace("_", "-")
    reason = usage.reason(detail) or detail["msg"].removeprefix("Value error, ")
    return CnnguiError("cli.bad_value", name=name, reason=reason, path=command)
