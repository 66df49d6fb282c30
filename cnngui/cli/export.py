"""`export`: a network leaves the program as code, a picture, a table or a model.

A new format is a new row of `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Option

from cnngui.cli.options import Json, PresetName
from cnngui.cli.output import console, print_json, print_note
from cnngui.cli.sources import Source, check_not_source, find_network
from cnngui.cli.terminal import progress_bar, quiet_loading
from cnngui.errors import CnnguiError
from cnngui.messages import text

if TYPE_CHECKING:
    from cnngui.engine.model_forms import FormName
    from cnngui.export.keras_code import Wishes

_PRINTED = Path("-")


def export(
    preset: PresetName = None,
    network: Annotated[
        Path | None, Option("--network", "--model", metavar="FILE", help=text("cli.help_network"))
    ] = None,
    to: Annotated[str | None, Option("--to", metavar="FORMAT", help=text("cli.help_to"))] = None,
    out: Annotated[Path | None, Option("--out", metavar="FILE", help=text("cli.help_export_out"))] = None,
    comments: Annotated[bool, Option("--comments", help=text("cli.help_comments"))] = False,
    tf1: Annotated[bool, Option("--tf1", help=text("cli.help_tf1"))] = False,
    reproducible: Annotated[bool, Option("--reproducible", help=text("cli.help_reproducible"))] = False,
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
        content = form.text(source, wishes)
        if as_json:
            print_json({"event": "exported", "format": name, "text": content})
        else:
            print(content, end="")
        return 0
    check_not_source(out, network)
    form.put(source, out, wishes)
    if as_json:
        print_json({"event": "exported", "format": name, "file": str(out)})
    else:
        console().print(text("cli.exported", path=out))
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


@dataclass(frozen=True)
class Format:
    """One format.

    Attributes:
        suffix: what its files end in, with the dot; "" for a folder.
        text: what goes into the file, for a format that is text: it can be printed too.
        write: fills the file or folder at the path, for any other; it leaves an older one whole if it fails.
    """

    suffix: str
    text: Callable[[Source, Wishes], str] | None = None
    write: Callable[[Source, Path, Wishes], None] | None = None

    def put(self, source: Source, path: Path, wishes: Wishes) -> None:
        """Write `source` to `path`.

        Raises:
            CnnguiError: it cannot be written; a file that was there is as it was.
        """
        from cnngui.files.writing import atomic_bytes

        if self.text is not None:
            atomic_bytes(path, self.text(source, wishes).encode("utf-8"))
        elif self.write is not None:
            self.write(source, path, wishes)


def _code(source: Source, wishes: Wishes) -> str:
    from cnngui.export import keras_code
    from cnngui.network.inference.infer import infer

    if errors := infer(source.network).errors:
        raise CnnguiError("cli.code_has_errors", name=source.name, problem=errors[0].message().one_line())
    made = keras_code.keras_code(source.network, source.recipe, source.data, title=source.name, wishes=wishes)
    return made.text


def _svg(source: Source, wishes: Wishes) -> str:
    from cnngui.export.picture import network_svg

    return network_svg(source.network, source.name)


def _png(source: Source, path: Path, wishes: Wishes) -> None:
    from cnngui.export.picture.png import network_png
    from cnngui.files.writing import atomic_bytes

    atomic_bytes(path, network_png(source.network, source.name))


def _markdown(source: Source, wishes: Wishes) -> str:
    from cnngui.export.tables import network_markdown

    return network_markdown(source.network, source.name)


def _csv(source: Source, wishes: Wishes) -> str:
    from cnngui.export.tables import network_csv

    return network_csv(source.network)


def _json(source: Source, wishes: Wishes) -> str:
    from cnngui.network.file_format import network_to_json

    return network_to_json(source.network)


def _model(form: FormName) -> Callable[[Source, Path, Wishes], None]:
    """Return how a model for other programs is written: with the weights of the file, if it has any."""

    def write(source: Source, path: Path, wishes: Wishes) -> None:
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

    return write


FORMATS: Mapping[str, Format] = {
    "code": Format(".py", text=_code),
    "svg": Format(".svg", text=_svg),
    "png": Format(".png", write=_png),
    "md": Format(".md", text=_markdown),
    "csv": Format(".csv", text=_csv),
    "json": Format(".json", text=_json),
    "keras": Format(".keras", write=_model("keras")),
    "savedmodel": Format("", write=_model("savedmodel")),
    "litert": Format(".tflite", write=_model("litert")),
    "onnx": Format(".onnx", write=_model("onnx")),
}
