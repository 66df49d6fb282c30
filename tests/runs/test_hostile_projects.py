"""Crafted files: each is refused in one line, quickly and without much memory, and nothing of it is run."""

from __future__ import annotations

import io
import json
import os
import pickle
import stat
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnngui.errors import CnnguiError
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.runs import project
from cnngui.runs.project import Project, read_project, write_project
from tests.contracts.source import ROOT
from tests.runs.test_project import trained

Members = dict[str, bytes]
Change = Callable[[Members], None]


def npy(array: np.ndarray, pickled: bool = False) -> bytes:
    stream = io.BytesIO()
    np.lib.format.write_array(stream, array, allow_pickle=pickled)
    return stream.getvalue()


def changed(tmp_path: Path, change: Change) -> Path:
    """Return a project file of which `change` has changed the members."""
    write_project(tmp_path / "good.cnn", trained())
    with zipfile.ZipFile(tmp_path / "good.cnn") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(tmp_path / "bad.cnn", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return tmp_path / "bad.cnn"


def head(**values: Any) -> Change:
    """Return a change of fields in project.json; a dotted key reaches into an object."""

    def change(members: Members) -> None:
        data = json.loads(members["project.json"])
        for key, value in values.items():
            *path, last = key.split("__")
            place = data
            for part in path:
                place = place[part]
            place[last] = value
        members["project.json"] = json.dumps(data).encode()

    return change


def member(name: str, content: bytes) -> Change:
    return lambda members: members.update({name: content})


def without(name: str) -> Change:
    return lambda members: members.pop(name) and None


class Bomb:
    """Runs a command when it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("unpickled",)


KERNEL = "weights/dense/0.npy"
REFUSED: dict[str, Change] = {
    "extra member": member("setup.py", b"import os"),
    "path that leads out": member("../../evil.npy", npy(np.zeros(3, np.float32))),
    "absolute path": member("/tmp/evil.npy", npy(np.zeros(3, np.float32))),
    "no description": without("project.json"),
    "missing weights": without(KERNEL),
    "missing optimizer": without("optimizer.npy"),
    "missing history": without("history/val_loss.npy"),
    "description that is no text": member("project.json", b"\xff\xfe\x00"),
    "description that is no JSON": member("project.json", b"{"),
    "NaN in JSON": member("project.json", b'{"data": NaN}'),
    "deep JSON": member("project.json", b"[" * 100_000 + b"]" * 100_000),
    "key twice": member("project.json", b'{"data": "a", "data": "b"}'),
    "other format": head(format="keras"),
    "newer version": head(version=99),
    "no version": head(version=None),
    "unknown field": head(module="os"),
    "unknown layer": head(network__layers=[{"kind": "Lambda", "function": "os.system"}]),
    "unknown layer field": head(network__layers=[{"kind": "Flatten", "registered_name": "x"}]),
    "learning rate out of range": head(recipe__optimizer={"kind": "Adam", "learning_rate": -1}),
    "negative epoch": head(training__epoch=-1),
    "schedule that begins later": head(training__epoch=0),
    "schedule that begins in a later epoch": head(training__step=1, training__scheduled_since=2.0),
    "schedule that begins within an epoch that has not": head(training__scheduled_since=1.5),
    "schedule that begins before all": head(training__scheduled_since=-0.5),
    "parts without end": head(training__parts=10**9),
    "no parts": head(training__parts=0),
    "epoch as text": head(training__epoch="1"),
    "network that the weights do not fit": head(
        network__layers=[{"kind": "Flatten"}, {"kind": "Dense", "units": 3}]
    ),
    "network with an error": head(network__layers=[{"kind": "Dense"}, {"kind": "Conv2D"}]),
    "network of a billion weights": head(
        network__layers=[{"kind": "Flatten"}, {"kind": "Dense", "units": 65_536}] * 3
    ),
    "running means that it says it has not": head(training__optimizer=False),
    "other optimizer": head(training__recipe={"optimizer": {"kind": "SGD"}}),
    "seed of an unknown layer": head(training__seeds=["other"]),
    "training without weights": head(weights=False),
    "trained on something unknown": head(input_format={"kind": "sound", "shape": [28, 28, 1]}),
    "trained on pictures beyond size": head(input_format={"kind": "ink", "shape": [10**12, 28, 1]}),
    "a curve of another name": head(curves=["../loss"]),
    "curves without end": head(curves=[f"batch_{chr(97 + place)}" for place in range(26)]),
    "trained on text": head(input_format="ink"),
    "trained on what has no scale": head(input_format={"kind": "ink", "shape": [6, 6, 1], "white": 0}),
    "trained on endless numbers": head(input_format={"kind": "ink", "shape": [6, 6, 1], "white": 1e999}),
    "class names beyond number": head(class_names=["a"] * 70_000),
    "pickled array": member(KERNEL, npy(np.array([Bomb()], dtype=object), pickled=True)),
    "pickle": member(KERNEL, pickle.dumps(Bomb())),
    "array of other shape": member(KERNEL, npy(np.zeros((3, 32), np.float32))),
    "array of doubles": member(KERNEL, npy(np.zeros((32, 3)))),
    "array of numbers in text": member(KERNEL, npy(np.full((32, 3), "1.0"))),
    "array of complex numbers": member(KERNEL, npy(np.zeros((32, 3), np.complex64))),
    "truncated array": member(KERNEL, npy(np.zeros((32, 3), np.float32))[:-4]),
    "array with more behind it": member(KERNEL, npy(np.zeros((32, 3), np.float32)) + b"more"),
    "array that claims to be huge": member(
        KERNEL, npy(np.zeros((32, 3), np.float32)).replace(b"(32, 3), }    ", b"(99999999999,)")
    ),
    "infinite weight": member(KERNEL, npy(np.full((32, 3), np.inf, np.float32))),
    "NaN weight": member(KERNEL, npy(np.full((32, 3), np.nan, np.float32))),
    "history of unequal columns": member("history/loss.npy", npy(np.zeros(9))),
    "history that is no row": member("history/loss.npy", npy(np.zeros((1, 1)))),
    "history of text": member("history/loss.npy", npy(np.array(["=1+1"]))),
    "weights bomb": member(KERNEL, npy(np.zeros(20_000_000, np.float32))),
    "description bomb": member("project.json", b" " * 50_000_000),
}


@pytest.mark.parametrize("change", REFUSED.values(), ids=REFUSED.keys())
def test_a_crafted_file_is_refused_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Change
) -> None:
    monkeypatch.chdir(tmp_path)
    path = changed(tmp_path, change)
    began = time.process_time()
    with pytest.raises(CnnguiError) as caught:
        read_project(path)
    assert time.process_time() - began < 2
    assert str(caught.value).count("\n") <= 1
    assert "bad.cnn" in str(caught.value)
    assert not (tmp_path / "unpickled").exists()
    assert {entry.name for entry in tmp_path.iterdir()} == {"bad.cnn", "good.cnn"}


def bytes_of_a_project(tmp_path: Path) -> bytearray:
    write_project(tmp_path / "good.cnn", trained())
    return bytearray((tmp_path / "good.cnn").read_bytes())


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.9, 0.999])
def test_a_truncated_file_is_refused(tmp_path: Path, share: float) -> None:
    content = bytes_of_a_project(tmp_path)
    (tmp_path / "bad.cnn").write_bytes(content[: int(len(content) * share)])
    with pytest.raises(CnnguiError):
        read_project(tmp_path / "bad.cnn")


def test_a_damaged_byte_is_a_refusal_or_a_project_but_never_another_error(tmp_path: Path) -> None:
    content = bytes_of_a_project(tmp_path)
    random = np.random.default_rng(3)
    refused = 0
    for place in random.integers(0, len(content), 300):
        damaged = content.copy()
        damaged[place] ^= int(random.integers(1, 256))
        (tmp_path / "bad.cnn").write_bytes(damaged)
        try:
            read_project(tmp_path / "bad.cnn")
        except CnnguiError:
            refused += 1
    assert refused > 240


def test_folders_devices_and_missing_files_are_refused(tmp_path: Path) -> None:
    paths = [tmp_path, tmp_path / "missing.cnn", Path("/dev/zero")]
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.cnn")
        paths.append(tmp_path / "pipe.cnn")
    for path in paths:
        with pytest.raises(CnnguiError):
            read_project(path)


def test_a_link_as_member_is_read_as_what_it_is_text(tmp_path: Path) -> None:
    (tmp_path / "secret.npy").write_bytes(npy(np.zeros((32, 3), np.float32)))
    write_project(tmp_path / "good.cnn", trained())
    with (
        zipfile.ZipFile(tmp_path / "good.cnn") as good,
        zipfile.ZipFile(tmp_path / "bad.cnn", "w") as bad,
    ):
        for name in good.namelist():
            info = zipfile.ZipInfo(name)
            if name == KERNEL:
                info.external_attr = (stat.S_IFLNK | 0o777) << 16
                bad.writestr(info, str(tmp_path / "secret.npy"))
            else:
                bad.writestr(info, good.read(name))
    with pytest.raises(CnnguiError):
        read_project(tmp_path / "bad.cnn")


def huge(path: Path, units: int, inputs: int, packing: int, last: float) -> None:
    """Write a file of `inputs` × `units` weights of 0, of which the last is `last`."""
    write_project(path, Project(Network(input_shape=(inputs,)), Recipe()))
    with zipfile.ZipFile(path) as archive:
        description = json.loads(archive.read("project.json"))
    description["network"]["layers"] = [{"kind": "Dense", "name": "dense", "units": units, "use_bias": False}]
    description["weights"] = True
    with zipfile.ZipFile(path, "w", packing, compresslevel=1) as archive:
        archive.writestr("project.json", json.dumps(description))
        with archive.open(KERNEL, "w", force_zip64=False) as stream:
            shape = {"descr": "<f4", "fortran_order": False, "shape": (inputs, units)}
            np.lib.format.write_array_header_1_0(stream, shape)
            for _ in range(inputs - 1):
                stream.write(bytes(4 * units))
            stream.write(np.full(units, last, np.float32).tobytes())


READ = """
import sys, time
from cnngui.errors import CnnguiError
from cnngui.runs.project import read_project
began = time.process_time()
try:
    read_project(sys.argv[1])
except CnnguiError as error:
    print(error.code)
print(time.process_time() - began)
print(*[line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")])
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="counts memory in /proc")
@pytest.mark.parametrize(
    ("units", "packing"),
    [(1_200, zipfile.ZIP_DEFLATED), (4_000, zipfile.ZIP_STORED)],
    ids=["packed", "plain"],
)
def test_refusing_the_largest_file_at_its_last_byte_takes_less_than_2_s_and_500_mb(
    tmp_path: Path, units: int, packing: int
) -> None:
    """Packed ones of 288 MB and plain ones of 960 MB are the largest that are looked into."""
    huge(tmp_path / "a.cnn", units, 60_000, packing, np.nan)
    answer = subprocess.run(
        [sys.executable, "-c", READ, str(tmp_path / "a.cnn")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    (tmp_path / "a.cnn").unlink()
    refusal, seconds, kilobytes = answer.stdout.split()
    assert refusal == "runs.not_finite"
    assert float(seconds) < 2
    assert int(kilobytes) < 500_000


def test_more_packed_weights_than_can_be_unpacked_soon_are_refused(tmp_path: Path) -> None:
    huge(tmp_path / "a.cnn", 8_000, 10_000, zipfile.ZIP_DEFLATED, 0)
    with pytest.raises(CnnguiError) as caught:
        read_project(tmp_path / "a.cnn")
    assert caught.value.code == "runs.packed"


def test_what_does_not_fit_the_headers_is_refused_before_a_value_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object) -> None:
        raise AssertionError("a value was read")

    monkeypatch.setattr(project, "look_through", read)
    monkeypatch.setattr(project, "read_array", read)
    for name in ("array of other shape", "array of doubles", "history of unequal columns"):
        with pytest.raises(CnnguiError):
            read_project(changed(tmp_path, REFUSED[name]))
