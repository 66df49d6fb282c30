"""A project: a network, its recipe, and what training has made of them, as a value and as a file.

The file is a zip of ``project.json`` (`cnngui.runs.project_head`) and .npy arrays:

    weights/<layer>/<n>.npy     float32, the n-th of ``keras.Layer.weights``
    optimizer.npy               float32, all running means laid out flat, in the order of `slot_shapes`
    best/<layer>/<n>.npy        the same of the best epoch, while a run waits for a better one
    seeds/<layer>.npy           int64 (2,), the state of a random layer
    history/<column>.npy        the columns of `cnngui.runs.history.History`

Reading believes nothing: the JSON is read first, under caps, and says which members there must be. No more,
no fewer, none larger than it has to be, and each array exactly of the shape that the network asks for. All
headers are looked at before any value, and all values before one is kept. Nothing in the file is code, and
nothing of it reaches Keras but numbers.
"""

from __future__ import annotations

import math
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.data_reference import reference, with_preparation
from cnngui.datasets.input_format import InputFormat
from cnngui.errors import CnnguiError
from cnngui.files.archives import CheckedZip
from cnngui.files.arrays import Array, Arrays
from cnngui.files.opening import MB, shown_name, shown_text
from cnngui.files.writing import atomic_write
from cnngui.network.file_format import network_to_dict, recipe_to_dict
from cnngui.network.freezing import is_frozen
from cnngui.network.graph import nodes
from cnngui.network.inference.weight_shapes import Shapes, same_weights, slot_shapes
from cnngui.network.network import Network
from cnngui.network.recipe import Policy, Recipe
from cnngui.runs.capacity import MAX_BYTES, NPY_HEADER_BYTES
from cnngui.runs.checking import check_history, check_seeds, check_slots, check_weights
from cnngui.runs.history import completed, extra_columns, until_epoch
from cnngui.runs.project_arrays import Wanted, look_through, read_array, read_headers, write_array
from cnngui.runs.project_head import MAX_HEAD_BYTES, Head, TrainingHead, read_head

SUFFIX = ".cnn"
MAX_PACKED_BYTES = 300 * MB
"""Of the arrays that are packed: unpacking them takes three times as long as reading. Weights are not."""

HEAD = "project.json"
_PLAIN = (
    "epoch",
    "step",
    "scheduled_since",
    "watched_since",
    "optimizer_steps",
)  # of a training, as they are


@dataclass(frozen=True, eq=False)
class Training:
    """Where training stands, so that it can go on as if it had never been interrupted.

    Attributes:
        recipe: what it was trained with; the document's recipe may have changed since.
        data: the data set it was trained on (`cnngui.datasets.data_reference`).
        epoch: whole epochs behind it.
        step: batches of the next epoch behind it.
        scheduled_since: epochs that were behind it when the recipe's schedule began; 2.5 is the middle of the
            third.
        watched_since: epochs that were behind it when early stopping began to watch.
        best: as `Project.weights`, those of the best epoch since then, for a run to end with; empty where
            there are none, or a file has no room for them.
        optimizer_steps: updates the optimizer has made.
        optimizer: float32, its running means in the order of
            `cnngui.network.inference.weight_shapes.slot_shapes`; None where a file has no room for them
            (`cnngui.runs.capacity`), and they begin anew.
        seeds: int64 (2,), the state of each random layer by its name.
        parts: in how many parts each batch was cut; None where that is unknown, as in older files.
        precision: what it computed in: older programs knew float32 only.
    """

    recipe: Recipe
    data: str
    epoch: int
    step: int = 0
    scheduled_since: float = 0
    watched_since: int = 0
    best: Mapping[str, Arrays] = field(default_factory=dict)
    optimizer_steps: int = 0
    optimizer: Arrays | None = ()
    seeds: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)
    parts: int | None = None
    precision: Policy = "float32"

    def weights_only(self) -> Training:
        """Return the same without running means, and without what a run would end with."""
        return replace(self, optimizer=None, best={}, watched_since=self.epoch)


