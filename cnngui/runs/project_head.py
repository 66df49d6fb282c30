"""``project.json``: what a project file says of itself, and which arrays it must then hold."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.preparation import Preparation
from cnngui.errors import CnnguiError
from cnngui.network.file_format import network_from_dict, recipe_from_dict
from cnngui.network.inference.infer import infer
from cnngui.network.inference.weight_shapes import slot_shapes, weight_shapes
from cnngui.network.network import Network
from cnngui.network.recipe import Policy, Recipe
from cnngui.network.strict_json import faults_of, opened, read_json, refuse
from cnngui.runs.history import BATCH_COLUMNS, EPOCH_COLUMNS
from cnngui.runs.project_arrays import Wanted

FORMAT: Literal["cnngui-project"] = "cnngui-project"
VERSION = 7
"""2: schedules of the learning rate. 3: running means may be left out; schedules begin within an epoch.
4: what the network was trained on (`input_format`), and curves that not every history has.
5: in how many parts each batch was cut, and what was computed in.
6: recipes that vary pictures, weigh classes, smooth labels, clip gradients and stop early.
7: how the data are prepared."""
MAX_HEAD_BYTES = 4_000_000
_SINCE_VERSION = {"learning_rate": 2}  # columns of the history that older files lack

_Name = Annotated[str, Field(max_length=200)]
_Curve = Annotated[str, Field(pattern=r"^batch_[a-z_]{1,60}$")]
_DataName = Annotated[str, Field(max_length=4096)]
_Count = Annotated[int, Field(strict=True, ge=0, le=10**15)]
_Place = _Count | Annotated[float, Field(strict=True, ge=0, le=10**15, allow_inf_nan=False)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TrainingHead(_Strict):
    """The plain values of `cnngui.runs.project.Training`; `recipe` is judged by its own reader.

    Attributes:
        optimizer: whether the optimizer's running means are in the file.
        best: whether the weights of the best epoch are.
    """

    recipe: Any
    data: _DataName
    preparation: Preparation | None = None
    epoch: _Count
    step: _Count
    scheduled_since: _Place = 0
    watched_since: _Count = 0
    optimizer_steps: _Count
    optimizer: Annotated[bool, Field(strict=True)] = True
    best: Annotated[bool, Field(strict=True)] = False
    seeds: Annotated[tuple[_Name, ...], Field(max_length=2_000)]
    parts: Annotated[int, Field(strict=True, ge=1, le=256)] | None = None
    precision: Policy = "float32"


class Head(_Strict):
    """The plain values of `cnngui.runs.project.Project`; network and recipe have their own readers."""

    format: Literal["cnngui-project"] = FORMAT
    version: Annotated[int, Field(strict=True, ge=1, le=VERSION)] = VERSION
    network: Any
    recipe: Any
    data: _DataName
    preparation: Preparation | None = None
    class_names: Annotated[tuple[_Name, ...], Field(max_length=65_536)]
    input_format: InputFormat | None = None
    created_with: Annotated[dict[_Name, _Name], Field(max_length=20)]
    weights: Annotated[bool, Field(strict=True)]
    history: Annotated[bool, Field(strict=True)]
    curves: Annotated[tuple[_Curve, ...], Field(max_length=20)] = ()
    training: TrainingHead | None
    order: _Count = 0

    def expected(self, network: Network, trained_with: Recipe | None, origin: str) -> dict[str, Wanted]:
        """Return the arrays that must be there, by name, and what each must be.

        Raises:
            CnnguiError: weights without a network that could have them, or training without weights.
        """
        if (self.weights and not infer(network).ok) or (self.training is not None and not self.weights):
            raise CnnguiError("runs.other_weights", path=origin)
        arrays: dict[str, Wanted] = {}
        kept = ["weights"] * self.weights + ["best"] * bool(self.training and self.training.best)
        for folder in kept:
            for layer, shapes in weight_shapes(network).items():
                for index, shape in enumerate(shapes):
                    arrays[f"{folder}/{layer}/{index}"] = Wanted("float32", shape, layer)
        if self.training is not None and trained_with is not None:
            if self.training.optimizer:
                values = sum(map(math.prod, slot_shapes(network, trained_with.optimizer)))
                arrays["optimizer"] = Wanted("float32", (values,), trained_with.optimizer.kind)
            arrays |= {f"seeds/{layer}": Wanted("int64", (2,), layer) for layer in self.training.seeds}
        if self.history:
            arrays |= {
                f"history/{column}": Wanted("float64", None, column)
                for column in (*BATCH_COLUMNS, *EPOCH_COLUMNS, *self.curves)
                if self.version >= _SINCE_VERSION.get(column, 1)
            }
        return arrays


def read_head(content: bytes, origin: str) -> tuple[Head, Network, Recipe, Recipe | None]:
    """Return the head, the network, its recipe, and the recipe it was trained with.

    Raises:
        CnnguiError: with every fault and its place.
    """
    try:
        data = read_json(content.decode("utf-8"), origin)
        opened(data, FORMAT, VERSION, origin)
        head = Head.model_validate(data)
    except UnicodeDecodeError:
        raise CnnguiError("runs.not_a_project", path=origin) from None
    except ValidationError as error:
        refuse(origin, faults_of(error))
    network, recipe = network_from_dict(head.network, origin), recipe_from_dict(head.recipe, origin)
    if head.training is None:
        return head, network, recipe, None
    since, training = head.training.scheduled_since, head.training
    # How many batches an epoch has is not known here: `cnngui.engine.rates` sees to what is within one.
    if since > training.epoch and (since >= training.epoch + 1 or not training.step):
        raise CnnguiError("runs.schedule_ahead", path=origin)
    return head, network, recipe, recipe_from_dict(training.recipe, origin)
