from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from cnngui.api import Model, read_signs
from cnngui.cli import predict as predicting
from cnngui.datasets.catalog import load_dataset
from cnngui.files.folders import shipped_network
from cnngui.network.file_format import network_to_json
from cnngui.network.layers import Dense, Flatten
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.runs.project import Project, write_project
from tests.cli.conftest import Cnngui

pytestmark = pytest.mark.tensorflow


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Real digits: as they are, and large, dark on light paper, off centre; a blank page; and no picture."""
    folder = tmp_path_factory.mktemp("images")
    digits = load_dataset("digits")
    for label in (3, 7):
        pixels = digits.x_test[digits.y_test == label][0][:, :, 0]
        Image.fromarray(pixels).save(folder / f"{label}.png")
        page = Image.new("L", (400, 300), 250)
        page.paste(Image.fromarray(250 - pixels.clip(0, 250)).resize((150, 150)), (20, 130))
        page.save(folder / f"large-{label}.png")
    Image.new("L", (100, 100), 255).save(folder / "blank.png")
    (folder / "text.png").write_text("this is no picture")
    return folder


def test_several_pictures_have_a_line_each_and_a_bad_one_spoils_nothing(cnngui: Cnngui, images: Path) -> None:
    names = ("3.png", "blank.png", "large-7.png", "text.png", "7.png", "large-3.png", "none.png")
    answer = cnngui("predict", *(images / name for name in names), "--json")
    assert answer.code == 1
    lines = {Path(line["image"]).name: line for line in answer.lines}
    assert list(lines) == list(names)
    for name in ("3.png", "large-3.png"):
        assert lines[name]["label"] == 3
    for name in ("7.png", "large-7.png"):
        assert lines[name]["label"] == 7
        assert len(lines[name]["probabilities"]) == 10
        assert sum(lines[name]["probabilities"]) == pytest.approx(1, abs=1e-4)
        assert lines[name]["probability"] == lines[name]["probabilities"][7]
    assert "Nothing is drawn" in lines["blank.png"]["error"]["what"]
    assert "cannot be read as a picture" in lines["text.png"]["error"]["what"]
    assert "no file" in lines["none.png"]["error"]["what"]


def test_people_see_the_answer_and_what_else_it_might_be(cnngui: Cnngui, images: Path) -> None:
    answer = cnngui("predict", images / "7.png")
    assert answer.code == 0
    first, *others = answer.out.splitlines()
    assert first.startswith(f"{images / '7.png'}: 7 (")
    assert others[0].split()[0] == "7"
    assert "█" in others[0]


def test_digits_side_by_side_are_read_one_by_one(cnngui: Cnngui, tmp_path: Path) -> None:
    digits = load_dataset("digits")
    page = np.full((200, 420), 250, np.uint8)
    for place, label in enumerate((4, 0, 7)):
        pixels = digits.x_test[digits.y_test == label][1][:, :, 0]
        large = np.asarray(Image.fromarray(pixels).resize((112, 112)))
        page[40:152, 20 + 130 * place : 132 + 130 * place] -= large.clip(0, 240)
    Image.fromarray(page).save(written := tmp_path / "number.png")
    line = cnngui("predict", written, "--json").lines[0]
    assert (line["verdict"], line["label"]) == ("several", "407")
    assert [sign["label"] for sign in line["signs"]] == [4, 0, 7]
    for place, sign in enumerate(line["signs"]):
        left, top, right, bottom = sign["box"]
        assert 20 + 130 * place < left < right < 132 + 130 * place
        assert 40 < top < bottom < 152
    first, *others = cnngui("predict", written).out.splitlines()
    assert first == f"{written}: 407"
    assert [line.split()[1] for line in others] == ["4", "0", "7"]
    api_read = read_signs(str(shipped_network()), written)
    assert api_read is not None
    assert [sign.probabilities.argmax() for sign in api_read.read] == [4, 0, 7]


def test_digits_below_each_other_are_rows_of_their_own(cnngui: Cnngui, tmp_path: Path) -> None:
    digits = load_dataset("digits")
    page = np.full((300, 420), 250, np.uint8)
    for place, label in enumerate((4, 0, 7, 2, 3)):
        pixels = digits.x_test[digits.y_test == label][1][:, :, 0]
        row, column = divmod(place, 3)
        large = np.asarray(Image.fromarray(pixels).resize((112, 112)))
        page[20 + 130 * row : 132 + 130 * row, 20 + 130 * column : 132 + 130 * column] -= large.clip(0, 240)
    Image.fromarray(page).save(written := tmp_path / "numbers.png")
    line = cnngui("predict", written, "--json").lines[0]
    assert (line["verdict"], line["label"]) == ("several", "407 23")
    assert [sign["row"] for sign in line["signs"]] == [0, 0, 0, 1, 1]


def test_what_the_shipped_network_cannot_read_is_said_as_in_the_window(
    cnngui: Cnngui, tmp_path: Path
) -> None:
    page = Image.new("L", (280, 280), 255)
    pen = ImageDraw.Draw(page)
    for turn in range(14):
        points = [(60 + 11 * turn, 60), (230 - 13 * turn, 220), (60, 60 + 11 * turn), (220, 230 - 12 * turn)]
        pen.line(points, fill=0, width=9)
    page.save(scribble := tmp_path / "scribble.png")
    answer = cnngui("predict", scribble, "--json")
    assert answer.lines[0]["verdict"] == "nothing"
    assert "nothing to read" in cnngui("predict", scribble).out.splitlines()[0]


@pytest.mark.parametrize(
    ("outputs", "said"),
    [([0.5, 0.4, 0.1], "not sure: a"), ([3.0, 9.5, 0.1], "b (9.5: "), ([np.nan, 0.5, 0.5], "no answer")],
)
def test_an_answer_that_is_no_sure_share_says_so(
    outputs: list[float], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    model = Model(Path("m.cnn"), (3,), ("a", "b"), "")
    asked = predicting._Asked("values", "1,2,3", np.ones(3, np.float32))
    predicting._tell(asked, np.array(outputs, np.float32), model, [], as_json=False, alone=True)
    assert said in capsys.readouterr().out


def test_a_machine_reads_nothing_but_json(images: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cnngui", "predict", images / "3.png", "--json"],
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.stderr == ""
    (line,) = done.stdout.splitlines()
    assert json.loads(line)["label"] == 3


def test_a_model_must_be_a_trained_project_that_reads_pictures(
    cnngui: Cnngui, images: Path, tmp_path: Path
) -> None:
    network = Network(input_shape=(28, 28, 1), layers=(Flatten(), Dense(units=10)))
    (tmp_path / "network.json").write_text(network_to_json(network), encoding="utf-8")
    write_project(tmp_path / "untrained.cnn", Project(network, Recipe()))
    for name, told in (
        ("network.json", "not a cnngui project"),
        ("untrained.cnn", "weights"),
        ("none.cnn", "no file"),
    ):
        answer = cnngui("predict", images / "3.png", "--model", tmp_path / name)
        assert answer.code == 1
        assert told in answer.err


def test_a_missing_file_is_told_before_anything_that_reads_pictures_is_loaded(tmp_path: Path) -> None:
    program = (
        "import sys; from cnngui.cli import run; code = run(sys.argv[1:]);"
        "print(code, *({'numpy'} & set(sys.modules)))"
    )
    for words in ([tmp_path / "none.png"], ["--model", tmp_path / "none.cnn", __file__]):
        command = [sys.executable, "-c", program, "predict", *map(str, words)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stdout.split() == ["1"]
        assert "There is no file" in done.stderr