@dataclass(frozen=True, eq=False)
class Project:
    """What one project file holds.

    Attributes:
        network, recipe, data: the document, as it stands in the window.
        class_names: what the network's outputs mean, in their order.
        weights: float32, by layer name, in the order of ``keras.Layer.weights``; empty when untrained.
        training: where training stands; None when untrained, and in shipped models.
        history: the columns of `cnngui.runs.history.History.to_columns`, or empty.
        created_with: versions, such as ``{"cnngui": "0.2", "keras": "3.15.0"}``.
        input_format: what the weights were trained on; None where that was not told, as in older files.
        order: of a checkpoint, how many of its run were written up to it; 0 in all other files.
    """

    network: Network
    recipe: Recipe
    data: str = ""
    class_names: tuple[str, ...] = ()
    weights: Mapping[str, Arrays] = field(default_factory=dict)
    training: Training | None = None
    history: Mapping[str, Array] = field(default_factory=dict)
    created_with: Mapping[str, str] = field(default_factory=dict)
    input_format: InputFormat | None = None
    order: int = 0

    def under(self, network: Network) -> Project | None:
        """Return the same with other cards, None if what was learned does not fit them."""
        if network == self.network:
            return self
        if not same_weights(self.network, network):
            return None
        training = self.training
        if training is not None:
            names = {node.name for node in nodes(network)}
            seeds = {name: state for name, state in training.seeds.items() if name in names}
            training = replace(training, seeds=seeds)
            if _frozen(network) != _frozen(self.network):
                # Of other weights: as Keras has it, whose optimizer is made anew where layers are frozen.
                training = replace(training, optimizer=None, optimizer_steps=0)
        return replace(self, network=network, training=training)

    def at_epoch(self, epoch: int, weights: Mapping[str, Arrays]) -> Project:
        """Return the same as it was after an epoch, with the weights of then and no running means.

        What goes on from it waits anew for validation to get better.
        """
        training = self.training
        if training is not None:
            since = min(training.scheduled_since, epoch)
            training = replace(training, epoch=epoch, step=0, scheduled_since=since).weights_only()
        return replace(self, weights=weights, training=training, history=until_epoch(self.history, epoch))


@dataclass(frozen=True)
class Description:
    """What a project file says of itself, its arrays unread.

    Attributes:
        reached: grows with what was learned in one run: `Project.order`, epochs, batches of the next one.
    """

    network: Network
    has_weights: bool
    reached: tuple[int, int, int]


def write_project(path: str | Path, project: Project) -> None:
    """Write `project` to `path` whole, or leave what is there. The same project gives the same bytes.

    Raises:
        CnnguiError: it could not be written, is too large, or its arrays do not fit its network.
    """
    shown = str(path)
    arrays = dict(_arrays_of(project))
    size = sum(piece.nbytes + NPY_HEADER_BYTES for pieces in arrays.values() for piece in pieces)
    if size > MAX_BYTES:
        raise too_large(shown, size)
    _check(project, shown)
    head = _head_of(project).model_dump_json(indent=1)

    def write(part: Path) -> None:
        with zipfile.ZipFile(part, "w") as archive:
            archive.writestr(_member(HEAD), head)
            for name, pieces in arrays.items():
                _write(archive, name, pieces)

    atomic_write(path, write)


def too_large(path: str, size: int) -> CnnguiError:
    """Return what to say of `size` bytes of weights and running means, which no project file can hold."""
    return CnnguiError("runs.too_large", path=path, size_mb=size / MB, limit_mb=MAX_BYTES / MB)


def describe_project(path: str | Path) -> Description:
    """Return what a project file says of itself. Raises CnnguiError as `read_project`."""
    with CheckedZip(path, MAX_BYTES + MAX_HEAD_BYTES) as archive:
        content = archive.read(HEAD, MAX_HEAD_BYTES)
    head, network, _, _ = read_head(content, shown_text(Path(path).name))
    training = head.training
    reached = (training.epoch, training.step) if training else (0, 0)
    return Description(network, head.weights, (head.order, *reached))


def is_project(path: str | Path) -> bool:
    """Return whether a project's description can be read at `path`; its arrays may be damaged."""
    try:
        describe_project(path)
    except CnnguiError:
        return False
    return True


