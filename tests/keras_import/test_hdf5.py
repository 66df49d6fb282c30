"""Our reader of HDF5 finds what h5py wrote, and refuses what Keras never writes."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import h5py
import numpy as np
import pytest

from cnngui.files.file_window import FileWindow
from cnngui.keras_import.hdf5 import Hdf5Error, Hdf5File


def stored(fill: Callable[[h5py.File], Any], before: int = 0, **how: Any) -> FileWindow:
    """Return a file that h5py wrote, as a window into bytes of which `before` come first."""
    stream = io.BytesIO()
    with h5py.File(stream, "w", **how) as file:
        fill(file)
    content = stream.getvalue()
    return FileWindow(io.BytesIO(bytes(before) + content + b"behind"), before, len(content))


def walk(file: Hdf5File, *path: str) -> int:
    address: int | None = file.root
    for name in path:
        assert address is not None
        address = file.children(address)[name]
    assert address is not None
    return address


@pytest.mark.parametrize("dtype", ["<f2", "<f4", "<f8", ">f2", ">f4", ">f8"])
@pytest.mark.parametrize("shape", [(), (7,), (3, 4), (1, 2, 3, 4)])
def test_arrays_are_as_h5py_wrote_them(dtype: str, shape: tuple[int, ...]) -> None:
    values = np.random.default_rng(1).normal(size=shape).astype(dtype)
    file = Hdf5File(stored(lambda store: store.create_dataset("a/b", data=values), before=13))
    array = file.array(walk(file, "a", "b"))
    assert array.shape == shape
    assert np.array_equal(file.read(array), values.astype(np.float32))


def test_groups_of_any_number_of_members_are_read() -> None:
    names = [f"layer_{number}" for number in range(700)]

    def fill(store: h5py.File) -> None:
        for number, name in enumerate(names):
            group = store.create_group(f"layers/{name}")
            group.attrs["name"] = name * 20
            group["0"] = np.float32([number])

    file = Hdf5File(stored(fill))
    assert sorted(file.children(walk(file, "layers"))) == sorted(names)
    assert file.read(file.array(walk(file, "layers", "layer_432", "0"))).tolist() == [432]


def test_soft_links_lead_nowhere() -> None:
    def fill(store: h5py.File) -> None:
        store["a"] = np.zeros(3, np.float32)
        store["b"] = h5py.SoftLink("/a")
        store["c"] = store["a"]

    children = (file := Hdf5File(stored(fill))).children(file.root)
    assert children["b"] is None
    assert children["c"] == children["a"]


def test_other_versions_of_the_format_are_named() -> None:
    with pytest.raises(Hdf5Error, match="hdf5_version"):
        Hdf5File(stored(lambda store: store.create_group("a"), libver="latest"))
    ordered = Hdf5File(stored(lambda store: store.create_group("a", track_order=True)))
    with pytest.raises(Hdf5Error):
        ordered.children(walk(ordered, "a"))


def test_a_ring_of_nodes_comes_to_an_end() -> None:
    window = stored(lambda store: store.create_group("a"))
    content = bytearray(window.read())
    tree = content.index(b"TREE")
    content[tree + 32 : tree + 40] = tree.to_bytes(8, "little")
    file = Hdf5File(FileWindow(io.BytesIO(bytes(content)), 0, len(content)))
    with pytest.raises(Hdf5Error, match="hdf5_damaged"):
        file.children(file.root)


def test_a_window_shows_nothing_beside_itself() -> None:
    window = FileWindow(io.BytesIO(b"before-inside-behind"), 7, 6)
    assert window.read() == b"inside"
    assert window.seek(-3, 2) == 3
    assert window.read(10) == b"ide"
    assert window.seek(100) == 100
    assert window.read() == b""
