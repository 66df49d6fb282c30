"""Read a folder of pictures, an archive of one, or pictures in Parquet.

Their classes are told by sub-folders, by a table, or by their names.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.assembling import MAX_PICTURES, Origin, one_sided, test_places
from cnngui.datasets.beside import tests_beside
from cnngui.datasets.dataset import Dataset, Note, Undivided
from cnngui.datasets.picture_cache import Kept, Place, in_memory, place_of
from cnngui.datasets.picture_labels import Labels, column_of, labels_of
from cnngui.datasets.picture_layout import Layout, PictureFile, is_picture, layout_of, natural
from cnngui.datasets.picture_reading import PicturesRead, Progress, read_pictures, some
from cnngui.datasets.picture_sizes import CountedSize
from cnngui.datasets.picture_store import Store, opened_store, stamp
from cnngui.datasets.pixel_sinks import FilePixels
from cnngui.datasets.preparation import AS_IT_CAME, BY_NAME, Preparation, Split
from cnngui.datasets.prepared import divided, division_notes, told
from cnngui.datasets.stored_samples import RowFile, StoredSamples
from cnngui.errors import CnnguiError
from cnngui.files.opening import shown_name, shown_text

_BEHIND_GROUP = re.compile("[_-]")
_MAX_TABLE_BYTES = 20_000_000


def load_pictures(
    path: Path,
    origin: Origin,
    progress: Progress = lambda done, total: None,
    preparation: Preparation = AS_IT_CAME,
) -> Dataset:
    """Return the dataset of a folder of pictures, of an archive of one or of Parquet, prepared as it is read.

    Pictures of one size up to `LARGEST_KEPT` stay as they are; others are brought to squares, if no size is
    wanted, and reduced.
    Files that cannot be read are left out; a note names them, as it does what was assumed.

    Args:
        progress: is told how far it is: each picture counts twice, for its size and for its pixels.

    Raises:
        CnnguiError: ``datasets.folder_no_classes``, ``datasets.folder_one_class``,
            ``datasets.folder_unreadable``, or too much; ``preparation.no_column`` and ``few_groups``.
    """

    def waiting() -> None:
        progress(0, 1)

    state = stamp(path, waiting) if path.is_dir() else _stamp_of_files((path, *tests_beside(path)))
    with place_of(path, *state, preparation.of_reading.model_dump_json()) as place:
        if (kept := place.kept()) is not None:
            return _dataset(kept, origin, preparation)
        with opened_store(path, waiting) as store:
            return _loaded(store, shown_text(path), place, origin, progress, preparation)


def _stamp_of_files(paths: Iterable[Path]) -> tuple[int, ...]:
    found = [path.stat() for path in paths]
    return tuple(figure for status in found for figure in (status.st_mtime_ns, status.st_size))


def _loaded(
    store: Store, shown: str, place: Place, origin: Origin, progress: Progress, preparation: Preparation
) -> Dataset:
    names = [name for name in store.names if is_picture(name)]
    if len(names) > MAX_PICTURES:
        raise CnnguiError("datasets.too_many_pictures", name=shown, pictures=len(names), limit=MAX_PICTURES)
    layout, split = layout_in(store, names, shown), preparation.split
    beside: Mapping[str, str] = {}
    if split is not None and split.group not in ("", BY_NAME):
        beside = column_of(split.group, _others(store), names, _table_of(store))
    sink = partial(place.sink, shown=shown)
    read = read_pictures(store, layout.files, shown, sink, progress, preparation)
    # Of what could be read: a class of nothing but damage is none.
    classes = sorted({each.label for each in read.files}, key=natural)
    if len(classes) < 2:
        raise CnnguiError("datasets.folder_one_class", path=shown, label=shown_name(classes[0]))
    indices = {label: index for index, label in enumerate(classes)}
    labels = np.array([indices[each.label] for each in read.files], np.int64)
    groups = None
    notes = [*_how(layout, read, preparation), *_left_out(store, layout, read)]
    if store.beside and split is None and any(each.part == "test" for each in read.files):
        notes.insert(0, Note("datasets.note_test_beside", {"name": store.beside}))
    if split is not None:
        groups = _groups(split, [each.name for each in read.files], beside, origin.label)
        places = divided(labels, split, groups, origin.label)
        notes += division_notes(split, *places, groups)
        tests = np.zeros(len(labels), bool)
        tests[places[1]] = True
    else:
        tests = np.array([part == "test" for part in _parts(read.files)])
    if not tests.any():
        tests[test_places(labels)] = True
        values = {"train": int((~tests).sum()), "test": int(tests.sum())}
        notes.append(Note("datasets.note_split", values))
    elif tests.all():
        raise CnnguiError("datasets.folder_no_training", path=shown)
    else:
        notes += _shared(read, tests)
    shown_classes = _told_apart([shown_name(each) for each in classes])
    notes += one_sided([labels[~tests], labels[tests]], shown_classes)
    content, undivided = _content(read, tests, shown_classes), _undivided(read, shown_classes)
    sizes = tuple(CountedSize(*size, count) for size, count in sorted(read.sizes.items()))
    told_of: dict[str, Any] = {"content": content, "undivided": undivided, "groups": groups, "sizes": sizes}
    kept = Kept(read.pixels.all(), labels, tests, shown_classes, tuple(notes), **told_of)
    dataset = _dataset(kept, origin, preparation)
    if isinstance(read.pixels, FilePixels):
        count = 2 * len(layout.files)
        fingerprint = dataset.fingerprint(lambda: progress(count, count))
        place.keep(read.pixels, replace(kept, fingerprint=fingerprint))
    return dataset


def _dataset(kept: Kept, origin: Origin, preparation: Preparation) -> Dataset:
    """Return the data set of pictures that were read: in memory, if there is room for them."""
    rows = [np.flatnonzero(part) for part in (~kept.tests, kept.tests)]
    if isinstance(kept.pictures, RowFile):
        train, test = (StoredSamples(kept.pictures, part) for part in rows)
        fits = train.nbytes + test.nbytes <= in_memory()
        pictures: list[Any] = [train[:], test[:]] if fits else [train, test]
    else:
        pictures = [kept.pictures[part] for part in rows]
    dataset = told(
        Dataset(
            **vars(origin),
            x_train=pictures[0],
            y_train=kept.labels[~kept.tests],
            x_test=pictures[1],
            y_test=kept.labels[kept.tests],
            class_names=kept.class_names,
            notes=kept.notes,
            preparation=preparation,
            content=kept.content,
            sample_groups=_train_first(kept.groups, kept.tests),
            sizes=kept.sizes,
            divided_from=Undivided(kept.undivided, np.concatenate(rows)),
        )
    )
    if kept.fingerprint:
        dataset.remember_fingerprint(kept.fingerprint)
    return dataset


def _train_first(groups: NDArray[np.int64] | None, tests: NDArray[np.bool_]) -> NDArray[np.int64] | None:
    return None if groups is None else np.concatenate([groups[~tests], groups[tests]])


def _content(read: PicturesRead, tests: NDArray[np.bool_], classes: Sequence[str]) -> str:
    """Return a digest of what the files hold, in which class and part: however their pixels are prepared."""
    digest = hashlib.sha256(repr(classes).encode("utf-8", "surrogatepass"))
    digest.update(repr([each.label for each in read.files]).encode("utf-8", "surrogatepass"))
    digest.update(tests.tobytes())
    digest.update(np.ascontiguousarray(read.digests).tobytes())
    return digest.hexdigest()


def _undivided(read: PicturesRead, classes: Sequence[str]) -> str:
    """Return the same whatever the parts are."""
    return _content(read, np.zeros(0, bool), classes)


def layout_in(store: Store, names: Sequence[str], shown: str) -> Layout:
    """Return which pictures are of which class.

    Args:
        names: of the pictures among the files. shown: what sentences call the folder.

    Raises:
        CnnguiError: ``datasets.folder_no_classes``.
    """
    known = store.classes
    found = Labels(known, called=True) if known else labels_of(_others(store), names, _table_of(store))
    layout = layout_of(names, found.by_name, found.called)
    if layout is None or not layout.files:
        raise CnnguiError("datasets.folder_no_classes", path=shown)
    return layout


def _others(store: Store) -> list[str]:
    return sorted((name for name in store.names if not is_picture(name)), key=natural)


def _table_of(store: Store) -> Callable[[str], bytes]:
    return partial(store.read, max_bytes=_MAX_TABLE_BYTES)


def _groups(
    split: Split, names: Sequence[str], beside: Mapping[str, str], label: str
) -> NDArray[np.int64] | None:
    """Return which group each picture is of, None where no groups are wanted.

    Args:
        beside: what the column that tells says of each.

    Raises:
        CnnguiError: ``preparation.no_column``.
    """
    if not split.group:
        return None
    if split.group == BY_NAME:
        told = [_BEHIND_GROUP.split(PurePosixPath(name).stem, maxsplit=1)[0] for name in names]
    elif all(name in beside for name in names):
        told = [beside[name] for name in names]
    else:
        raise CnnguiError("preparation.no_column", label=label, column=split.group)
    return np.unique(np.array(told), return_inverse=True)[1].astype(np.int64)


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


def _how(layout: Layout, read: PicturesRead, preparation: Preparation) -> Iterator[Note]:
    yield Note(f"datasets.note_folder_{layout.by}", {"classes": len({each.label for each in layout.files})})
    _, height, width, _ = read.pixels.shape
    if read.sizes.keys() != {(width, height)} and not preparation.size:
        sides = [side for size in read.sizes for side in size]
        values = {"smallest": min(sides), "largest": max(sides), "height": height, "width": width}
        yield Note(f"datasets.note_folder_resized_{preparation.fit}", values)
    if not preparation.split and (parts := {each.part for each in layout.files}) > {"validation"}:
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
