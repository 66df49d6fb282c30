"""`runs`: trainings that are kept are listed, compared, gone on with, forked, repeated and exported."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer import Argument, Option

from cnngui.cli.options import Download, Json, PathArgument, PathOption
from cnngui.cli.output import console, count_text, headings, picked, print_json, print_note, print_table
from cnngui.cli.terminal import progress_bar, quiet_loading
from cnngui.cli.train_session import train_run
from cnngui.errors import CnnguiError
from cnngui.messages import text

if TYPE_CHECKING:
    from cnngui.api.runs import OnEvent
    from cnngui.engine.session import Session, Trained
    from cnngui.runs.model_id import Weights
    from cnngui.runs.run import Run
    from cnngui.runs.run_row import RunRow

RunName = Annotated[str, Argument(metavar="RUN", help=text("cli.help_run"))]
Moment = Annotated[str, Option("--weights", metavar="MOMENT", help=text("cli.help_weights"))]
More = Annotated[int, Option("--more", metavar="N", min=0, help=text("cli.help_more"))]
Voters = Annotated[list[str] | None, Argument(metavar="RUN RUN …", help=text("cli.help_voters"))]
VotersGroup = Annotated[str | None, Option("--group", metavar="NAME", help=text("cli.help_voters_group"))]

GROUP = typer.Typer(rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"]})


def runs(context: typer.Context, as_json: Json = False) -> None:
    """List the runs, where nothing else is asked for."""
    if context.invoked_subcommand is None:
        list_runs(as_json)


def list_runs(as_json: Json = False) -> None:
    """Print a line for each run, the newest last, and a note of those that cannot be read."""
    from cnngui.runs.catalogue import Catalogue, damage
    from cnngui.runs.run import runs_folder

    catalogue = Catalogue(runs_folder())
    rows = catalogue.rows()
    if (damaged := damage(catalogue.folder, catalogue.damaged)) is not None:
        print_note(damaged.message().one_line())
    if as_json:
        for row in rows:
            print_json(facts(row))
        return
    if not rows:
        if damaged is None:
            console().print(text("cli.no_runs"))
        return
    columns = headings(
        "id", "name", "state", ">epochs", ">best", ">last", ">test", ">parameters", ">time", "started"
    )
    print_table(columns, map(_cells, rows), console())


def show(run: RunName, as_json: Json = False) -> None:
    """Print everything that is known of a run but its curves."""
    from cnngui import api
    from cnngui.runs.run_row import read_row

    found = api.find_run(run)
    row, record = read_row(found), found.record()
    moments = ["last", "best", *map(str, found.kept_epochs)]
    if as_json:
        told = picked(record, "machine", "threads", "precision", "created_with")
        print_json({**facts(row), **told, "folder": str(found.folder), "weights": moments})
        return
    out = console()
    out.print(row.shown_name, style="bold")
    print_table(headings("id", "name", "state", ">epochs", ">best", ">last", ">test"), [_cells(row)[:7]], out)
    lines = {
        "data": row.data,
        "seed": row.settings.get("seed"),
        "parent": f"{row.parent} @ {row.parent_epoch}" if row.parent else "",
        "machine": f"{record.machine}, {record.threads} × {record.precision}",
        "weights": ", ".join(moments),
        "folder": found.folder,
        "note": row.note,
        "problem": row.problem,
    }
    for name, value in lines.items():
        if value not in ("", None):
            out.print(f"{text(f'cli.run_{name}')}: {value}")


def compare(
    names: Annotated[list[str], Argument(metavar="RUN RUN …", help=text("cli.help_runs_compared"))],
    as_json: Json = False,
) -> None:
    """Print what differs between runs: settings and results."""
    from cnngui import api
    from cnngui.runs.run_row import read_row

    rows = [read_row(api.find_run(name)) for name in names]
    values = [{**picked(row, *_COMPARED), "epochs_done": row.epochs, **row.settings} for row in rows]
    every = list(dict.fromkeys(name for each in values for name in each))
    differing = [name for name in every if len({repr(each.get(name)) for each in values}) > 1]
    if as_json:
        print_json(
            {
                row.id: {name: each.get(name) for name in differing}
                for row, each in zip(rows, values, strict=True)
            }
        )
        return
    heads = [f"{row.shown_name}{' ' * place}" for place, row in enumerate(rows)]
    table = [[name, *(_plain(each.get(name)) for each in values)] for name in differing]
    print_table({**headings("setting"), **dict.fromkeys(heads, "right")}, table, console())


def resume(run: RunName, more: More = 0, as_json: Json = False) -> int:
    """Train a run to its last planned epoch, or more epochs."""
    from cnngui import api

    found = api.find_run(run)
    return train_run(lambda session, show: api.go_on(found, session, more=more, on_event=show), as_json)


def fork(
    run: RunName,
    weights: Moment = "last",
    recipe: Annotated[
        list[str] | None, Option("--set", metavar="NAME=VALUE", help=text("cli.help_set"))
    ] = None,
    as_json: Json = False,
) -> int:
    """Train a run of its own that begins with the weights of another."""
    from cnngui import api

    found, moment, options = api.find_run(run), _moment(weights), _options(recipe or [])

    def work(session: Session, show: OnEvent) -> Trained:
        from cnngui.cli.train_recipe import changed

        return api.fork(
            found, session, weights=moment, recipe=lambda old: changed(old, **options), on_event=show
        )

    return train_run(work, as_json)


def repeat(run: RunName, as_json: Json = False) -> int:
    """Train the same again from new weights."""
    from cnngui import api

    found = api.find_run(run)
    return train_run(lambda session, show: api.repeat(found, session, on_event=show), as_json)


def export(
    run: RunName,
    out: Annotated[Path, PathArgument(metavar="FILE", help=text("cli.help_run_out"))],
    weights: Moment = "last",
    as_json: Json = False,
) -> None:
    """Write a run's weights as a project or a model, or its curves as a table (.csv)."""
    from cnngui import api
    from cnngui.engine.exporting import export_project
    from cnngui.engine.model_forms import FORMS, check_exportable
    from cnngui.runs.history import History
    from cnngui.runs.project import SUFFIX, read_project, write_project

    project = read_project(api.find_run(run).weights_file(_moment(weights)))
    suffix = out.suffix.lower()
    form = next((form.name for form in FORMS.values() if form.suffix == suffix != ""), None)
    if suffix == SUFFIX:
        write_project(out, project)
    elif suffix == ".csv":
        History.from_columns(project.history).write_csv(out)
    elif form is not None:
        check_exportable(project)
        with progress_bar() as bar, quiet_loading():
            bar.add_task(text("cli.exporting"), total=None)
            export_project(project, out, form)
    else:
        known = ", ".join((SUFFIX, ".csv", *(form.suffix for form in FORMS.values() if form.suffix)))
        raise CnnguiError("cli.which_format", found=out.name, known=known)
    if as_json:
        print_json({"event": "exported", "file": str(out)})
    else:
        console().print(text("cli.exported", path=out))


