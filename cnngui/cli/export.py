"""`export`: a network leaves the program as code, a picture, a table or a model.

A new format is a new row of `cnngui.export.formats.FILE_FORMATS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Option

from cnngui.cli.options import Json, PathOption, PresetName
from cnngui.cli.output import console, print_json, print_note
from cnngui.cli.sources import Source, check_not_source, find_network
from cnngui.cli.terminal import progress_bar, quiet_loading
from cnngui.errors import CnnguiError
from cnngui.messages import text

if TYPE_CHECKING:
    from cnngui.engine.model_forms import FormName
    from cnngui.export.formats import Exported
    from cnngui.export.keras_code import Wishes

_PRINTED = Path("-")


def export(
    preset: PresetName = None,
    network: Annotated[
        Path | None, PathOption("--network", "--model", metavar="FILE", help=text("cli.help_network"))
    ] = None,
    to: Annotated[str | None, Option("--to", metavar="FORMAT", help=text("cli.help_to"))] = None,
    out: Annotated[Path | None, PathOption("--out", metavar="FILE", help=text("cli.help_export_out"))] = None,
    comments: Annotated[bool, Option("--comments", help=text("cli.help_comments"))] = False,
    tf1: Annotated[bool, Option("--tf1", help=text("cli.help_tf1"))] = False,
    reproducible: Annotated[bool, Option("--reproducible", help=text("cli.help_reproducible"))] = False,
    as_json: Json = False,
) -> None:
    """Write the network to a file, or print it where the format is text and no file is named."""
    from cnngui.engine.model_forms import FORMS
    from cnngui.export.formats import FILE_FORMATS
    from cnngui.export.keras_code import Wishes
    from cnngui.files.writing import atomic_bytes

    suffixes = {name: form.suffix for name, form in FILE_FORMATS.items()}
    suffixes |= {name: form.suffix for name, form in FORMS.items()}
    name = _format(to, out, suffixes)
    source, form = find_network(preset, network), FILE_FORMATS.get(name)
    if out == _PRINTED:
        out = None
    if out is not None:
        check_not_source(out, network)
    elif form is None or not form.is_text:
        raise CnnguiError("cli.export_needs_file", format=name, file=f"{source.stem}{suffixes[name]}")
    if form is not None:
        content = form.content(_exported(source, name, Wishes(comments, tf1, reproducible)))
    if out is None:
        shown = content.decode("utf-8")
        if as_json:
            print_json({"event": "exported", "format": name, "text": shown})
        else:
            print(shown, end="")
        return
    if form is None:
        _write_model(source, out, FORMS[name].name)
    else:
        atomic_bytes(out, content)
    if as_json:
        print_json({"event": "exported", "format": name, "file": str(out)})
    else:
        console().print(text("cli.exported", path=out))


def _format(to: str | None, out: Path | None, suffixes: Mapping[str, str]) -> str:
    """Return the format that was asked for, or that the file's name ends in.

    Raises:
        CnnguiError: ``cli.which_format``.
    """
    for name, suffix in suffixes.items():
        if to == name or (to is None and out is not None and out.suffix.lower() == suffix != ""):
            return name
    raise CnnguiError("cli.which_format", found=to or (out.name if out else "–"), known=", ".join(suffixes))


def _exported(source: Source, name: str, wishes: Wishes) -> Exported:
    """Return what is to be exported. Raises CnnguiError: ``cli.code_has_errors``."""
    from cnngui.export.formats import Exported
    from cnngui.network.inference.infer import infer

    if name == "code" and (errors := infer(source.network).errors):
        raise CnnguiError("cli.code_has_errors", name=source.name, problem=errors[0].message().one_line())
    return Exported(source.network, source.recipe, source.data, source.name, wishes)


def _write_model(source: Source, path: Path, form: FormName) -> None:
    """Write a model for other programs: with the weights of the file, if it has any."""
    from cnngui.engine.exporting import export_project
    from cnngui.engine.model_forms import check_exportable, export_notes

    project = source.project()
    check_exportable(project)
    with progress_bar() as bar, quiet_loading():
        bar.add_task(text("cli.exporting"), total=None)
        export_project(project, path, form)
    notes = export_notes(project.network, project.recipe, form, with_weights=bool(project.weights))
    for note in notes:
        print_note(note)
