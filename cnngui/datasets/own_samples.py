"""A person's own samples: drawings and pictures, each with the class that the person says it is of.

Each is a small file in the user's own folder, named by a digest of what is drawn:

    <data folder>/samples/<digest>.json
    {"format": "cnngui-sample", "version": 1, "label": "4", "made_s": 1764459000.0,
     "strokes": [{"width_px": 16.0, "points": [[72.5, 40.0], …], "widths": [0.8, …]}], "picture": ""}

So two windows that add, relabel and delete at once lose nothing of each other's, and a drawing that is kept
twice is one sample. A drawing keeps its strokes, to be drawn again; all else a picture, as PNG in base64. A
file that cannot be read stays where it lies, and is told of.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import json
import math
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from cnngui.datasets.ink import Stroke
from cnngui.datasets.ink_like import ink_like
from cnngui.errors import CnnguiError, reason_of
from cnngui.files import folders
from cnngui.files.opening import open_regular, shown_text
from cnngui.files.writing import atomic_bytes
from cnngui.network.strict_json import Faults, faults_of, opened, read_json

FORMAT, VERSION = "cnngui-sample", 1
MOST_SAMPLES = 5_000
LONGEST_LABEL = 60
LONGEST_PX = 512
"""Longer side of a kept picture: networks read far less."""

_MOST_BYTES = 4_000_000
_MOST_VALUES, _MOST_POINTS = 500_000, 100_000
_FARTHEST_PX = 100_000
_DECIMALS = 2

Picture = NDArray[np.uint8]
_Coordinate = Annotated[float, Field(ge=-_FARTHEST_PX, le=_FARTHEST_PX, allow_inf_nan=False)]


@dataclass(frozen=True, eq=False)
class OwnSample:
    """One sample: strokes or a picture, and its class. `of` makes them.

    Attributes:
        label: the name of its class.
        strokes: as drawn, on a canvas of `cnngui.datasets.ink.CANVAS`; empty for a picture.
        picture: uint8 (height, width) or (height, width, 3), no side above `LONGEST_PX`; None for ink.
        made_s: when it was kept, in seconds since the epoch.
    """

    label: str
    strokes: tuple[Stroke, ...] = ()
    picture: Picture | None = None
    made_s: float = 0.0

    @classmethod
    def of(
        cls,
        label: str,
        strokes: Sequence[Stroke] = (),
        picture: Picture | None = None,
        made_s: float = 0.0,
    ) -> OwnSample:
        """Return a sample of strokes, to a hundredth of a pixel, or of a picture, reduced if it is large.

        Of strokes with more than `_MOST_POINTS` points, which no canvas could show, some are left out.

        Raises:
            CnnguiError: ``samples.label``: the class has no name, or a long one. ``samples.nothing``: there
                is neither ink nor picture.
        """
        label = " ".join(label.split())
        if not label or len(label) > LONGEST_LABEL or not label.isprintable():
            raise CnnguiError("samples.label", most=LONGEST_LABEL)
        every = -(-sum(len(stroke.points) for stroke in strokes) // _MOST_POINTS) or 1
        inked = tuple(_rounded(stroke, every) for stroke in strokes if stroke.points)
        if not inked and (picture is None or not picture.size):
            raise CnnguiError("samples.nothing")
        return cls(label, inked, None if inked or picture is None else reduced(picture), made_s)

    @cached_property
    def key(self) -> str:
        """What is drawn, as 32 hexadecimal digits: the same for the same ink, whatever its label."""
        digest = hashlib.sha256()
        for stroke in self.strokes:
            digest.update(np.array(stroke.points, np.float64).tobytes())
            digest.update(np.float64(stroke.width_px).tobytes() + b"|")
            digest.update(np.array(stroke.widths, np.float64).tobytes())
        if self.picture is not None:
            digest.update(repr(self.picture.shape).encode())
            digest.update(np.ascontiguousarray(self.picture).data)
        return digest.hexdigest()[:32]

    @cached_property
    def is_ink(self) -> bool:
        """Whether it is drawn, or a square grey picture of a drawing, as sets are exported."""
        if self.strokes or self.picture is None:
            return bool(self.strokes)
        grey = self.picture.ndim == 2
        return grey and ink_like(self.picture[np.newaxis, ..., np.newaxis]) is not None

    def relabelled(self, label: str) -> OwnSample:
        """Return the same of another class. Raises CnnguiError as `of` does."""
        return self._same(self.of(label, self.strokes, self.picture, self.made_s))

    def made_at(self, made_s: float) -> OwnSample:
        """Return the same, kept at another time."""
        return self if made_s == self.made_s else self._same(replace(self, made_s=made_s))

    def _same(self, other: OwnSample) -> OwnSample:
        """Return another of what is drawn here, which takes along what was worked out of that."""
        known = vars(self)
        vars(other).update({name: known[name] for name in ("key", "is_ink") if name in known})
        return other


@dataclass(frozen=True)
class Contents:
    """What a folder holds.

    Attributes:
        samples: by the time when they were kept, the newest last.
        damaged: names of files that could not be read, and why.
    """

    samples: tuple[OwnSample, ...] = ()
    damaged: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Merged:
    """What samples from elsewhere come to beside those that are there.

    Attributes:
        new: those to be added. same: how many are there already, under the same label.
        other: how many are there under another label, which stays.
    """

    new: tuple[OwnSample, ...]
    same: int
    other: int


def merged(there: Sequence[OwnSample], coming: Sequence[OwnSample]) -> Merged:
    """Return which of the samples that come are new; none is doubled."""
    labels = {sample.key: sample.label for sample in there}
    new, same, other = [], 0, 0
    for sample in coming:
        known = labels.setdefault(sample.key, "")
        if not known:
            labels[sample.key] = sample.label
            new.append(sample)
        elif known == sample.label:
            same += 1
        else:
            other += 1
    return Merged(tuple(new), same, other)


def behind(there: Iterable[OwnSample], coming: Sequence[OwnSample]) -> tuple[OwnSample, ...]:
    """Return samples that come in their order of time, each later than those that are there and before it.

    What was made earlier elsewhere, or by a clock that went wrong, would else stand in front of what is
    there, and `cnngui.datasets.drawn.kept_aside` would divide that otherwise.
    """
    latest, placed = max((sample.made_s for sample in there), default=-math.inf), []
    for sample in sorted(coming, key=lambda sample: sample.made_s):
        latest = max(sample.made_s, min(math.nextafter(latest, math.inf), sys.float_info.max))
        placed.append(sample.made_at(latest))
    return tuple(placed)


def counts(samples: Sequence[OwnSample]) -> dict[str, int]:
    """Return how many samples each class has: numbers by their value, then names by the alphabet."""
    there = Counter(sample.label for sample in samples)
    return {label: there[label] for label in sorted(there, key=_order)}


def _order(label: str) -> tuple[bool, int, str]:
    number = label.isascii() and label.isdecimal()
    return not number, int(label) if number else 0, label.casefold()


def too_many() -> CnnguiError:
    """Return what is said where there would be more than `MOST_SAMPLES`."""
    return CnnguiError("samples.too_many", limit=MOST_SAMPLES)


def samples_folder() -> Path:
    """Return where own samples are kept."""
    return folders.data_folder() / "samples"


class SampleFolder:
    """The samples in a folder; what has not changed since is not read again. For one thread."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or samples_folder()
        self._known: dict[str, tuple[tuple[int, int], OwnSample | CnnguiError]] = {}

    def read(self) -> Contents:
        """Return what is there now, whoever wrote it."""
        known: dict[str, tuple[tuple[int, int], OwnSample | CnnguiError]] = {}
        for path in sorted(self.folder.glob("*.json")):
            stamp = _stamp(path)
            before = self._known.get(path.name)
            known[path.name] = before if before and before[0] == stamp else (stamp, _read(path))
        self._known = known
        found = [each for _, each in known.values() if isinstance(each, OwnSample)]
        wrong = ((name, each) for name, (_, each) in known.items() if isinstance(each, CnnguiError))
        return Contents(
            tuple(sorted(found, key=lambda sample: (sample.made_s, sample.key))),
            tuple((name, error.message().why or error.message().what) for name, error in wrong),
        )

    def write(self, samples: Sequence[OwnSample]) -> None:
        """Keep samples, each whole or not at all; one with the same ink is replaced.

        Raises:
            CnnguiError: they cannot be written, or there would be more than `MOST_SAMPLES`; those before it
                are kept.
        """
        try:
            folders.make_own(self.folder)
        except OSError as error:
            raise CnnguiError("files.cannot_write", path=str(self.folder), reason=reason_of(error)) from error
        there = {path.name for path in self.folder.glob("*.json")}
        if len(there | {f"{sample.key}.json" for sample in samples}) > MOST_SAMPLES:
            raise too_many()
        for sample in samples:
            path = self.folder / f"{sample.key}.json"
            atomic_bytes(path, _content(sample))
            # Undo has it already: read from the file, thousands of pictures would be held twice.
            self._known[path.name] = (_stamp(path), sample)

    def remove(self, keys: Sequence[str]) -> None:
        """Delete samples; one that is gone already is no error.

        Raises:
            CnnguiError: ``samples.cannot_delete``.
        """
        for key in keys:
            path = self.folder / f"{key}.json"
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise CnnguiError("samples.cannot_delete", path=str(path), reason=reason_of(error)) from error


