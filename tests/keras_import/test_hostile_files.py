"""Crafted ``.keras`` files: refused in one line, quickly, in little memory, and nothing of them runs."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterable, Iterator
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from cnngui.errors import CnnguiError
from cnngui.keras_import import read_keras_file
from cnngui.keras_import.archive import opened
from tests.contracts.source import ROOT
from tests.keras_import.bombs import BOMBS
from tests.keras_import.conftest import Saved
from tests.keras_import.crafted import (
    CONFIG,
    METADATA,
    WEIGHTS,
    Change,
    Members,
    dense,
    layer,
    members,
    model,
    start,
    tensor,
    weights,
    write,
)
from tests.keras_import.hdf5_bombs import HDF5_BOMBS

_STRANGE: tuple[Any, ...] = (
    [],
    {},
    1e300,
    "",
    None,
    True,
    10**400,
    -1,
    [{}],
    {"class_name": [], "config": 0},
)
_PLACES_OF_EACH = 25


def config(described: Any) -> Change:
    return lambda content: content.update({CONFIG: json.dumps(described).encode()})


def member(name: str, data: bytes) -> Change:
    return lambda content: content.update({name: data})


def text(data: bytes) -> Change:
    return member(CONFIG, data)


def without(name: str) -> Change:
    return lambda content: content.pop(name)


def arrays(kernel: Any, bias: Any = None) -> Change:
    bias = np.zeros(6, np.float32) if bias is None else bias
    return member(WEIGHTS, weights({"layers/dense": [kernel, bias]}))


def store(fill: Any) -> Change:
    """Put something else where the kernel of the Dense layer belongs."""

    def refill(file: h5py.File) -> None:
        del file["layers/dense/vars/0"]
        fill(file["layers/dense/vars"])

    return member(WEIGHTS, weights(fill=refill))


def linked(fill: Any) -> Change:
    """Put a link in the place of the group of the Dense layer."""

    def refill(file: h5py.File) -> None:
        file.move("layers/dense", "elsewhere")
        fill(file["layers"])

    return member(WEIGHTS, weights(fill=refill))


def external(group: h5py.Group) -> None:
    group.create_dataset("0", (6, 6), "f4", external=[("/etc/passwd", 0, 144)])


def virtual(group: h5py.Group) -> None:
    layout = h5py.VirtualLayout((6, 6), "f4")
    layout[:] = h5py.VirtualSource("other.h5", "data", (6, 6))
    group.create_virtual_dataset("0", layout)


def looped(times: int) -> dict[str, Any]:
    """Return models in models in models."""
    inner: dict[str, Any] = dense("dense", "start")
    for number in range(times):
        inner = model(start(), inner) | {
            "name": f"m{number}",
            "inbound_nodes": [{"args": [tensor("start")], "kwargs": {}}],
        }
    return inner


KERNEL = np.ones((6, 6), np.float32)
DENSE = dense("dense", "start")
GOOD = model(start(), DENSE)
OTHER_PACKAGE = layer("Dense", "dense", "start", units=6) | {"module": "os"}
REGISTERED = layer("Dense", "dense", "start", units=6) | {"registered_name": "evil>Dense"}
CALLED_WITH_CODE = layer("Dense", "dense", "start", units=6)
CALLED_WITH_CODE["inbound_nodes"][0]["kwargs"] = {"callback": {"class_name": "__lambda__"}}
LAMBDA = layer("Lambda", "dense", "start", function={"class_name": "__lambda__", "config": {"code": "4wEA"}})
WIDE = [
    start(shape=[None, 65_536]),
    *(dense(f"d{n}", "start" if not n else f"d{n - 1}", units=65_536) for n in range(3)),
]

REFUSED: dict[str, Change] = {
    "extra member": member("setup.py", b"import os"),
    "assets": member("assets/words.txt", b"a"),
    "path that leads out": member("../../evil.py", b""),
    "absolute path": member("/tmp/evil.py", b""),
    "no description": without(CONFIG),
    "no metadata": without(METADATA),
    "no weights": without(WEIGHTS),
    "weights as npz": lambda content: content.update({"model.weights.npz": content.pop(WEIGHTS)}),
    "metadata without a version": member(METADATA, b"{}"),
    "metadata with an odd version": member(METADATA, b'{"keras_version": {"a": 1}}'),
    "metadata that is a list": member(METADATA, b"[]"),
    "written by Keras 2": member(METADATA, b'{"keras_version": "2.15.0"}'),
    "metadata bomb": member(METADATA, b" " * 200_000),
    "description that is no text": text(b"\xff\xfe\x00"),
    "description that is no JSON": text(b"{"),
    "description that is a list": text(b"[]"),
    "description that is a number": text(b"1"),
    "NaN in JSON": text(b'{"config": NaN}'),
    "deep JSON": text(b"[" * 100_000 + b"]" * 100_000),
    "long number": text(b'{"config": ' + b"9" * 10_000 + b"}"),
    "key twice": text(b'{"module": "keras", "module": "os"}'),
    "huge JSON": text(b'{"a": "' + b"x" * 9_000_000 + b'"}'),
    "no class": config({}),
    "class of another module": config(GOOD | {"module": "os", "class_name": "system"}),
    "model of another package": config(GOOD | {"registered_name": "evil>Functional"}),
    "layers that are no list": config(GOOD | {"config": {"layers": {"a": 1}}}),
    "layer that is no object": config(GOOD | {"config": {"layers": [1]}}),
    "layer without a name": config(model(start(), {**DENSE, "name": None}, output="dense")),
    "layer of another module": config(model(start(), OTHER_PACKAGE)),
    "layer of another package": config(model(start(), REGISTERED)),
    "layer registered as ours that we lack": config(
        model(start(), layer("Shell", "dense", "start") | {"registered_name": "cnngui>Shell"})
    ),
    "Lambda with code": config(model(start(), LAMBDA)),
    "Lambda that leads nowhere": config(model(start(), LAMBDA | {"name": "aside"}, DENSE)),
    "call with code": config(model(start(), CALLED_WITH_CODE)),
    "wrapper": config(model(start(), layer("TimeDistributed", "dense", "start", layer=DENSE))),
    "layer twice": config(model(start(), DENSE, DENSE)),
    "fed by nobody": config(model(start(), dense("dense", "nobody"))),
    "output of nobody": config(model(start(), DENSE, output="nobody")),
    "fed by itself": config(model(start(), dense("dense", "dense"))),
    "ring": config(model(start(), dense("a", "b"), dense("b", "a"))),
    "ring of models": config(
        model(
            start(),
            model(start(), output="start") | {"name": "m", "inbound_nodes": [{"args": [tensor("m")]}]},
        )
    ),
    "models in models": config(looped(40)),
    "no layers": config(model(start(), output="start")),
    "input of size 0": config(model(start(shape=[None, 0]), DENSE)),
    "input of a huge size": config(model(start(shape=[None, 10**12]), DENSE)),
    "input of odd sizes": config(model(start(shape=[None, "6"]), DENSE)),
    "input without a shape": config(model(start(shape=None), DENSE)),
    "layers that do not fit": config(model(start(), layer("Conv2D", "dense", "start", filters=2))),
    "units as text": config(model(start(), dense("dense", "start", units="6"))),
    "units below 0": config(model(start(), dense("dense", "start", units=-6))),
    "5,000 layers": config(
        model(start(), *(layer("Flatten", f"f{n}", f"f{n - 1}" if n else "start") for n in range(5_000)))
    ),
    "weights that are no HDF5": member(WEIGHTS, b"\x93NUMPY"),
    "no bytes of weights": member(WEIGHTS, b""),
    "weights of nobody": member(WEIGHTS, weights({})),
    "weights of another layer": member(WEIGHTS, weights({"layers/conv2d": [KERNEL]})),
    "weights without a bias": member(WEIGHTS, weights({"layers/dense": [KERNEL]})),
    "more weights than asked for": member(WEIGHTS, weights({"layers/dense": [KERNEL] * 3})),
    "array of other shape": arrays(np.ones((6, 7), np.float32)),
    "transposed rank": arrays(np.ones(36, np.float32)),
    "whole numbers": arrays(np.ones((6, 6), np.int32)),
    "complex numbers": arrays(np.ones((6, 6), np.complex64)),
    "text": arrays(np.full((6, 6), b"1")),
    "objects": store(lambda group: group.create_dataset("0", (6, 6), h5py.string_dtype())),
    "references": store(lambda group: group.create_dataset("0", (6, 6), h5py.ref_dtype)),
    "records": arrays(np.zeros((6, 6), [("a", "f4")])),
    "long doubles": arrays(np.ones((6, 6), np.longdouble)),
    "NaN": arrays(np.full((6, 6), np.nan, np.float32)),
    "infinity": arrays(np.full((6, 6), np.inf, np.float32)),
    "doubles too large for a float": arrays(np.full((6, 6), 1e300)),
    "group instead of an array": store(lambda group: group.create_group("0")),
    "array that claims to be huge": store(lambda group: group.create_dataset("0", (10**6, 10**6), "f4")),
    "array of the right shape without bytes": store(lambda group: group.create_dataset("0", (6, 6), "f4")),
    "array in pieces": store(lambda group: group.create_dataset("0", data=KERNEL, chunks=(2, 2))),
    "packed array": store(lambda group: group.create_dataset("0", data=KERNEL, compression="gzip")),
    "array with a checksum filter": store(
        lambda group: group.create_dataset("0", data=KERNEL, fletcher32=True)
    ),
    "array in another file": store(external),
    "array of another file": store(virtual),
    "soft link to an array": store(
        lambda group: group.__setitem__("0", h5py.SoftLink("/layers/dense/vars/1"))
    ),
    "link to another file": store(lambda group: group.__setitem__("0", h5py.ExternalLink("/etc/x.h5", "/a"))),
    "soft link to a group": linked(lambda group: group.__setitem__("dense", h5py.SoftLink("/elsewhere"))),
    "group of another file": linked(
        lambda group: group.__setitem__("dense", h5py.ExternalLink("o.h5", "/a"))
    ),
    "link to itself": linked(lambda group: group.__setitem__("dense", h5py.SoftLink("/layers/dense"))),
}


def test_the_file_that_is_spoiled_below_is_whole(tmp_path: Path) -> None:
    file = read_keras_file(write(tmp_path / "a.keras", members()))
    assert np.array_equal(file.weights["dense"][0], KERNEL)


@pytest.mark.parametrize("change", REFUSED.values(), ids=REFUSED.keys())
def test_a_crafted_file_is_refused_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Change
) -> None:
    monkeypatch.chdir(tmp_path)
    content: Members = members()
    change(content)
    path = write(tmp_path / "bad.keras", content)
    # Of the processor: this is no race with whatever else the machine does.
    began = time.process_time()
    with pytest.raises(CnnguiError) as caught:
        read_keras_file(path)
    assert time.process_time() - began < 2
    assert "\n" not in str(caught.value)
    assert "bad.keras" in str(caught.value)
    assert [entry.name for entry in tmp_path.iterdir()] == ["bad.keras"]


def test_billions_of_weights_are_left_alone(tmp_path: Path) -> None:
    content = members()
    config(model(*WIDE))(content)
    began = time.process_time()
    file = read_keras_file(write(tmp_path / "wide.keras", content))
    assert time.process_time() - began < 2
    assert not file.weights
    assert str(file.notes) == "Its weights (51,540 MB) were left out: at most 300 MB are read."


def test_packed_weights_are_refused_unread(tmp_path: Path) -> None:
    content = members(stored=bytes(20_000_000))
    with zipfile.ZipFile(tmp_path / "bomb.keras", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    with pytest.raises(CnnguiError, match="packed"):
        read_keras_file(tmp_path / "bomb.keras")


def test_a_member_twice_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "bad.keras", members())
    with (
        zipfile.ZipFile(tmp_path / "bad.keras", "a") as archive,
        pytest.warns(UserWarning, match="Duplicate"),
    ):
        archive.writestr(CONFIG, b"{}")
    with pytest.raises(CnnguiError, match="twice"):
        read_keras_file(tmp_path / "bad.keras")


@pytest.mark.parametrize("name", [CONFIG, WEIGHTS])
def test_a_link_as_member_is_read_as_what_it_is_text(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_bytes(members()[name])
    with zipfile.ZipFile(tmp_path / "bad.keras", "w") as archive:
        for each, data in members().items():
            info = zipfile.ZipInfo(each)
            if each == name:
                info.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, str(tmp_path / "secret").encode() if each == name else data)
    with pytest.raises(CnnguiError):
        read_keras_file(tmp_path / "bad.keras")


def test_folders_devices_missing_and_old_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "old.h5").write_bytes(weights())
    paths = [tmp_path, tmp_path / "missing.keras", Path("/dev/zero"), tmp_path / "old.h5"]
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.keras")
        paths.append(tmp_path / "pipe.keras")
    for path in paths:
        with pytest.raises(CnnguiError):
            read_keras_file(path)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.9, 0.999])
def test_a_truncated_file_is_refused(tmp_path: Path, share: float) -> None:
    content = write(tmp_path / "good.keras", members()).read_bytes()
    (tmp_path / "bad.keras").write_bytes(content[: int(len(content) * share)])
    with pytest.raises(CnnguiError):
        read_keras_file(tmp_path / "bad.keras")


def test_a_damaged_byte_is_a_refusal(tmp_path: Path) -> None:
    """Zip's checksums find each; what reads before they are looked at must not stumble either."""
    content = bytearray(write(tmp_path / "good.keras", members()).read_bytes())
    random = np.random.default_rng(5)
    refused = 0
    for place in random.integers(0, len(content), 150):
        damaged = content.copy()
        damaged[place] ^= int(random.integers(1, 256))
        (tmp_path / "bad.keras").write_bytes(damaged)
        try:
            read_keras_file(tmp_path / "bad.keras")
        except CnnguiError:
            refused += 1
    assert refused > 135


