"""`train`: a network learns in the terminal, by the same engine as in the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cnngui.cli import run_folder
from cnngui.cli.options import Data, Download, Json, NetworkFile, PresetName
from cnngui.cli.output import INTERRUPTED, console, print_json, print_note, shape_text
from cnngui.cli.sources import Source, find_network, load_data
from cnngui.cli.train_recipe import changed
from cnngui.errors import CnnguiError
from cnngui.messages import text

if TYPE_CHECKING:
    from cnngui.cli.learning import Learned
    from cnngui.cli.train_progress import View
    from cnngui.network.network import Network
    from cnngui.network.recipe import Recipe


def train(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=text("cli.help_out"))],
    preset: PresetName = None,
    network: NetworkFile = None,
    data: Data = None,
    epochs: Annotated[int | None, typer.Option(metavar="N", help=text("fields.epochs"))] = None,
    seed: Annotated[int | None, typer.Option(metavar="N", help=text("cli.help_seed"))] = None,
    batch_size: Annotated[int | None, typer.Option(metavar="N", help=text("fields.batch_size"))] = None,
    optimizer: Annotated[str | None, typer.Option(metavar="NAME", help=text("cli.help_optimizer"))] = None,
    learning_rate: Annotated[
        float | None, typer.Option(metavar="X", help=text("fields.learning_rate"))
    ] = None,
    momentum: Annotated[float | None, typer.Option(metavar="X", help=text("cli.help_momentum"))] = None,
    schedule: Annotated[str | None, typer.Option(metavar="NAME", help=text("cli.help_schedule"))] = None,
    decay: Annotated[float | None, typer.Option(metavar="X", help=text("cli.help_decay"))] = None,
    factor: Annotated[float | None, typer.Option(metavar="X", help=text("cli.help_factor"))] = None,
    every_epochs: Annotated[int | None, typer.Option(metavar="N", help=text("cli.help_every_epochs"))] = None,
    patience: Annotated[int | None, typer.Option(metavar="N", help=text("cli.help_patience"))] = None,
    validation_split: Annotated[
        float | None, typer.Option(metavar="X", help=text("fields.validation_split"))
    ] = None,
    download: Download = False,
    anyway: Annotated[bool, typer.Option("--anyway", help=text("cli.help_anyway"))] = False,
    as_json: Json = False,
) -> int:
    """Train a network and write ``model.cnn`` and ``history.csv``.

    Everything that can be wrong is checked before TensorFlow is loaded. Ctrl+C keeps what was learned so far.
    """
    from cnngui.cli.learning import learn
    from cnngui.cli.train_progress import ForMachines, ForPeople

    source = find_network(preset, network)
    recipe = changed(
        source.recipe,
        epochs=epochs,
        seed=seed,
        batch_size=batch_size,
        optimizer=optimizer,
        learning_rate=learning_rate,
        momentum=momentum,
        schedule=schedule,
        decay=decay,
        factor=factor,
        every_epochs=every_epochs,
        patience=patience,
        validation_split=validation_split,
    )
    chosen = _checked_data(source, data or _own_data(source), download, may_ask=not as_json)
    _check_memory(source.network, recipe, anyway)
    _tell_room(source.network, recipe)
    run_folder.prepare(out)
    view: View = ForMachines() if as_json else ForPeople()
    learned = learn(source.network, recipe, chosen, out, view)
    _tell(learned, as_json)
    return INTERRUPTED if learned.stopped else 0


def _own_data(source: Source) -> str:
    """Return the data that a network is meant for; "digits" for one that is meant for none.

    Raises:
        CnnguiError: ``cli.preset_data``: a preset was made for data that are not here.
    """
    from cnngui.datasets.catalog import catalog

    if source.preset is not None and source.data not in {entry.key for entry in catalog()}:
        made_for = source.data or shape_text(source.network.input_shape)
        raise CnnguiError("cli.preset_data", preset=source.name, made_for=made_for)
    return source.data or "digits"


def _checked_data(source: Source, ref: str, download: bool, may_ask: bool) -> str:
    """Return what to call the data, once it is here and the network fits it.

    Raises:
        CnnguiError: of the data, ``cli.network_has_errors``, or ``engine.other_samples``.
    """
    from cnngui.datasets.catalog import catalog
    from cnngui.datasets.preparing import fitted
    from cnngui.network.inference.infer import infer

    dataset = load_data(ref, download=download, may_ask=may_ask)
    fitted(dataset.x_train[:1], source.network.input_shape)
    facts = (dataset.classes, dataset.input_shape, len(dataset.vocabulary))
    if errors := infer(source.network, *facts, loss=source.recipe.loss).errors:
        raise CnnguiError("cli.network_has_errors", problem=errors[0].message().one_line(), name=source.name)
    known = ref in {entry.key for entry in catalog()}
    # A project remembers its data: a path must still be one when the project is opened from another folder.
    return ref if known else str(Path(ref).resolve())


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
    raise CnnguiError(
        "cli.little_memory" if fitting else "cli.not_even_one",
        needed=needed / 1e9,
        free=free / 1e9,
        batch_size=recipe.batch_size,
        fitting=fitting,
    )


def _tell_room(network: Network, recipe: Recipe) -> None:
    """Say before a run what of it the file will not hold.

    Raises:
        CnnguiError: ``cli.no_room``: nothing of what it learns could be written.
    """
    from cnngui.runs.capacity import capacity_for, capacity_note

    note = capacity_note(network, recipe.optimizer)
    if capacity_for(network, recipe.optimizer) == "nothing":
        raise CnnguiError("cli.no_room", problem=note)
    if note:
        print_note(note)


def _tell(learned: Learned, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "event": "stopped" if learned.stopped else "finished",
                "model": str(learned.model),
                "history": str(learned.history),
                "epochs": learned.epochs,
                "seconds": learned.seconds,
            }
        )
        return
    out = console()
    out.print(
        text("cli.stopped" if learned.stopped else "cli.finished", seconds=learned.seconds), style="bold"
    )
    out.print(text("cli.saved", model=learned.model, history=learned.history))
