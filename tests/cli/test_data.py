"""Data sets that are no pictures, in the terminal."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from cnngui.course.presets import preset, presets
from cnngui.datasets.catalog import catalog, load_dataset
from cnngui.datasets.preparing import prepare_samples
from cnngui.export.keras_code import keras_code
from cnngui.network.file_format import network_to_json
from cnngui.network.layers import BatchNormalization, Dense, Embedding, GlobalMaxPooling1D
from cnngui.network.network import Network
from tests.cli.conftest import Cnngui

XOR = Network(
    input_shape=(2,), layers=(Dense(units=8, activation="tanh"), Dense(units=1, activation="sigmoid"))
)
SENTENCES = Network(
    input_shape=(16,),
    layers=(Embedding(output_dim=8), GlobalMaxPooling1D(), Dense(units=2, activation="softmax")),
)


def written(network: Network, folder: Path) -> Path:
    path = folder / "network.json"
    path.write_text(network_to_json(network), encoding="utf-8")
    return path


def test_the_code_of_a_sentence_network_reads_the_file_it_says_how_to_make(
    cnngui: Cnngui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (name,) = [each.name for each in presets() if each.data == "sentences"]
    code = cnngui("export", "--preset", name, "--to", "code").out
    (command,) = re.findall(r"cnngui (data .*)", code)
    monkeypatch.chdir(tmp_path)
    assert cnngui(*command.split()).code == 0
    loading = re.findall(r"^(?:data|x_train, y_train|x_test, y_test) = .*$", code, re.MULTILINE)
    read: dict[str, Any] = {"np": np}
    exec("\n".join(loading), read)
    wanted = load_dataset("sentences")
    for part in ("x_train", "y_train", "x_test", "y_test"):
        assert np.array_equal(read[part], getattr(wanted, part))
    assert tuple(read["data"]["vocabulary"]) == wanted.vocabulary


def test_code_for_a_file_of_pictures_reads_them_as_the_network_does(
    cnngui: Cnngui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cnngui("data", "digits", "--out", "mine.npz").code == 0
    chosen = preset("mnist-cnn")
    code = keras_code(chosen.network, chosen.recipe, "mine.npz").text
    loading = code[code.index("data = np.load") : code.index("model.compile")]
    read: dict[str, Any] = {"np": np}
    exec(loading, read)
    read["data"].close()
    digits = load_dataset("digits")
    assert np.allclose(read["x_train"], prepare_samples(digits.x_train, digits.input_shape), atol=1e-7)
    assert np.array_equal(read["y_test"], digits.y_test)


def test_pictures_that_were_written_are_read_again(cnngui: Cnngui, tmp_path: Path) -> None:
    path = tmp_path / "digits.npz"
    answer = cnngui("data", "digits", "--out", path, "--json")
    assert answer.json == {"event": "exported", "data": "digits", "file": str(path)}
    assert load_dataset(path).fingerprint() == load_dataset("digits").fingerprint()


def test_a_file_without_a_name_is_told(cnngui: Cnngui) -> None:
    answer = cnngui("data", "--out", "a.npz")
    assert answer.code == 2
    assert "cnngui data sentences --out sentences.npz" in answer.err


def test_all_data_are_listed(cnngui: Cnngui) -> None:
    listed = {line["name"]: line for line in cnngui("data", "--json").json["data"]}
    assert list(listed) == [entry.key for entry in catalog()]
    assert listed["xor"]["available"]
    assert listed["sentences"]["input_shape"] == [16]
    told = cnngui("data")
    assert told.code == 0
    assert "to download" in told.out
    for entry in catalog():
        assert entry.about in told.out


@pytest.mark.tensorflow
def test_xor_is_trained_asked_and_measured(cnngui: Cnngui, tmp_path: Path) -> None:
    trained = cnngui(
        *("train", "--network", written(XOR, tmp_path), "--data", "xor", "--out", tmp_path / "run"),
        *("--epochs", 150, "--learning-rate", 0.1, "--json"),
    )
    assert trained.code == 0
    model = tmp_path / "run" / "model.cnn"
    answer = cnngui("predict", "--model", model, *("--values", "0,1", "--values", "1, 1", "--json"))
    assert answer.code == 0
    assert [(line["values"], line["label"]) for line in answer.lines] == [("0,1", 1), ("1, 1", 0)]
    assert cnngui("evaluate", "--model", model, "--data", "xor", "--json").json["accuracy"] == 1
    for values, what in (("1", "that many"), ("a,b", "no row of numbers"), ("nan,1", "no row of numbers")):
        refused = cnngui("predict", "--model", model, "--values", values)
        assert refused.code == 1
        assert what in refused.err
    assert "does not read sentences" in cnngui("predict", "--model", model, "--text", "hello").err
    assert "does not read pictures" in cnngui("predict", "--model", model, _picture(tmp_path)).err


@pytest.mark.tensorflow
def test_a_sentence_is_answered_and_its_unknown_words_named(cnngui: Cnngui, tmp_path: Path) -> None:
    trained = cnngui(
        *("train", "--network", written(SENTENCES, tmp_path), "--data", "sentences"),
        *("--out", tmp_path / "run", "--epochs", 8, "--learning-rate", 0.01, "--batch-size", 16, "--json"),
    )
    assert trained.code == 0
    model = tmp_path / "run" / "model.cnn"
    awful, lovely = "What an awful zorgy day!", "A wonderful, delicious dinner."
    answer = cnngui("predict", "--model", model, "--text", awful, "--text", lovely, "--json")
    assert [line["label"] for line in answer.lines] == ["negative", "positive"]
    assert [line["unknown_words"] for line in answer.lines] == [["zorgy"], []]
    told = cnngui("predict", "--model", model, "--text", awful).out
    assert "negative (" in told
    assert "zorgy" in told.splitlines()[1]
    assert "has no words" in cnngui("predict", "--model", model, "--text", "?!").err


def test_data_of_another_shape_are_refused_before_tensorflow_is_loaded(
    cnngui: Cnngui, tmp_path: Path
) -> None:
    answer = cnngui("train", "--preset", "mnist-cnn", "--data", "xor", "--out", tmp_path / "run")
    assert answer.code == 3
    assert "A sample is 2; the network reads 28×28×1" in answer.err
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("arguments", [[], ["x.png", "--values", "1,2"], ["--values", "1,2", "--text", "a"]])
def test_exactly_one_kind_of_samples_is_asked_about(cnngui: Cnngui, arguments: list[str]) -> None:
    assert "not clear what the network should look at" in cnngui("predict", *arguments).err


def _picture(folder: Path) -> Path:
    from PIL import Image

    Image.new("L", (28, 28), 255).save(folder / "white.png")
    return folder / "white.png"


def test_what_a_folder_holds_is_told_and_written(cnngui: Cnngui, tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    for label, count in (("cat", 10), ("dog", 5)):
        (folder / label).mkdir(parents=True)
        for n in range(count):
            Image.new("RGB", (30, 20), (9 * n, 80, 0)).save(folder / label / f"{n}.png")
    (folder / "dog" / "broken.png").write_bytes(b"no picture")
    told = cnngui("data", str(folder))
    assert told.code == 0
    assert "photos: samples of 20×30×3" in told.out
    assert re.search(r"cat\s+8\s+2", told.out)
    assert re.search(r"Total\s+12\s+3", told.out)
    assert "dog/broken.png" in told.err
    facts = json.loads(cnngui("data", str(folder), "--json").out)
    assert facts["classes"][1] == {"name": "dog", "train_samples": 4, "test_samples": 1}
    assert (facts["train_samples"], facts["test_samples"]) == (12, 3)
    out = tmp_path / "set.npz"
    assert cnngui("data", str(folder), "--out", str(out)).code == 0
    np.testing.assert_array_equal(load_dataset(out).x_train, load_dataset(folder).x_train)


@pytest.mark.tensorflow
@pytest.mark.parametrize("data", ["moons", "table"])
def test_points_are_trained_and_asked_about_by_their_own_numbers(
    cnngui: Cnngui, tmp_path: Path, data: str
) -> None:
    """From data made here, and the same from somebody's table: far from 0..1, with words for classes."""
    points = load_dataset("moons")
    scaled = points.x_train * 3 + 10
    if data == "table":
        rows = zip(scaled, points.y_train, strict=True)
        lines = [f"{x:.4f};{y:.4f};{points.class_names[label]}".replace(".", ",") for (x, y), label in rows]
        data = str(tmp_path / "points.csv")
        Path(data).write_text("\n".join(["x;y;class", *lines]), "utf-8")
    network = Network(
        input_shape=(2,),
        layers=(
            BatchNormalization(momentum=0.9),
            Dense(units=16, activation="tanh"),
            Dense(units=1, activation="sigmoid"),
        ),
    )
    trained = cnngui(
        *("train", "--network", written(network, tmp_path), "--data", data, "--out", tmp_path / "run"),
        *("--epochs", 40, "--learning-rate", 0.03, "--json"),
    )
    assert trained.code == 0
    model = tmp_path / "run" / "model.cnn"
    assert cnngui("evaluate", "--model", model, "--data", data, "--json").json["accuracy"] > 0.9
    above, below = ("0,1", "1,-0.5") if data == "moons" else ("10,13", "13,8.5")
    asked = cnngui("predict", "--model", model, "--values", above, f"--values={below}", "--json")
    assert [line["label"] for line in asked.lines] == ["upper", "lower"]


