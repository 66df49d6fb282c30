"""`data`: which data sets there are to train on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnngui.cli.options import Json
from cnngui.cli.output import console, print_json, print_table, shape_text
from cnngui.messages import text

if TYPE_CHECKING:
    from cnngui.datasets.catalog import DatasetInfo


def data(as_json: Json = False) -> int:
    """List the data sets that are known by name."""
    from cnngui.datasets.catalog import catalog

    described = [_facts(entry) for entry in catalog()]
    if as_json:
        print_json({"data": described})
        return 0
    columns = {
        text("cli.column_name"): "left",
        text("cli.column_shape"): "left",
        text("cli.column_classes"): "right",
        text("cli.column_train"): "right",
        text("cli.column_test"): "right",
        text("cli.column_here"): "left",
        text("cli.column_about"): "left",
    }
    print_table(columns, [_row(facts) for facts in described], console())
    return 0


def _facts(entry: DatasetInfo) -> dict[str, Any]:
    from cnngui.datasets.catalog import is_available

    return {
        "name": entry.key,
        "label": entry.label,
        "about": entry.about,
        "input_shape": entry.input_shape,
        "class_names": entry.class_names,
        "train_samples": entry.train_samples,
        "test_samples": entry.test_samples,
        "available": is_available(entry.key),
        "source": entry.source,
        "licence": entry.licence,
    }


def _row(facts: dict[str, Any]) -> list[str]:
    return [
        facts["name"],
        shape_text(facts["input_shape"]),
        str(len(facts["class_names"])),
        f"{facts['train_samples']:,}",
        f"{facts['test_samples']:,}",
        text("cli.here" if facts["available"] else "cli.to_download"),
        facts["about"],
    ]
