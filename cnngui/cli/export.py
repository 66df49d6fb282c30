"""`export`: a network leaves the program as code, a picture, a table or a model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cnngui.cli.export_formats import FORMATS, Format
from cnngui.cli.options import Json, PresetName
from cnngui.cli.output import console, print_json
from cnngui.cli.sources import find_network
from cnngui.errors import CnnguiError
from cnngui.messages import text

_PRINTED = Path("-")


def export(
    preset: PresetName = None,
    network: Annotated[
        Path | None, typer.Option("--network", "--model", metavar="FILE", help=text("cli.help_network"))
    ] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="FORMAT", help=text("cli.help_to"))] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help=text("cli.help_export_out"))
    ] = None,
    comments: Annotated[bool, typer.Option("--comments", help=text("cli.help_comments"))] = False,
    tf1: Annotated[bool, typer.Option("--tf1", help=text("cli.help_tf1"))] = False,
    reproducible: Annotated[bool, typer.Option("--reproducible", help=text("cli.help_reproducible"))] = False,
    as_json: Json = False,
) -> int:
    """Write the network to a file, or print it where the format is text and no file is named."""
    from cnngui.export.keras_code import Wishes

    name, form = _format(to, out)
    source = find_network(preset, network)
    wishes = Wishes(comments, tf1, reproducible)
    if out is None or out == _PRINTED:
        if form.text is None:
            raise CnnguiError("cli.export_needs_file", format=name, file=f"{source.stem}{form.suffix}")
        print(form.text(source, wishes), end="")
        return 0
    form.put(source, out, wishes)
    if as_json:
        print_json({"event": "exported", "format": name, "file": str(out)})
    else:
        console().print(text("cli.exported", path=out), soft_wrap=True)
    return 0


def _format(to: str | None, out: Path | None) -> tuple[str, Format]:
    """Return the format that was asked for, or that the file's name ends in.

    Raises:
        CnnguiError: ``cli.which_format``.
    """
    for name, form in FORMATS.items():
        if to == name or (to is None and out is not None and out.suffix.lower() == form.suffix != ""):
            return name, form
    raise CnnguiError("cli.which_format", found=to or (out.name if out else "–"), known=", ".join(FORMATS))
