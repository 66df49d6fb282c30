"""Where the `cnngui` command begins and every way in which it can end."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from cnngui.cli.output import EXPLAINED, INTERRUPTED, MISTYPED, NO_DATA, NOT_TRAINED, print_error
from cnngui.errors import CnnguiError, reason_of
from cnngui.messages import Message, message

PROJECTS = (".cnn", ".keras")


def main() -> None:
    """Run the command line of this process and end it with the exit code of the command."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal of another alphabet shows "?" for ×; it is no reason to fail.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; whatever goes wrong is told before.

    Args:
        arguments: without the program's name. ``--debug`` may stand anywhere: tracebacks then go with errors.
    """
    words = _without_debug(arguments)
    debug = len(words) < len(arguments)
    as_json = "--json" in _before_dashes(words)
    if next((word for word in words if not word.startswith("-")), "").endswith(PROJECTS):
        # A project's name alone opens it: that is what a file manager hands over.
        words = ["gui", *words]
    try:
        code = _opened(words) if _only_opens(words) else _commanded(words, as_json, debug)
        sys.stdout.flush()
        return code
    except CnnguiError as error:
        return _tell(error.message(), _exit_code(error.code, words), as_json, debug)
    except KeyboardInterrupt:
        return _tell(message("cli.interrupted"), INTERRUPTED, as_json, debug)
    except BrokenPipeError:
        return _reader_left()
    except MemoryError:
        return _tell(message("cli.no_memory"), EXPLAINED, as_json, debug)
    except OSError as error:
        told = message("cli.system", file=error.filename or "", reason=reason_of(error))
        return _tell(told, EXPLAINED, as_json, debug)
    except Exception as error:
        told = message("cli.unexpected", kind=type(error).__name__, reason=str(error) or "-")
        return _tell(told, EXPLAINED, as_json, debug)


def _only_opens(words: Sequence[str]) -> bool:
    """Whether there is nothing to read in a command: it opens the window, with a file or without."""
    command, *files = words or ["gui"]
    return command == "gui" and len(files) <= 1 and all(name and not name.startswith("-") for name in files)


def _opened(words: Sequence[str]) -> int:
    """Open the window by itself: to load what reads commands takes a tenth of its start."""
    from cnngui.cli.window import open_window

    return open_window(words[1] if len(words) > 1 else None)


def _commanded(words: Sequence[str], as_json: bool, debug: bool) -> int:
    """Run a command with its options, and return its exit code."""
    import typer

    from cnngui.cli import usage
    from cnngui.cli.commands import COMMANDS, build

    first = next((word for word in words if not word.startswith("-")), "gui")
    if first not in COMMANDS:
        return _tell(usage.no_such_command(first, tuple(COMMANDS)), MISTYPED, as_json, debug=False)
    if (empty := usage.empty_word(words)) is not None:
        return _tell(empty, MISTYPED, as_json, debug=False)
    try:
        command = typer.main.get_command(build())
        return int(command.main(args=list(words), prog_name="cnngui", standalone_mode=False) or 0)
    except typer.TyperException as error:
        return _tell(usage.explain(error), MISTYPED, as_json, debug)
    except typer.Abort:
        raise KeyboardInterrupt from None


def _exit_code(code: str, words: Sequence[str]) -> int:
    """Return how a command ends: alike for alike mistakes, whichever library found them."""
    from cnngui.messages.english import cli

    room, _, name = code.partition(".")
    if code in ("cli.interrupted", "api.stopped"):
        return INTERRUPTED
    if code == "network.unknown_preset" or (room == "cli" and name in cli.MISTYPED):
        return MISTYPED
    if room == "datasets" or code in _OF_DATA:
        return NO_DATA
    return NOT_TRAINED if words[:1] == ["train"] and room == "engine" else EXPLAINED


_OF_DATA = ("cli.preset_data", "cli.data_unasked", "engine.other_samples", "runs.other_data")


def _before_dashes(arguments: Sequence[str]) -> list[str]:
    """Return what stands before ``--``: behind it are names of files only."""
    return list(arguments[: arguments.index("--")]) if "--" in arguments else list(arguments)


def _without_debug(arguments: Sequence[str]) -> list[str]:
    options = _before_dashes(arguments)
    return [word for word in options if word != "--debug"] + list(arguments[len(options) :])


def _tell(told: Message, code: int, as_json: bool, debug: bool) -> int:
    if debug:
        import traceback

        traceback.print_exc()
    try:
        print_error(told, as_json)
        sys.stdout.flush()
    except BrokenPipeError:
        return _reader_left()
    return code


def _reader_left() -> int:
    """End quietly when nobody reads any more, as in ``cnngui presets | head -1``."""
    # The interpreter flushes standard output once more on leaving, and would complain about the same pipe.
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return EXPLAINED
