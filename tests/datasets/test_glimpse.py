"""A few pictures of a folder are found at once, wherever they lie in it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cnngui.datasets.glimpse import PICTURES, glimpse
from tests.datasets.test_picture_folder import COLOURS, by_folders, fill


def colours(pictures: np.ndarray) -> list[str]:
    """Return the name of the colour that each is nearest to."""
    means = pictures.reshape(len(pictures), -1, 3).mean(axis=1)
    distances = np.abs(means[:, np.newaxis] - np.array(list(COLOURS.values()))).sum(axis=2)
    return [list(COLOURS)[place] for place in distances.argmin(axis=1)]


def test_each_class_is_shown_in_turn(tmp_path: Path) -> None:
    found = glimpse(fill(tmp_path, by_folders(9)))
    assert found.shape == (PICTURES, 64, 64, 3)
    assert colours(found[:6]) == ["blue", "green", "red"] * 2


def test_pictures_below_parts_and_in_the_folder_itself_are_found(tmp_path: Path) -> None:
    assert set(colours(glimpse(fill(tmp_path / "parts", by_folders(2, "train/"))))) == {"blue"} | {*COLOURS}
    names = {f"{colour}.png": colour for colour in COLOURS}
    assert sorted(colours(glimpse(fill(tmp_path / "flat", names)))) == sorted(COLOURS)


def test_what_is_no_picture_is_passed_over(tmp_path: Path) -> None:
    fill(tmp_path / "elsewhere", {"a/1.png": "green"})
    fill(tmp_path / "here", {"a/2.png": "red"})
    (tmp_path / "here" / "a" / "1.png").write_bytes(b"no picture")
    (tmp_path / "here" / "link.png").symlink_to(tmp_path / "elsewhere" / "a" / "1.png")
    (tmp_path / "here" / "b").symlink_to(tmp_path / "elsewhere" / "a")
    assert colours(glimpse(tmp_path / "here")) == ["red"]
    assert glimpse(tmp_path / "nowhere").shape == (0, 64, 64, 3)
