"""`data`: which data sets there are to train on, and one of them as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument

from cnngui.cli.options import Download, Json, PathOption
from cnngui.cli.output import console, count_text, headings, picked, print_json, print_table, shape_text
from cnngui.cli.sources import check_not_source, load_data
from cnngui.errors import CnnguiError
from cnngui.messages import text

if TYPE_CHECKING:
    from cnngui.datasets.catalog import DatasetInfo


def data(
    name: Annotated[str | None, Argument(metavar="[NAME]", help=text("cli.help_data_name"))] = None,
    out: Annotated[
        Path | None, PathOption("--out", metavar="FILE.npz", help=text("cli.help_data_out"))
    ] = None,
    download: Download = False,
    as_json: Json = False,
) -> None:
    """List the data sets that are known by name, or write one to a file."""
    from cnngui.datasets.catalog import catalog

    if name is not None or out is not None:
        if name is None or out is None:
            raise CnnguiError("cli.data_name_and_file")
        _write(name, out, download=download, as_json=as_json)
        return
    described = [_facts(entry) for entry in catalog()]
    if as_json:
        print_json({"data": described})
        return
    columns = headings("name", "shape", ">classes", ">train", ">test", "here", "about")
    print_table(columns, [_row(facts) for facts in described], console())


def _write(name: str, out: Path, *, download: bool, as_json: bool) -> None:
    from cnngui.datasets.npz import npz_of
    from cnngui.files.writing import atomic_bytes

    check_not_source(out, Path(name))
    atomic_bytes(out, npz_of(load_data(name, download=download, may_ask=not as_json)))
    if as_json:
        print_json({"event": "exported", "data": name, "file": str(out)})
    else:
        console().print(text("cli.exported", path=out))


def _facts(entry: DatasetInfo) -> dict[str, Any]:
    from cnngui.datasets.catalog import is_available

    facts = picked(entry, "label", "about", "input_shape", "class_names", "train_samples", "test_samples")
    more = {"available": is_available(entry.key), **picked(entry, "source", "licence")}
    return {"name": entry.key, **facts, **more}


def _row(facts: dict[str, Any]) -> list[str]:
    return [
        facts["name"],
        shape_text(facts["input_shape"]),
        str(len(facts["class_names"])),
        count_text(facts["train_samples"]),
        count_text(facts["test_samples"]),
        text("cli.here" if facts["available"] else "cli.to_download"),
        facts["about"],
    ]