def has_weights(path: str | Path) -> bool:
    """Return whether there is a project with weights at `path`."""
    try:
        return describe_project(path).has_weights
    except CnnguiError:
        return False


def read_project(path: str | Path) -> Project:
    """Read a project without trusting a byte of it.

    Raises:
        CnnguiError: what is wrong, in one line; less than 2 s and 500 MB were spent on finding out.
    """
    shown = shown_text(Path(path).name)
    with CheckedZip(path, MAX_BYTES + MAX_HEAD_BYTES) as archive:
        head, network, recipe, trained_with = read_head(archive.read(HEAD, MAX_HEAD_BYTES), shown)
        expected = head.expected(network, trained_with, shown)
        _check_members(archive, expected, shown)
        arrays = _read_arrays(archive, expected, shown)
    project = Project(
        network=network,
        recipe=recipe,
        data=reference(head.data, head.preparation),
        class_names=head.class_names,
        input_format=head.input_format,
        weights=_by_layer("weights/", arrays),
        training=_training(head.training, trained_with, network, arrays, shown),
        history=completed(_under("history/", arrays)),
        created_with=head.created_with,
        order=head.order,
    )
    _check(project, shown)
    return project


def read_history(path: str | Path) -> dict[str, Array]:
    """Return the columns of the history in a project file, empty when there is none; reads no weights.

    Raises:
        CnnguiError: as `read_project`, but for the values of weights: these are not looked at.
    """
    shown = shown_text(Path(path).name)
    with CheckedZip(path, MAX_BYTES + MAX_HEAD_BYTES) as archive:
        head, network, _, trained_with = read_head(archive.read(HEAD, MAX_HEAD_BYTES), shown)
        expected = head.expected(network, trained_with, shown)
        _check_members(archive, expected, shown)
        columns = {name: want for name, want in expected.items() if name.startswith("history/")}
        arrays = _read_arrays(archive, columns, shown)
    return completed(_under("history/", arrays))


def _read_arrays(archive: CheckedZip, wanted: Mapping[str, Wanted], origin: str) -> dict[str, Array]:
    """Return arrays of which every header, and then every value, was looked at before one is kept."""
    headers = read_headers(archive, wanted, origin)
    lengths = {name: np.broadcast_to(np.float64(0), each.shape) for name, each in headers.items()}
    if columns := _under("history/", lengths):
        check_history(completed(columns), origin)
    look_through(archive, wanted, origin)
    return {name: read_array(archive, name, origin) for name in wanted}


def _check(project: Project, origin: str) -> None:
    if project.weights:
        check_weights(project.network, project.weights, origin)
    if (training := project.training) is not None:
        if training.optimizer is not None:
            check_slots(project.network, training.recipe.optimizer, training.optimizer, origin)
        if training.best:
            check_weights(project.network, training.best, origin)
        check_seeds({node.name for node in nodes(project.network)}, training.seeds, origin)
    if project.history:
        check_history(project.history, origin)


def _head_of(project: Project) -> Head:
    training = project.training
    data, preparation = with_preparation(project.data)
    return Head(
        network=network_to_dict(project.network),
        recipe=recipe_to_dict(project.recipe),
        data=data,
        preparation=preparation,
        class_names=project.class_names,
        input_format=project.input_format,
        created_with=dict(project.created_with),
        weights=bool(project.weights),
        history=bool(project.history),
        curves=tuple(sorted(extra_columns(project.history))),
        training=None if training is None else _training_head(training),
        order=project.order,
    )


def _training_head(training: Training) -> TrainingHead:
    data, preparation = with_preparation(training.data)
    return TrainingHead(
        recipe=recipe_to_dict(training.recipe),
        data=data,
        preparation=preparation,
        **{name: getattr(training, name) for name in _PLAIN},
        optimizer=training.optimizer is not None,
        best=bool(training.best),
        seeds=tuple(training.seeds),
        parts=training.parts,
        precision=training.precision,
    )


