"""Inputs of every format, changed by lot: each gives a data set or words, nothing else, in bounded memory.

All of a release: CNNGUI_MUTATIONS=10000 python3 dev.py test tests/datasets/test_mutations.py
"""

from __future__ import annotations

import os
import random
import resource
import sys
import time
from pathlib import Path

import pytest

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.dataset import Dataset
from cnngui.errors import CnnguiError
from tests.datasets.people import SETS

MUTATIONS = int(os.environ.get("CNNGUI_MUTATIONS", "2000"))
SHARDS = 10
MOST_GROWTH_BYTES = 400_000_000
_TOO_MUCH = (b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\0\0\0\0", b"\n\n,,", b"nan,")
_LARGEST_BYTES = 60_000
"""Of a file that is changed: larger ones take long, and what is special of a format is in its beginning."""


def sources(folder: Path) -> dict[str, tuple[Path, list[Path]]]:
    """Return what is opened of each set, and the files that are changed."""
    found = {}
    for number, (name, case) in enumerate(SETS.items()):
        home = folder / str(number)
        home.mkdir()
        path = case.make(home)
        files = sorted(each for each in home.rglob("*") if each.is_file())
        found[name] = path, files
    return found


def changed(content: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    made = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        end = len(made) + 1 if chance.random() < 0.6 else min(200, len(made) + 1)
        place = chance.randrange(end)
        act = chance.randrange(8)
        if act <= 2 and place < len(made):
            made[place] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
        elif act == 3:
            del made[place : place + chance.choice((1, 2, 7, 100, len(made)))]
        elif act == 4:
            made[place:place] = bytes(chance.randrange(256) for _ in range(chance.choice((1, 4, 40))))
        elif act == 5:
            other = chance.choice(others)
            start = chance.randrange(len(other) + 1)
            made[place : place + 50] = other[start : start + chance.choice((4, 50, 500))]
        elif act == 6:
            made[place : place + 4] = chance.choice(_TOO_MUCH)
        else:
            made[place:place] = made[max(0, place - chance.choice((1, 30))) : place]
    return bytes(made)


def loaded(path: Path, what: str) -> bool:
    """Return whether it became a data set; if not, it was told what, why, and the mend."""
    try:
        dataset = load_dataset(path)
    except CnnguiError as error:
        told = error.message().as_dict()
    except BaseException as error:
        raise AssertionError(f"{what}: {error!r}") from error
    else:
        assert isinstance(dataset, Dataset)
        assert all(map(str, dataset.notes)), what
        return True
    assert all(told.values()), what
    return False


def peak_bytes() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak


@pytest.mark.parametrize("seed", range(SHARDS))
@pytest.mark.skipif(sys.platform == "win32", reason="the peak of memory is asked of POSIX")
def test_changed_inputs_give_a_data_set_or_words(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    found = sources(tmp_path)
    # Folders of many pictures take longest, and most of it for those that were not changed.
    weights = [1 if len(files) > 10 else 8 for _, files in found.values()]
    contents = {file: file.read_bytes() for _, files in found.values() for file in files}
    others = [content for content in contents.values() if content]
    before, slowest, read = peak_bytes(), (0.0, ""), 0
    for number in range(MUTATIONS // SHARDS):
        ((name, (path, files)),) = chance.choices(list(found.items()), weights)
        file = chance.choice(files)
        content = changed(contents[file][:_LARGEST_BYTES], chance, others)
        file.write_bytes(content)
        began = time.monotonic()
        read += loaded(path, f"{name}, {file.name}, mutation {number}")
        slowest = max(slowest, (time.monotonic() - began, f"{name} {number}"))
        file.write_bytes(contents[file])
    assert peak_bytes() - before < MOST_GROWTH_BYTES
    assert slowest[0] < 20, slowest
    share = read / (MUTATIONS // SHARDS)
    assert 0.05 < share < 0.95, "or else too little was changed, or nothing can be read"
