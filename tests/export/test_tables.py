from __future__ import annotations

import csv
import io

import pytest

from cnngui.course.presets import preset, presets
from cnngui.export.tables import CSV_COLUMNS, network_csv, network_markdown, safe_cell
from cnngui.network.blocks import Residual
from cnngui.network.inference.infer import infer
from cnngui.network.initializers import RandomNormal
from cnngui.network.layers import Conv2D, Dense, Flatten
from cnngui.network.network import Network

BLOCK = Network(
    input_shape=(8, 8, 4),
    layers=(Residual(branches=((Conv2D(filters=4, padding="same"),), ())), Flatten(), Dense(units=3)),
)
BROKEN = Network(input_shape=(4, 4, 1), layers=(Conv2D(kernel_size=(5, 5)), Flatten()))


def rows(network: Network) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(network_csv(network))))


@pytest.mark.parametrize("name", [each.name for each in presets()])
def test_csv_has_the_figures_of_every_layer(name: str) -> None:
    network = preset(name).network
    table = rows(network)
    assert [row["name"] for row in table] == ["input", *network.names]
    assert tuple(table[0]) == CSV_COLUMNS
    outer = [int(row["parameters"]) for row in table if not row["inside"]]
    assert sum(outer) == infer(network).total_parameters
    assert network_csv(network).isascii()


def test_csv_names_the_block_around_a_layer() -> None:
    table = {row["name"]: row for row in rows(BLOCK)}
    assert table["conv2d"]["inside"] == "residual"
    assert table["residual"]["inside"] == ""
    assert table["residual"]["parameters"] == table["conv2d"]["parameters"] == "148"
    assert table["conv2d"]["output_shape"] == "8x8x4"
    assert table["conv2d"]["arguments"] == "filters=4; padding=same"


def test_csv_arguments_hold_whatever_differs_from_the_defaults() -> None:
    dense = Dense(units=7, kernel_initializer=RandomNormal(stddev=0.01), use_bias=False)
    (_, row) = rows(Network(input_shape=(2,), layers=(dense,)))
    assert (
        row["arguments"]
        == 'units=7; use_bias=false; kernel_initializer={"kind": "random_normal", "stddev": 0.01}'
    )


def test_csv_of_a_half_built_network_leaves_unknown_figures_out() -> None:
    table = rows(BROKEN)
    assert [row["parameters"] for row in table] == ["0", "", ""]
    assert table[2]["output_shape"] == ""


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_cells_that_a_spreadsheet_would_compute_are_quoted(cell: str) -> None:
    assert safe_cell(cell) == "'" + cell
    assert safe_cell("conv2d " + cell) == "conv2d " + cell


def test_markdown_is_one_table_with_bars_under_each_other() -> None:
    title, empty, *table = network_markdown(BLOCK, "A|B*").splitlines()
    assert (title, empty) == ("# A\\|B\\*", "")
    assert {len(line) for line in table} == {len(table[0])}
    assert {line.count(" | ") for line in table} == {5}
    assert table[0].split()[1] == "Name"
    assert "&nbsp;&nbsp;conv2d" in table[4]
    assert "**919**" in table[-1]


def test_markdown_withholds_totals_while_an_error_stands() -> None:
    assert "**–**" in network_markdown(BROKEN)