def test_damaged_hdf5_never_ends_in_another_error(tmp_path: Path) -> None:
    """Behind a checksum that is right."""
    good = weights()
    random = np.random.default_rng(6)
    refused = 0
    for _ in range(250):
        damaged = bytearray(good)
        for place in random.integers(0, len(good), int(random.integers(1, 6))):
            damaged[place] = int(random.integers(256))
        try:
            read_keras_file(write(tmp_path / "bad.keras", members(stored=bytes(damaged))))
        except CnnguiError:
            refused += 1
    assert refused > 25


# Limits that the system keeps: an older reader must not take the machine with it.
_MEASURED = """
import json, resource, sys, time
from cnngui.errors import CnnguiError
from cnngui.keras_import import read_keras_file
resource.setrlimit(resource.RLIMIT_AS, (2_000_000_000,) * 2)
for path in sys.argv[1:]:
    began = time.process_time()
    try:
        read_keras_file(path)
    except CnnguiError as error:
        print(json.dumps([error.code, str(error), time.process_time() - began]))
print(*[line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')])
"""
linux = pytest.mark.skipif(sys.platform != "linux", reason="counts memory in /proc")


def refusals(*paths: Path) -> tuple[list[tuple[str, str, float]], int]:
    """Return code, sentence and seconds of each refusal, and the most kilobytes that were taken."""
    command = [sys.executable, "-c", _MEASURED, *map(str, paths)]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    *told, kilobytes = answer.stdout.splitlines()
    return [tuple(json.loads(line)) for line in told], int(kilobytes)


