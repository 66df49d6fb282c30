"""Train the networks of the slides by their printed recipes, and write what came out beside what is printed.

``python -m benchmarks.slides --mnist mnist.npz --cifar cifar10_subset.npz [--only N13,N14]``

Whatever is finished is a row of ``slides.json`` and is not trained again; what was interrupted begins anew.
Answers of ensembles' members are kept in ``answers/``, so that their vote can be taken again without them.
``slides.md`` is the table, written after every training. ``--list`` says what is done, ``--table`` writes the
table alone.
"""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Sequence
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from benchmarks.slide_lessons import Training, trainings, votes
from benchmarks.slide_table import table
from benchmarks.slide_training import (
    ANSWERS,
    KEPT,
    Row,
    data_path,
    is_done,
    read_rows,
    say,
    train_apart,
    vote,
    write_row,
    write_text,
)
from benchmarks.surroundings import own_home
from cnngui.errors import CnnguiError
from cnngui.files.writing import atomic_write

RESULTS = Path(__file__).with_suffix(".json")
CACHE = ".slides"


def main(words: Sequence[str] | None = None) -> int:
    """Train what is left; 1 if some of it could not be trained."""
    arguments = _parser().parse_args(words)
    arguments.cache = arguments.results.parent / CACHE
    if arguments.epochs is not None and arguments.results == RESULTS:
        _parser().error("a trial (--epochs) would take the place of what was trained: name other --results")
    keys = tuple(filter(None, arguments.only.split(",")))
    known = {"N19", *(each.key for each in trainings()), *(each.key for each in votes())}
    if unknown := set(keys) - known:
        _parser().error(f"unknown lesson {sorted(unknown)[0]}; known are {', '.join(sorted(known))}")
    wanted = trainings(keys, arguments.epochs)
    rows = read_rows(arguments.results)
    done = {each.key for each in wanted if is_done(rows, each, arguments.cache, votes(arguments.epochs))}
    if arguments.list:
        print("\n".join(_listed(each, rows.get(each.key) if each.key in done else None) for each in wanted))
        return 0
    left = [] if arguments.table else [each for each in wanted if each.key not in done]
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with own_home():
        failed = [each.key for each in left if not _trained(each, arguments)]
    _write_table(arguments)
    if failed:
        say(f"not trained: {', '.join(failed)}")
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.slides", description=__doc__)
    add = parser.add_argument
    add("--mnist", type=Path, help="MNIST as an .npz file with x_train, y_train, x_test, y_test")
    add("--cifar", type=Path, help="the same of CIFAR-10, or of a part of it")
    add("--only", default="", metavar="KEY,…", help="these lessons, such as N13,N17; all by default")
    add("--list", action="store_true", help="say what is done and what is left, and train nothing")
    add("--table", action="store_true", help="write the table from the rows that there are")
    add(
        "--epochs",
        type=int,
        metavar="N",
        help="a trial with so many epochs, which needs --results of its own",
    )
    add("--results", type=Path, default=RESULTS, help="the rows; table, networks and answers lie beside them")
    return parser


def _listed(training: Training, row: Row | None) -> str:
    state = "to be trained" if row is None else f"{row.accuracy:.4f} in {row.seconds:.0f} s"
    return f"{training.key:10} {training.data:12} {training.epochs:7} epochs  {state}"


def _trained(training: Training, arguments: argparse.Namespace) -> bool:
    """Train, keep the row, let ensembles vote, and write the table; or say why not."""
    data = data_path(training.data, arguments.mnist, arguments.cifar, arguments.cache)
    if not data:
        say(f"{training.key} needs --{'cifar' if training.data == 'cifar10' else 'mnist'}")
        return False
    say(f"{training.key}: {training.epochs} epochs …")
    try:
        row = train_apart(training, data, arguments.cache / training.key)
    except (CnnguiError, BrokenProcessPool) as error:
        say(f"{training.key}: {error}")
        return False
    say(f"{training.key}: {row.accuracy:.4f} in {row.seconds:.0f} s")
    rows = write_row(arguments.results, training.key, row)
    if arguments.results == RESULTS and any(training in each.members for each in votes(arguments.epochs)):
        KEPT.mkdir(exist_ok=True)
        shutil.copyfile(arguments.cache / training.key / ANSWERS, KEPT / f"{training.key}.npz")
    for each in votes(arguments.epochs):
        together = vote(each, rows, arguments.cache)
        if training in each.members and together is not None:
            write_row(arguments.results, each.key, together)
    _write_table(arguments)
    return True


def _write_table(arguments: argparse.Namespace) -> None:
    written = table(read_rows(arguments.results), arguments.epochs)
    atomic_write(arguments.results.with_suffix(".md"), lambda part: write_text(part, written))


if __name__ == "__main__":
    raise SystemExit(main())