def pets(folder: Path) -> Path:
    """Return a folder of pictures in two classes, one of them broken."""
    for label, colour in (("cat", "red"), ("dog", "blue")):
        (folder / "pets" / label).mkdir(parents=True)
        for number in range(6):
            Image.new("RGB", (40 + number, 30), colour).save(folder / "pets" / label / f"{number}.png")
    (folder / "pets" / "cat" / "broken.png").write_bytes(b"\x89PNG")
    return folder / "pets"


def test_data_are_inspected_and_imported_into_one_file(cnngui: Cnngui, tmp_path: Path) -> None:
    folder = pets(tmp_path)
    told = cnngui("data", "inspect", folder)
    assert (told.code, "cat" in told.out, "broken.png" in told.err) == (0, True, True)
    facts = cnngui("data", "inspect", folder, "--json").json
    assert (facts["kind"], facts["input_shape"], facts["train_samples"]) == ("picture", [28, 28, 3], 10)
    assert facts == cnngui("data", folder, "--json").json
    out = tmp_path / "set.npz"
    options = ("--size", "16x20", "--grey", "--test-fraction", "0.5")
    answer = cnngui("data", "import", folder, "--out", out, *options, "--json")
    assert (answer.code, answer.json["file"]) == (0, str(out))
    with np.load(out) as arrays:
        assert arrays["x_train"].shape == arrays["x_test"].shape == (6, 16, 20, 1)
        assert arrays["class_names"].tolist() == ["cat", "dog"]
    again = cnngui("data", "inspect", out)
    assert again.code == 0
    assert "broken.png" in again.err, "what was told when it was made is told again"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("inspect",), "cnngui data inspect FOLDER"),
        (("import", "digits"), "--out set.npz"),
        (("inspect", "digits", "--out", "a.npz"), "cnngui data import"),
        (("import", "digits", "--out", "a.npz", "--size", "0"), "--size"),
        (("--size", "8", "--grey"), "--size, --grey goes with a data set"),
        (("--download",), "--download goes with a data set"),
        (("drawn", "--test-fraction", "0.5"), "--test-fraction goes with a data set"),
        (("digits", "xor"), "inspect or import, not digits"),
        (("import", "xor", "--out", "a.npz", "--size", "20"), "holds no pictures"),
    ],
)
def test_what_is_missing_or_too_much_is_told(
    cnngui: Cnngui, words: tuple[str, ...], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = cnngui("data", *words)
    assert answer.code in (1, 2)
    assert told in answer.err
    assert list(tmp_path.iterdir()) == []