def _training(
    head: TrainingHead | None,
    recipe: Recipe | None,
    network: Network,
    arrays: Mapping[str, Array],
    origin: str,
) -> Training | None:
    if head is None or recipe is None:
        return None
    slots = None
    if head.optimizer:
        slots = _unflat(arrays["optimizer"], slot_shapes(network, recipe.optimizer), origin)
    return Training(
        recipe=recipe,
        data=reference(head.data, head.preparation),
        **{name: getattr(head, name) for name in _PLAIN},
        optimizer=slots,
        best=_by_layer("best/", arrays),
        seeds=_under("seeds/", arrays),
        parts=head.parts,
        precision=head.precision,
    )


def _arrays_of(project: Project) -> Iterator[tuple[str, Arrays]]:
    """Yield every array with its name in the file; the optimizer's in the pieces it is of."""
    yield from _of_layers("weights/", project.weights)
    if (training := project.training) is not None:
        yield from _of_layers("best/", training.best)
        if training.optimizer is not None:
            yield "optimizer", training.optimizer
        yield from ((f"seeds/{layer}", (state,)) for layer, state in training.seeds.items())
    yield from ((f"history/{column}", (values,)) for column, values in project.history.items())


def _of_layers(prefix: str, layers: Mapping[str, Arrays]) -> Iterator[tuple[str, Arrays]]:
    for layer, weights in layers.items():
        yield from ((f"{prefix}{layer}/{index}", (weight,)) for index, weight in enumerate(weights))


def _by_layer(prefix: str, arrays: Mapping[str, Array]) -> dict[str, Arrays]:
    found: dict[str, Arrays] = {}
    for name, array in _under(prefix, arrays).items():
        layer = name.rpartition("/")[0]
        found[layer] = (*found.get(layer, ()), array)
    return found


def _write(archive: zipfile.ZipFile, name: str, pieces: Arrays) -> None:
    """Write an array straight into the file: a copy of a large one would need as much memory again."""
    flat = name == "optimizer"
    dtype = np.dtype(np.float32) if flat else pieces[0].dtype
    shape = (sum(piece.size for piece in pieces),) if flat else pieces[0].shape
    with archive.open(_member(f"{name}.npy", packed=dtype != np.float32), "w") as stream:
        write_array(stream, shape, pieces, dtype)


def _under(prefix: str, arrays: Mapping[str, Array]) -> dict[str, Array]:
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}


def _frozen(network: Network) -> set[str]:
    return {node.name for node in nodes(network) if is_frozen(node.layer)}


def _unflat(flat: Array, shapes: Shapes, origin: str) -> Arrays:
    """Cut a row of values into arrays. The sum of the shapes was checked against the stored size before."""
    sizes = [math.prod(shape) for shape in shapes]
    if flat.shape != (sum(sizes),):
        raise CnnguiError("runs.other_weights", path=origin)
    pieces = np.split(flat, np.cumsum(sizes)[:-1]) if shapes else []
    return tuple(piece.reshape(shape) for piece, shape in zip(pieces, shapes, strict=True))


def _check_members(archive: CheckedZip, expected: Mapping[str, Wanted], origin: str) -> None:
    wanted = {HEAD, *(f"{name}.npy" for name in expected)}
    if unknown := sorted(set(archive.names) - wanted):
        raise CnnguiError("runs.unknown_member", path=origin, name=shown_name(unknown[0]))
    if missing := sorted(wanted - set(archive.names)):
        raise CnnguiError("runs.missing_member", path=origin, name=shown_name(missing[0]))
    for name, want in expected.items():
        if archive.size(f"{name}.npy") > want.most_bytes + NPY_HEADER_BYTES:
            raise CnnguiError("runs.member_too_large", path=origin, name=name)
    if archive.packed_bytes > MAX_PACKED_BYTES:
        raise CnnguiError("runs.packed", path=origin, limit_mb=MAX_PACKED_BYTES / MB)


def _member(name: str, packed: bool = True) -> zipfile.ZipInfo:
    """Describe a member without the time of day, so that equal projects are equal files.

    Weights are stored as they are: close to noise, packing 41 MB of them (3.4 million weights with
    Adam's running means) took 2.1 s of one core for 7 % less.
    """
    member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    member.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    member.external_attr = 0o644 << 16
    return member
