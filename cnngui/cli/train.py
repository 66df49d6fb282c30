"""`train`: a network learns in the terminal, by the same engine as in the window."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Context, Option

from cnngui.cli import prepare
from cnngui.cli.drawn import started_with
from cnngui.cli.options import (
    Data,
    Download,
    Json,
    NetworkFile,
    PathOption,
    PresetName,
    RecipeFile,
    WithoutEdits,
)
from cnngui.cli.output import EXPLAINED, INTERRUPTED, console, picked, print_json, print_note, shape_text
from cnngui.cli.sources import Source, find_network, load_data
from cnngui.cli.train_recipe import OPTIONS, changed
from cnngui.cli.train_session import tell_left, train_run, trained_with
from cnngui.cli.train_start import started
from cnngui.errors import CnnguiError
from cnngui.messages import text
from cnngui.network.class_weights import balanced as balanced_weights

MOST_MEMBERS = 100

if TYPE_CHECKING:
    from cnngui.api import TrainedFiles
    from cnngui.api.starting import Begin
    from cnngui.datasets.dataset import Dataset
    from cnngui.network.network import Network
    from cnngui.network.recipe import Recipe


def train(
    context: Context,
    out: Annotated[Path | None, PathOption("--out", metavar="DIR", help=text("cli.help_out"))] = None,
    resume: Annotated[str | None, Option("--resume", metavar="RUN", help=text("cli.help_resume"))] = None,
    preset: PresetName = None,
    network: NetworkFile = None,
    start_from: Annotated[
        str | None, Option("--start-from", metavar="RUN|FILE", help=text("cli.help_start_from"))
    ] = None,
    freeze: Annotated[
        str | None, Option("--freeze", metavar="all|none|N", help=text("cli.help_freeze"))
    ] = None,
    data: Data = None,
    epochs: Annotated[int | None, Option(metavar="N", help=text("fields.epochs"))] = None,
    seed: Annotated[int | None, Option(metavar="N", help=text("cli.help_seed"))] = None,
    batch_size: Annotated[int | None, Option(metavar="N", help=text("fields.batch_size"))] = None,
    optimizer: Annotated[str | None, Option(metavar="NAME", help=text("cli.help_optimizer"))] = None,
    learning_rate: Annotated[float | None, Option(metavar="X", help=text("fields.learning_rate"))] = None,
    momentum: Annotated[float | None, Option(metavar="X", help=text("cli.help_momentum"))] = None,
    schedule: Annotated[str | None, Option(metavar="NAME", help=text("cli.help_schedule"))] = None,
    decay: Annotated[float | None, Option(metavar="X", help=text("cli.help_decay"))] = None,
    factor: Annotated[float | None, Option(metavar="X", help=text("cli.help_factor"))] = None,
    every_epochs: Annotated[int | None, Option(metavar="N", help=text("cli.help_every_epochs"))] = None,
    cycle_epochs: Annotated[int | None, Option(metavar="N", help=text("cli.help_cycle_epochs"))] = None,
    warm_up: Annotated[float | None, Option(metavar="SHARE", help=text("cli.help_warm_up"))] = None,
    patience: Annotated[int | None, Option(metavar="N", help=text("cli.help_patience"))] = None,
    validation_split: Annotated[
        float | None, Option(metavar="X", help=text("fields.validation_split"))
    ] = None,
    recipe_file: RecipeFile = None,
    weight_decay: Annotated[float | None, Option(metavar="X", help=text("cli.help_weight_decay"))] = None,
    decay_epochs: Annotated[int | None, Option(metavar="N", help=text("cli.help_decay_epochs"))] = None,
    warm_up_epochs: Annotated[float | None, Option(metavar="X", help=text("cli.help_warm_up_epochs"))] = None,
    early_stopping: Annotated[int | None, Option(metavar="N", help=text("cli.help_early_stopping"))] = None,
    global_clipnorm: Annotated[float | None, Option(metavar="X", help=text("cli.help_clipnorm"))] = None,
    label_smoothing: Annotated[float | None, Option(metavar="X", help=text("cli.help_smoothing"))] = None,
    balanced: Annotated[bool, Option("--balanced", help=text("cli.help_balanced"))] = False,
    shift: Annotated[float | None, Option(metavar="X", help=text("fields.shift"))] = None,
    rotation: Annotated[float | None, Option(metavar="X", help=text("fields.rotation"))] = None,
    zoom: Annotated[float | None, Option(metavar="X", help=text("fields.zoom"))] = None,
    horizontal_flip: Annotated[bool | None, Option(help=text("fields.horizontal_flip"))] = None,
    noise: Annotated[float | None, Option(metavar="X", help=text("fields.noise"))] = None,
    elastic: Annotated[float | None, Option(metavar="X", help=text("fields.elastic"))] = None,
    precision: Annotated[str | None, Option(metavar="NAME", help=text("cli.help_precision"))] = None,
    preparation: prepare.FromFile = None,
    size: prepare.Size = None,
    grey: prepare.Grey = None,
    fit: prepare.Fit = None,
    pad: prepare.Pad = None,
    invert: prepare.Invert = None,
    paper: prepare.Paper = None,
    scale: prepare.Scale = None,
    normalise: prepare.Normalise = None,
    test_fraction: prepare.TestFraction = None,
    stratified: prepare.Stratified = None,
    split_seed: prepare.SplitSeed = None,
    group_by: prepare.GroupBy = None,
    group: Annotated[str, Option(metavar="NAME", help=text("cli.help_group"))] = "",
    members: Annotated[int, Option(metavar="N", min=1, max=MOST_MEMBERS, help=text("cli.help_members"))] = 1,
    workers: Annotated[int, Option(metavar="N", min=0, help=text("cli.help_workers"))] = 0,
    download: Download = False,
    without_edits: WithoutEdits = False,
    anyway: Annotated[bool, Option("--anyway", help=text("cli.help_anyway"))] = False,
    as_json: Json = False,
) -> int:
    """Train a network. It is kept as a run, or leaves ``model.cnn`` and ``history.csv`` in a folder.

    Everything that can be wrong is checked before TensorFlow is loaded. Ctrl+C keeps what was learned so far.
    """
    from cnngui import api
    from cnngui.datasets.splits import are_uneven

    if start_from is None and freeze is not None:
        raise CnnguiError("starting.freeze_alone")
    if start_from is not None:
        _check_alone(start_from, members, preset, network, resume)
    if resume is not None:
        run = api.find_run(resume)
        return train_run(lambda session, show: api.go_on(run, session, on_event=show), as_json)
    # Where data are named, also for what begins with another network's layers.
    prepared = partial(prepare.prepared_data, given=context.params, command="cnngui train")
    data = data and prepared(_path_of(data))
    begin: Begin | None = None
    if start_from is None:
        source = _begun(preset, network, data, edits=not without_edits)
    else:
        access = {"download": download, "may_ask": not as_json, "edits": not without_edits}
        source, dataset, begin = started(start_from, freeze or "all", data or "", group, seed, **access)
    # typer's own record of what was typed: so many options need not be named three times.
    recipe = changed(begun_with(source, recipe_file), **{name: context.params[name] for name in OPTIONS})
    if recipe_file is not None and source.preset is not None:
        _tell_differences(source, recipe)
    chosen = data or prepared(own_data(source))
    if out is not None:
        _tell_cut_off(out)
    if begin is None:
        dataset = check_data(source, chosen, download, may_ask=not as_json, edits=not without_edits)
        _tell_frozen(source.network)
    if not balanced and not recipe.class_weight and are_uneven(dataset.class_counts):
        print_note(text("cli.uneven"))
    if balanced:
        recipe = recipe.model_copy(update={"class_weight": balanced_weights(dataset.class_counts)})
    _check_memory(source.network, recipe, anyway)
    _check_capacity(source.network, recipe)
    if members > 1:
        how = members, workers, group, not without_edits
        return _train_members(source, recipe, chosen, dataset, out, how, as_json)
    if out is None:
        return train_run(
            lambda session, show: api.train_run(
                source.network,
                recipe,
                chosen,
                session,
                title=source.name,
                group=group,
                begin=begin,
                on_event=show,
            ),
            as_json,
            edits=not without_edits,
        )
    trained = _trained(source.network, recipe, chosen, out, as_json, begin, edits=not without_edits)
    _tell(trained, as_json)
    if trained.refused is not None:
        print_note(text("cli.saved_elsewhere", folder=trained.model.parent, problem=trained.refused))
        return EXPLAINED
    return INTERRUPTED if trained.stopped else 0


def _path_of(data: str) -> str:
    """Return the folder of a set of drawings for its name: that is what a run is to remember."""
    from cnngui.datasets.drawn_sets import resolved

    return str(resolved(data))


def _begun(preset: str | None, network: Path | None, data: str | None, *, edits: bool) -> Source:
    """Return the network that is named; where none is, and the data are drawn, a small one for them."""
    drawn = started_with(data, edits=edits) if data and preset is None and network is None else None
    return drawn or find_network(preset, network)


def _check_alone(start: str, members: int, *others: object) -> None:
    """Refuse what goes with no training that starts from another.

    Raises:
        CnnguiError: ``starting.with_network``, ``starting.with_members``.
    """
    if any(other is not None for other in others):
        raise CnnguiError("starting.with_network", start=start)
    if members > 1:
        raise CnnguiError("starting.with_members", start=start)


def _tell_frozen(network: Network) -> None:
    """Say that frozen layers would stay as they are drawn."""
    from cnngui.network.freezing import learning

    if frozen := [layer.name for layer in learning(network.layers) if not layer.trainable]:
        print_note(text("starting.drawn_frozen", layers=", ".join(frozen)))


def _train_members(
    source: Source,
    recipe: Recipe,
    data: str,
    dataset: Dataset,
    out: Path | None,
    how: tuple[int, int, str, bool],
    as_json: bool,
) -> int:
    """Train several with seeds from the recipe's on, each in a process of its own.

    Args:
        how: how many there are, how many at once (0 for as many as is best), the name of their group, and
            whether a person's edits to the data apply.
    """
    from cnngui import api
    from cnngui.cli.train_members import train_members
    from cnngui.datasets.stored_samples import held_bytes
    from cnngui.engine.members import seeded_members, workers_here
    from cnngui.engine.protocol import Origin

    count, wanted, group, edits = how
    if out is not None:
        api.make_folder(out)
    origin = Origin(source.name, group=group)
    members = seeded_members(source.network, recipe, api.reference(data), count, origin)
    best = workers_here(members, held_bytes(dataset.x_train) + held_bytes(dataset.x_test))
    return train_members(members, wanted or best.count, best, as_json, out and out.absolute(), edits=edits)


def _trained(
    network: Network,
    recipe: Recipe,
    data: str,
    out: Path,
    as_json: bool,
    begin: Begin | None,
    edits: bool,
) -> TrainedFiles:
    """Train, and leave the files in a folder."""
    from cnngui import api

    # Before an engine starts, which would have to be waited for.
    api.make_folder(out)
    trained, _ = trained_with(
        lambda session, show: api.train(
            network, recipe, data, out, on_event=show, session=session, begin=begin
        ),
        as_json,
        edits=edits,
    )
    return trained


def own_data(source: Source) -> str:
    """Return the data that a network is meant for; "digits" for one that is meant for none.

    Raises:
        CnnguiError: ``cli.preset_data``: a preset was made for data that are not here. ``cli.data_unasked``:
            a file names data that are somewhere else.
    """
    from cnngui.datasets.catalog import catalog
    from cnngui.runs.known_data import may_open

    if source.preset is not None and source.data not in {entry.key for entry in catalog()}:
        made_for = source.data or shape_text(source.network.input_shape)
        raise CnnguiError("cli.preset_data", preset=source.name, made_for=made_for)
    if source.path is not None and not may_open(source.data, source.path):
        raise CnnguiError("cli.data_unasked", name=source.name, data=source.data)
    return source.data or "digits"


def _tell_cut_off(out: Path) -> None:
    """Say what trainings that were cut off have left for the folder."""
    from cnngui.api.training import left_in

    with suppress(OSError):
        for run_folder in left_in(out):
            tell_left(run_folder, "cli.left_before")


def _tell_differences(source: Source, recipe: Recipe) -> None:
    """Say what is otherwise than in the recipe that a preset came with."""
    from cnngui.network.recipe_words import recipe_changes

    if changes := recipe_changes(source.recipe, recipe):
        listed = " · ".join(map(str, changes))
        print_note(text("cli.other_recipe", name=source.name, changes=listed))


def begun_with(source: Source, file: Path | None) -> Recipe:
    """Return the recipe of a file, else the source's own."""
    if file is None:
        return source.recipe
    from cnngui.runs.recipe_file import read_recipe

    return read_recipe(file)


