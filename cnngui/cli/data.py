"""`data`: which data sets there are to train on, what one of them holds, and one as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer import Argument

from cnngui.cli import drawn, prepare
from cnngui.cli.options import Download, Json, PathOption
from cnngui.cli.output import console, count_text, headings, picked, print_json, print_table, shape_text
from cnngui.cli.sources import check_not_source, load_data
from cnngui.errors import CnnguiError
from cnngui.files.opening import shown_name
from cnngui.messages import text

if TYPE_CHECKING:
    from cnngui.datasets.catalog import DatasetInfo


_INSPECT, _IMPORT = "inspect", "import"
"""Words that may stand in front of a name; a file that is called so is reached by ./inspect."""


def data(
    context: typer.Context,
    name: Annotated[str | None, Argument(metavar="inspect|import", help=text("cli.help_data_word"))] = None,
    path: Annotated[str | None, Argument(metavar="NAME", help=text("cli.help_data_name"))] = None,
    out: Annotated[
        Path | None, PathOption("--out", metavar="FILE.npz", help=text("cli.help_data_out"))
    ] = None,
    preparation: prepare.FromFile = None,
    size: prepare.Size = None,
    grey: prepare.Grey = None,
    fit: prepare.Fit = None,
    pad: prepare.Pad = None,
    invert: prepare.Invert = None,
    paper: prepare.Paper = None,
    test_fraction: prepare.TestFraction = None,
    stratified: prepare.Stratified = None,
    split_seed: prepare.SplitSeed = None,
    group_by: prepare.GroupBy = None,
    download: Download = False,
    as_json: Json = False,
) -> None:
    """List the data sets that are known by name; or say what one holds, or write it to a file.

    The options in the middle are read from `context`, as `cnngui.cli.prepare` names them.
    """
    from cnngui.datasets.catalog import catalog

    name = _named(name, path, out)
    if name is None and out is not None:
        raise CnnguiError("cli.data_name_and_file")
    if name in (None, drawn.WORD) and (typed := prepare.typed(context.params) or ["--download"] * download):
        raise CnnguiError("cli.data_options_alone", options=", ".join(typed))
    if name is not None and name != drawn.WORD:
        name = prepare.prepared_data(name, context.params, "cnngui data")
    if name == drawn.WORD and out is None:
        drawn.list_drawn(as_json=as_json)
        return
    if name is not None:
        if out is None:
            _inspect(name, download=download, as_json=as_json)
        else:
            _write(name, out, download=download, as_json=as_json)
        return
    described = [_facts(entry) for entry in catalog()]
    if as_json:
        print_json({"data": described})
        return
    columns = headings("name", "shape", ">classes", ">train", ">test", "here", "about")
    print_table(columns, [_row(facts) for facts in described], console())


def _named(word: str | None, path: str | None, out: Path | None) -> str | None:
    """Return the data that are meant, behind `inspect` or `import` if one of these stands in front.

    Raises:
        CnnguiError: ``cli.data_word``, ``cli.data_what`` or ``cli.data_import_out``.
    """
    if word not in (_INSPECT, _IMPORT):
        if path is not None:
            raise CnnguiError("cli.data_word", found=shown_name(word))
        return word
    if path is None:
        raise CnnguiError("cli.data_what", word=word)
    if (word == _IMPORT) != (out is not None):
        raise CnnguiError("cli.data_import_out" if word == _IMPORT else "cli.data_inspect_out")
    return path


def _inspect(name: str, *, download: bool, as_json: bool) -> None:
    """Say what a data set holds, class by class; how it was read goes to standard error."""
    import numpy as np

    from cnngui.datasets.input_format import InputFormat

    dataset = load_data(name, download=download, may_ask=not as_json)
    counts = [
        np.bincount(dataset.part(part)[1], minlength=dataset.classes).tolist() for part in ("train", "test")
    ]
    by_class = [
        {"name": label, "train_samples": train, "test_samples": test}
        for label, train, test in zip(dataset.class_names, *counts, strict=True)
    ]
    if as_json:
        facts = picked(dataset, "key", "label", "input_shape", "source", "licence")
        notes = [str(note) for note in dataset.notes]
        more = {"train_samples": sum(counts[0]), "test_samples": sum(counts[1])}
        more["kind"] = InputFormat.of(dataset).kind
        if dataset.sizes:
            more["came_sizes"] = [each._asdict() for each in dataset.sizes]
        print_json({**facts, **more, "classes": by_class, "notes": notes})
        return
    console().print(text("cli.data_holds", label=dataset.label, shape=shape_text(dataset.input_shape)))
    rows = [
        [each["name"], *map(count_text, (each["train_samples"], each["test_samples"]))] for each in by_class
    ]
    rows.append([text("cli.total"), *(count_text(sum(each)) for each in counts)])
    print_table(headings("class", ">train", ">test"), rows, console(), footer=True)


def _write(name: str, out: Path, *, download: bool, as_json: bool) -> None:
    from cnngui.datasets.data_reference import source_of
    from cnngui.datasets.npz import npz_of
    from cnngui.files.writing import atomic_bytes

    check_not_source(out, Path(source_of(name)))
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
