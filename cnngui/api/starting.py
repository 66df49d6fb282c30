"""Transfer learning: a training that begins with what another network has learned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cnngui.api.runs import OnEvent, find_run
from cnngui.api.training import reference
from cnngui.datasets.dataset import Dataset
from cnngui.engine.protocol import Origin
from cnngui.engine.session import Session, Trained
from cnngui.engine.starting import recipe_for_start
from cnngui.errors import CnnguiError
from cnngui.network.inference.starting import Freeze, Start
from cnngui.network.inference.starting import start_from as planned
from cnngui.network.recipe import Recipe
from cnngui.runs.opening import open_file
from cnngui.runs.run import Run, runs_folder

Begin = Callable[[Session], Origin]
"""Has a session's network begin with what was learned before, and returns where that comes from."""


@dataclass(frozen=True)
class StartingPoint:
    """Weights that a training can begin with.

    Attributes:
        path: their file. called: what they are called. parent: the run they are of, else the file's name.
    """

    path: Path
    called: str
    parent: str

    @classmethod
    def of(cls, source: str | Path | Run) -> StartingPoint:
        """Return what is meant: a run, by its best weights where there are any, or a project or Keras model.

        Raises:
            CnnguiError: as `find_run`; ``runs.no_weights``.
        """
        if not isinstance(source, Run):
            if (path := Path(source)).is_file():
                return cls(path, path.name, path.name)
            source = find_run(source)
        weights = "best" if source.has_weights("best") else "last"
        return cls(source.weights_file("best" if weights == "best" else "last"), source.called, source.id)

    def plan(self, dataset: Dataset, freeze: Freeze = "all") -> tuple[Start, Recipe]:
        """Return what is taken for these data, and the recipe to begin with; no weights are read of a model.

        Raises:
            CnnguiError: as `cnngui.network.inference.starting.start_from`; ``engine.untrained``: a project
                without weights; or the file cannot be read.
        """
        file = open_file(self.path, weights=False)
        project = file.project
        if not file.is_foreign and not project.weights:
            raise CnnguiError("engine.untrained", path=str(self.path))
        recipe = recipe_for_start(project)
        facts = (dataset.classes, dataset.input_shape, len(dataset.vocabulary))
        return planned(project.network, *facts, recipe.loss, freeze), recipe

    def begin(
        self, data: str, freeze: Freeze, *, seed: int | None = None, title: str = "", group: str = ""
    ) -> Begin:
        """Return what has a session begin with it, for data as `reference` names them.

        Args:
            seed: what begins anew is drawn from it; None for that of the source's recipe.
        """

        def begin(session: Session) -> Origin:
            begun = session.start_from(self.path, data, freeze, seed)
            return Origin(title or self.called, True, self.parent, begun.epoch, group)

        return begin


def start_from(
    source: str | Path | Run,
    data: str | Path,
    session: Session,
    *,
    freeze: Freeze = "all",
    recipe: Callable[[Recipe], Recipe] = lambda recipe: recipe,
    on_event: OnEvent | None = None,
) -> Trained:
    """Train a run for other data that begins with the first layers of a trained network.

    Args:
        source: a run, by itself or by its name, or the path of a project or a Keras model.
        data: as `cnngui.api.train` takes them.
        freeze: which of the taken layers stay as they are: "all", "none", or the first so many.
        recipe: makes the new recipe of that of the source.

    Raises:
        CnnguiError: nothing of it fits these data, or as `Session.train`.
    """
    point = StartingPoint.of(source)
    seed = recipe(recipe_for_start(open_file(point.path, weights=False).project)).seed
    begun = session.start_from(point.path, reference(data), freeze, seed)
    session.keep_runs_in(runs_folder())
    origin = Origin(point.called, True, point.parent, begun.epoch)
    contents = begun.start.network, recipe(begun.recipe), reference(data)
    return session.train(*contents, on_event, origin=origin)