def check_data(source: Source, ref: str, download: bool, may_ask: bool, edits: bool) -> Dataset:
    """See to it that the data are here and that the network fits them, and return them.

    Raises:
        CnnguiError: of the data, ``cli.network_has_errors``, or ``engine.other_samples``.
    """
    from cnngui.datasets.preparing import fitted
    from cnngui.network.inference.data_fit import data_problems
    from cnngui.network.inference.infer import infer

    dataset = load_data(ref, download=download, may_ask=may_ask, edits=edits)
    fitted(dataset.x_train[:1], source.network.input_shape)
    facts = (dataset.classes, dataset.input_shape, len(dataset.vocabulary))
    inference = infer(source.network, *facts, loss=source.recipe.loss)
    if errors := inference.errors:
        raise CnnguiError("cli.network_has_errors", problem=errors[0].message().one_line(), name=source.name)
    for problem in data_problems(source.network, dataset.input_shape, len(dataset.vocabulary)):
        print_note(problem.message().one_line())
    return dataset


def _check_memory(network: Network, recipe: Recipe, anyway: bool) -> None:
    """Refuse a run that is likely to need more memory than there is, unless it is wanted anyway."""
    from cnngui.memory import free_memory
    from cnngui.network.inference.infer import infer
    from cnngui.network.inference.weight_shapes import slots_per_weight

    inference, slots = infer(network), slots_per_weight(recipe.optimizer)
    needed, free = inference.memory_bytes(recipe.batch_size, slots), free_memory()
    if anyway or free is None or needed is None or needed <= free:
        return
    fitting = inference.largest_batch(free, slots)
    code = "cli.little_memory" if fitting else "cli.not_even_one"
    facts = {"needed": needed / 1e9, "free": free / 1e9}
    raise CnnguiError(code, batch_size=recipe.batch_size, fitting=fitting, **facts)


def _check_capacity(network: Network, recipe: Recipe) -> None:
    """Say before a run what of it the file will not hold.

    Raises:
        CnnguiError: ``cli.nothing_to_keep``: nothing of what it learns could be written.
    """
    from cnngui.runs.capacity import capacity_for, capacity_note

    note = capacity_note(network, recipe.optimizer)
    if capacity_for(network, recipe.optimizer) == "nothing":
        raise CnnguiError("cli.nothing_to_keep", problem=note)
    if note:
        print_note(note)


def _tell(trained: TrainedFiles, as_json: bool) -> None:
    if as_json:
        files = {"model": str(trained.model), "history": str(trained.history_csv)}
        event = "stopped" if trained.stopped else "finished"
        print_json({"event": event, **files, **picked(trained, "epochs", "seconds")})
        return
    out = console()
    code = "cli.stopped" if trained.stopped else "cli.finished"
    out.print(text(code, seconds=trained.seconds), style="bold")
    out.print(text("cli.saved", model=trained.model, history=trained.history_csv))