def delete(
    names: Annotated[list[str], Argument(metavar="RUN …", help=text("cli.help_runs_deleted"))],
    yes: Annotated[bool, Option("--yes", help=text("cli.help_yes"))] = False,
    as_json: Json = False,
) -> None:
    """Remove runs with all their weights. There is no way back, so it must be said twice."""
    from cnngui import api
    from cnngui.runs.run_row import read_row

    found = [api.find_run(name) for name in names]
    for run in found:
        if run.is_live:
            raise CnnguiError("runs.in_use", run=run.id)
    if not yes:
        size_mb = sum(read_row(run).size_bytes for run in found) / 1e6
        raise CnnguiError("cli.delete_unasked", runs=", ".join(run.id for run in found), size_mb=size_mb)
    for run in found:
        run.remove()
        if run.folder.exists():
            raise CnnguiError("runs.not_removed", folder=str(run.folder))
        if as_json:
            print_json({"event": "deleted", "id": run.id})
        else:
            console().print(text("cli.deleted", run=run.id))


def add(
    folder: Annotated[Path, PathArgument(metavar="FOLDER", help=text("cli.help_run_folder"))],
    as_json: Json = False,
) -> None:
    """Take in what “train --out FOLDER” has left, so that the window shows it too."""
    from cnngui import api

    added = api.add_runs(folder)
    if as_json:
        print_json({"event": "added", "ids": [run.id for run in added]})
    else:
        console().print(text("cli.added", count=len(added), runs=", ".join(run.id for run in added) or "–"))