# The file -----------------------------------------------------------------------------------------------


class _StrokeFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    width_px: Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)]
    points: Annotated[tuple[tuple[_Coordinate, _Coordinate], ...], Field(min_length=1)]
    widths: tuple[Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)], ...] = ()

    @model_validator(mode="after")
    def _has_one_a_point(self) -> Self:
        if self.widths and len(self.widths) != len(self.points):
            raise ValueError("a stroke has a width for each point, or none")
        return self


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["cnngui-sample"] = "cnngui-sample"
    version: Literal[1] = 1
    label: Annotated[str, Field(min_length=1, max_length=LONGEST_LABEL)]
    made_s: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    strokes: tuple[_StrokeFile, ...] = ()
    picture: str = ""


def _content(sample: OwnSample) -> bytes:
    strokes = tuple(
        _StrokeFile(width_px=stroke.width_px, points=stroke.points, widths=stroke.widths)
        for stroke in sample.strokes
    )
    picture = "" if sample.picture is None else _as_text(sample.picture)
    file = _File(label=sample.label, made_s=sample.made_s, strokes=strokes, picture=picture)
    return json.dumps(file.model_dump(mode="json"), ensure_ascii=False).encode("utf-8")


def _read(path: Path) -> OwnSample | CnnguiError:
    try:
        with open_regular(path, _MOST_BYTES) as stream:
            content = stream.read().decode("utf-8")
        read = read_json(content, path.name, _MOST_VALUES)
        file = _File.model_validate(opened(read, FORMAT, VERSION, path.name))
        strokes = tuple(Stroke(each.points, each.width_px, each.widths) for each in file.strokes)
        picture = _picture(file.picture) if file.picture and not strokes else None
        sample = OwnSample.of(file.label, strokes, picture, file.made_s)
    except CnnguiError as error:
        return error
    except ValidationError as error:
        faults = Faults(faults_of(error))
        return CnnguiError("network.bad_file", origin=path.name, count=len(faults), faults=faults)
    except (OSError, ValueError) as error:
        return CnnguiError("samples.damaged_file", reason=shown_text(reason_of(error)))
    if f"{sample.key}.json" != path.name:
        return CnnguiError("samples.damaged_file", reason="its name is that of another drawing")
    return sample