@linux
def test_what_asks_for_hours_or_gigabytes_is_refused_in_2_s_and_500_mb(tmp_path: Path) -> None:
    stored = {name: members(stored=make()) for name, make in HDF5_BOMBS.items()}
    bombs = {**{name: make() for name, make in BOMBS.items()}, **stored}
    paths = [write(tmp_path / f"{number}.keras", bomb) for number, bomb in enumerate(bombs.values())]
    told, kilobytes = refusals(*paths)
    slow = {name: seconds for name, (_, _, seconds) in zip(bombs, told, strict=True) if seconds >= 2}
    assert not slow
    assert kilobytes < 500_000
    assert all("\n" not in sentence and len(sentence) < 500 for _, sentence, _ in told)


@linux
@pytest.mark.slow
def test_refusing_the_largest_file_at_its_last_number_takes_less_than_2_s_and_500_mb(tmp_path: Path) -> None:
    units, inputs = 1_200, 60_000
    kernel = np.ones((inputs, units), np.float32)
    kernel[-1, -1] = np.nan
    described = model(start(shape=[None, inputs]), dense("dense", "start", units=units))
    stored = weights({"layers/dense": [kernel, np.zeros(units, np.float32)]})
    [(refusal, _, seconds)], kilobytes = refusals(write(tmp_path / "bad.keras", members(described, stored)))
    assert refusal == "keras_file.not_finite"
    assert seconds < 2
    assert 288_000 < kilobytes < 500_000


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to everything in a JSON value."""
    below: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, (dict, list)):
        below = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in below:
        yield (*path, key)
        yield from places(each, (*path, key))


def refusal(path: Path) -> CnnguiError | None:
    try:
        read_keras_file(path, weights=False)
    except CnnguiError as error:
        return error
    return None


@pytest.mark.tensorflow
def test_any_value_in_any_place_is_a_refusal_or_a_model(
    saved_models: dict[str, Saved], tmp_path: Path
) -> None:
    """And each refusal was foreseen: none is the net below, which would tell of its cause."""
    random = np.random.default_rng(7)
    refused = 0
    for saved in saved_models.values():
        with zipfile.ZipFile(saved.path) as archive:
            content = {name: archive.read(name) for name in archive.namelist()}
        everywhere = list(places(json.loads(content[CONFIG])))
        for number in random.integers(0, len(everywhere), _PLACES_OF_EACH):
            spoiled = json.loads(content[CONFIG])
            *way, last = everywhere[number]
            reduce(getitem, way, spoiled)[last] = _STRANGE[random.integers(len(_STRANGE))]
            path = write(tmp_path / "bad.keras", {**content, CONFIG: json.dumps(spoiled).encode()})
            if (error := refusal(path)) is not None:
                assert error.__cause__ is None, (way, last)
                assert "\n" not in str(error)
                assert len(str(error)) < 2_000
                refused += 1
    assert refused > 100


@pytest.mark.parametrize("error", [TypeError, RecursionError, MemoryError, OverflowError])
def test_what_nobody_foresaw_is_a_refusal_too(tmp_path: Path, error: type[Exception]) -> None:
    path = write(tmp_path / "bad.keras", members())
    with pytest.raises(CnnguiError, match="not as Keras writes it") as caught, opened(path):
        raise error("of any kind")
    assert isinstance(caught.value.__cause__, error)