def vote(
    data: Annotated[
        str | None, Option("--data", metavar="NAME|FILE", help=text("cli.help_data_option"))
    ] = None,
    names: Voters = None,
    group: VotersGroup = None,
    weights: Moment = "last",
    download: Download = False,
    as_json: Json = False,
) -> None:
    """Let several runs vote on the test part of data, and print what each and all together have right."""
    from cnngui.cli.sources import load_data
    from cnngui.datasets.data_reference import as_learned
    from cnngui.datasets.drawn_sets import resolved
    from cnngui.engine.ensembles import read_members, take_vote

    voters, moment = _voters(names, group), _moment(weights)
    records = [run.record() for run in voters]
    projects = read_members([run.weights_file(moment) for run in voters])
    chosen = as_learned(str(resolved(data)), records[0].data) if data else records[0].data
    dataset = load_data(chosen, download=download, may_ask=not as_json)
    with progress_bar() as bar, quiet_loading():
        task = bar.add_task(text("cli.measuring"), total=None)
        taken = take_vote(
            projects, dataset, lambda done, total: bar.update(task, completed=done, total=total)
        ).vote
    seeds = [record.recipe.seed for record in records]
    if as_json:
        members = [
            {"run": run.id, "seed": seed, "accuracy": accuracy}
            for run, seed, accuracy in zip(voters, seeds, taken.accuracies, strict=True)
        ]
        together = {"mean": taken.mean, "best": taken.accuracies[taken.best], "ensemble": taken.accuracy}
        told = {"data": dataset.label, "samples": taken.samples, "divided": len(taken.divided)}
        print_json({"event": "vote", "members": members, **together, **told})
        return
    rows = [
        [run.id, record.title, str(seed), _result(accuracy)]
        for run, record, seed, accuracy in zip(voters, records, seeds, taken.accuracies, strict=True)
    ]
    best = taken.best
    rows += [
        [text("cli.members_mean"), "", "", _result(taken.mean)],
        [text("cli.members_best"), rows[best][1], rows[best][2], _result(taken.accuracies[best])],
        [text("cli.ensemble"), "", "", _result(taken.accuracy)],
    ]
    print_table(headings("id", "title", ">seed", ">accuracy"), rows, console(), footer=True)
    facts = {"divided": len(taken.divided), "samples": taken.samples, "label": dataset.label}
    console().print(text("cli.vote_facts", **facts))


def average(
    out: Annotated[Path, PathOption("--out", metavar="FILE", help=text("cli.help_average_out"))],
    names: Voters = None,
    group: VotersGroup = None,
    weights: Moment = "last",
    as_json: Json = False,
) -> None:
    """Write several runs as one Keras model that averages what they answer."""
    from cnngui.engine.ensembles import export_ensemble, read_members

    if out.suffix.lower() != ".keras":
        raise CnnguiError("cli.not_keras", found=out.name)
    moment = _moment(weights)
    projects = read_members([run.weights_file(moment) for run in _voters(names, group)])
    with progress_bar() as bar, quiet_loading():
        bar.add_task(text("cli.exporting"), total=None)
        export_ensemble(projects, out)
    if as_json:
        print_json({"event": "exported", "file": str(out), "members": len(projects)})
    else:
        console().print(text("cli.exported", path=out))


def _voters(names: list[str] | None, group: str | None) -> list[Run]:
    """Return the runs that are named, or those of a group."""
    from cnngui import api

    if bool(names) == bool(group):
        raise CnnguiError("cli.which_runs")
    return api.runs_of_group(group) if group else [api.find_run(name) for name in names or ()]


SUBCOMMANDS: dict[str, Callable[..., int | None]] = {
    "list": list_runs,
    **{command.__name__: command for command in (show, compare, resume, fork, repeat, export, delete, add)},
    "vote": vote,
    "average": average,
}

_COMPARED = (
    "network",
    "data",
    "parameters",
    "best_metric",
    "best_epoch",
    "last_metric",
    "test_metric",
)


def facts(row: RunRow) -> dict[str, Any]:
    """Return a row as machines read it."""
    from dataclasses import asdict

    return asdict(row)


def _moment(word: str) -> Weights:
    if word in ("last", "best"):
        return "last" if word == "last" else "best"
    if word.isdecimal() and int(word):
        return int(word)
    raise CnnguiError("cli.which_moment", found=word)


def _options(settings: list[str]) -> dict[str, Any]:
    """Return what ``--set learning_rate=0.01`` says, as `cnngui.cli.train_recipe.changed` takes it."""
    found: dict[str, Any] = {}
    for setting in settings:
        name, sign, value = setting.partition("=")
        if not sign or not name:
            raise CnnguiError("cli.bad_setting", setting=setting)
        found[name.replace("-", "_")] = _number(value)
    return found


def _number(word: str) -> int | float | str:
    for kind in (int, float):
        try:
            return kind(word)
        except ValueError:
            continue
    return word


def _cells(row: RunRow) -> list[str]:
    best = _result(row.best_metric)
    started = time.strftime("%Y-%m-%d %H:%M", time.localtime(row.started_s))
    return [
        row.id,
        row.shown_name,
        text(f"cli.state_{row.state}"),
        f"{row.epochs}/{row.planned}",
        f"{best} @ {row.best_epoch}" if row.best_metric is not None else best,
        _result(row.last_metric),
        _result(row.test_metric),
        count_text(row.parameters),
        f"{row.seconds:,.0f} s",
        started,
    ]


def _result(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"


def _plain(value: object) -> str:
    return "–" if value is None else f"{value:.4g}" if isinstance(value, float) else str(value)