def _as_text(picture: Picture) -> str:
    png = io.BytesIO()
    Image.fromarray(picture).save(png, "PNG")
    return base64.b64encode(png.getvalue()).decode("ascii")


def _picture(text: str) -> Picture:
    """Return the picture of a file. Raises ValueError: it is none."""
    try:
        with Image.open(io.BytesIO(base64.b64decode(text, validate=True)), formats=("PNG",)) as image:
            if max(image.size) > LONGEST_PX or image.mode not in ("L", "RGB"):
                raise ValueError("its picture is larger than any that is kept")
            return np.array(image)
    except (binascii.Error, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError("its picture is damaged") from error


def _rounded(stroke: Stroke, every: int) -> Stroke:
    kept = stroke.points[::every]
    points = tuple((round(float(x), _DECIMALS), round(float(y), _DECIMALS)) for x, y in kept)
    widths = tuple(round(float(width), _DECIMALS + 1) for width in stroke.widths[::every])
    return Stroke(points, max(round(float(stroke.width_px), _DECIMALS), 10**-_DECIMALS), widths)


def reduced(picture: Picture, longest_px: int = LONGEST_PX) -> Picture:
    """Return a picture, uint8 (height, width[, 1 or 3]), with no side above `longest_px`, by averaging."""
    grey = picture[:, :, 0] if picture.ndim == 3 and picture.shape[2] == 1 else picture
    longest = max(grey.shape[:2])
    if longest <= longest_px:
        return np.ascontiguousarray(grey)
    height, width = (max(1, round(side * longest_px / longest)) for side in grey.shape[:2])
    return np.array(Image.fromarray(grey).resize((width, height), Image.Resampling.BOX))


def _stamp(path: Path) -> tuple[int, int]:
    """Return what changes when a file does; zeros when it is gone."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size
