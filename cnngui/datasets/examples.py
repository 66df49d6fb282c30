"""A few pictures of data as they came, to show what a preparation makes of them before all are read anew."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from cnngui.datasets.dataset import Dataset, Pictures
from cnngui.datasets.picture_folder import layout_in
from cnngui.datasets.picture_layout import is_picture
from cnngui.datasets.picture_reading import common_side, some
from cnngui.datasets.picture_store import Store, opened_store
from cnngui.datasets.pictures import MAX_FILE_BYTES, picture_from
from cnngui.datasets.preparation import Paper, Preparation
from cnngui.datasets.prepared import channels_of, prepared_picture
from cnngui.datasets.splits import spread_over_classes
from cnngui.errors import CnnguiError
from cnngui.files.opening import shown_text

_MOST_SIZES = 2_000
_TRIED = 20
"""Files, one after another, before a place has no example."""
_LONGEST_PX = 256
"""Of what is shown."""
_SEED = 3


@dataclass(frozen=True, eq=False)
class Examples:
    """Pictures as they came.

    Attributes:
        came: what their files hold, or uint8 (height, width, channels).
        side: height and width that they are brought to where no size is wanted.
    """

    came: tuple[bytes | Pictures, ...]
    side: tuple[int, int]

    def before(self, paper: Paper = "auto") -> list[Pictures]:
        """Return them, uint8 (height, width) or (height, width, 3), not longer than `_LONGEST_PX`."""
        return [_reduced(each) for each in self._read(paper)]

    def after(self, preparation: Preparation) -> list[Pictures]:
        """Return them as data have them that are prepared so, uint8 (height, width, channels)."""
        side = preparation.size or self.side
        return [
            prepared_picture(each, side, channels_of(preparation, 3 if each.ndim == 3 else 1), preparation)
            for each in self._read(preparation.paper)
        ]

    def _read(self, paper: Paper) -> list[Pictures]:
        return [
            picture_from(io.BytesIO(each), "", paper) if isinstance(each, bytes) else _plain(each)
            for each in self.came
        ]


def examples_of(dataset: Dataset, count: int) -> Examples:
    """Return some training pictures of data that are read, spread over the classes.

    Raises:
        CnnguiError: ``preparation.no_pictures``.
    """
    if len(dataset.input_shape) != 3:
        raise CnnguiError("preparation.no_pictures", label=dataset.label)
    chosen = spread_over_classes(dataset.y_train, count, _SEED)
    height, width, _ = dataset.input_shape
    return Examples(tuple(dataset.x_train[chosen]), (height, width))


def examples_in(path: Path, count: int) -> Examples:
    """Return some pictures of a folder, or of an archive of one, spread over the classes, all others unread.

    Where there are very many, the side is that of some of them all over. What cannot be read is passed over,
    as it is where all are read.

    Raises:
        CnnguiError: as `cnngui.datasets.picture_folder.load_pictures`.
    """
    with opened_store(path) as store:
        names = [name for name in store.names if is_picture(name)]
        files = [each.name for each in layout_in(store, names, shown_text(path)).files]
        came = [
            found for each in _evenly(files, count) if (found := _readable(store, files, each)) is not None
        ]
        if not came:
            raise CnnguiError("datasets.folder_unreadable", path=shown_text(path), names=some(files))
        sizes: list[tuple[int, int]] = []
        for place in _evenly(files, _MOST_SIZES):
            with suppress(CnnguiError):
                sizes.append(store.size(files[place]))
    return Examples(tuple(came), common_side(sizes))


def _readable(store: Store, files: Sequence[str], place: int) -> bytes | None:
    """Return what the file at a place holds, or one soon behind it; None where none of them is a picture."""
    for name in files[place : place + _TRIED]:
        with suppress(CnnguiError):
            content = store.read(name, MAX_FILE_BYTES)
            picture_from(io.BytesIO(content), name)
            return content
    return None


def _evenly(names: Sequence[str], count: int) -> list[int]:
    """Return at most so many places from all over, the middle of each stretch."""
    count = min(count, len(names))
    return [(2 * place + 1) * len(names) // (2 * count) for place in range(count)]


def _plain(picture: Pictures) -> Pictures:
    return picture[..., 0] if picture.shape[-1] == 1 else picture


def _reduced(picture: Pictures) -> Pictures:
    if max(picture.shape[:2]) <= _LONGEST_PX:
        return picture
    image = Image.fromarray(picture)
    image.thumbnail((_LONGEST_PX, _LONGEST_PX))
    return np.asarray(image)
