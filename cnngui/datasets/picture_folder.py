"""Read a folder of pictures, or an archive of one: a sub-folder a class, a table, or classes in the names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.assembling import MAX_PICTURES, Origin, one_sided, with_test_part
from cnngui.datasets.dataset import Dataset, Note
from cnngui.datasets.picture_labels import labels_of
from cnngui.datasets.picture_layout import Layout, PictureFile, is_picture, layout_of, natural
from cnngui.datasets.picture_reading import PicturesRead, Progress, read_pictures, some
from cnngui.datasets.picture_store import Store, opened_store
from cnngui.errors import CnnguiError
from cnngui.files.opening import shown_name, shown_text

_MAX_TABLE_BYTES = 20_000_000


def load_pictures(path: Path, origin: Origin, progress: Progress = lambda done, total: None) -> Dataset:
    """Return the dataset of a folder of pictures, or of a zip or tar file of one.

    Pictures of one size up to `LARGEST_KEPT` stay as they are; others are cropped to squares and reduced.
    Files that cannot be read are left out; a note names them, as it does what was assumed.

    Args:
        progress: is told how far it is: each picture counts twice, for its size and for its pixels.

    Raises:
        CnnguiError: ``datasets.folder_no_classes``, ``datasets.folder_one_class``,
            ``datasets.folder_unreadable``, or too much.
    """
    with opened_store(path) as store:
        return _loaded(store, shown_text(path), origin, progress)


def _loaded(store: Store, shown: str, origin: Origin, progress: Progress) -> Dataset:
    names = [name for name in store.names if is_picture(name)]
    if len(names) > MAX_PICTURES:
        raise CnnguiError("datasets.too_many_pictures", name=shown, pictures=len(names), limit=MAX_PICTURES)
    others = sorted((name for name in store.names if not is_picture(name)), key=natural)
    told = labels_of(others, names, lambda name: store.read(name, _MAX_TABLE_BYTES))
    layout = layout_of(names, told.by_name, told.called)
    if layout is None or not layout.files:
        raise CnnguiError("datasets.folder_no_classes", path=shown)
    read = read_pictures(store, layout.files, shown, progress)
    # Of what could be read: a class of nothing but damage is none.
    classes = sorted({each.label for each in read.files}, key=natural)
    if len(classes) < 2:
        raise CnnguiError("datasets.folder_one_class", path=shown, label=shown_name(classes[0]))
    places = {label: place for place, label in enumerate(classes)}
    labels = np.array([places[each.label] for each in read.files], np.int64)
    parts = _parts(read.files)
    tests = np.array([part == "test" for part in parts])
    pictures, divided = [read.pictures[~tests], read.pictures[tests]], [labels[~tests], labels[tests]]
    notes = [*_how(layout, read), *_left_out(store, layout, read)]
    if not tests.any():
        pictures, divided = with_test_part(read.pictures, labels)
        notes.append(Note("datasets.note_split", {"train": len(divided[0]), "test": len(divided[1])}))
    elif tests.all():
        raise CnnguiError("datasets.folder_no_training", path=shown)
    else:
        notes += _shared(read, tests)
    shown_classes = _told_apart([shown_name(each) for each in classes])
    return Dataset(
        **vars(origin),
        x_train=pictures[0],
        y_train=divided[0],
        x_test=pictures[1],
        y_test=divided[1],
        class_names=shown_classes,
        notes=(*notes, *one_sided(divided, shown_classes)),
    )


def _told_apart(names: Sequence[str]) -> tuple[str, ...]:
    """Return names of which long ones, once they are cut, may be alike, with their place behind these."""
    count = Counter(names)
    return tuple(name if count[name] == 1 else f"{name} ({place})" for place, name in enumerate(names, 1))


def _parts(files: Sequence[PictureFile]) -> list[str]:
    """Return the part of each: what is there to validate tests where nothing else does, else it trains.

    What is held back to validate is up to the recipe.
    """
    has_test = any(each.part == "test" for each in files)
    return ["test" if each.part == ("test" if has_test else "validation") else "train" for each in files]


# What is told ---------------------------------------------------------------------------------------


def _how(layout: Layout, read: PicturesRead) -> Iterator[Note]:
    yield Note(f"datasets.note_folder_{layout.by}", {"classes": len({each.label for each in layout.files})})
    height, width = read.pictures.shape[1:3]
    if read.sizes != {(width, height)}:
        sides = [side for size in read.sizes for side in size]
        values = {"smallest": min(sides), "largest": max(sides), "height": height, "width": width}
        yield Note("datasets.note_folder_resized", values)
    if (parts := {each.part for each in layout.files}) > {"validation"}:
        joined = "test" if "test" not in parts else "training"
        yield Note(f"datasets.note_folder_validation_{joined}")


def _left_out(store: Store, layout: Layout, read: PicturesRead) -> Iterator[Note]:
    if read.broken:
        yield Note("datasets.note_folder_broken", {"count": len(read.broken), "names": some(read.broken)})
    if layout.unlabelled:
        values = {"count": len(layout.unlabelled), "names": some(layout.unlabelled)}
        yield Note("datasets.note_folder_unlabelled", values)
    if store.links:
        yield Note("datasets.note_folder_links", {"count": store.links})
    if store.closed:
        values = {"count": len(store.closed), "names": some(store.closed)}
        yield Note("datasets.note_folder_closed", values)
    if twice := len(read.digests) - len(set(_keys(read.digests))):
        yield Note("datasets.note_folder_twice", {"count": twice})


def _shared(read: PicturesRead, tests: np.ndarray) -> Iterator[Note]:
    """Yield that test pictures are among those that are learned from."""
    learned = set(_keys(read.digests[~tests]))
    both = sum(digest in learned for digest in _keys(read.digests[tests]))
    if both:
        yield Note("datasets.note_folder_shared", {"count": both, "test": int(tests.sum())})


def _keys(digests: NDArray[np.uint8]) -> list[bytes]:
    return [digest.tobytes() for digest in digests]
