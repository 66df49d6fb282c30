from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from cnngui import __version__
from cnngui.cli import commands, presets, run, screen
from cnngui.errors import CnnguiError
from tests.cli.conftest import Cnngui
from tests.unprivileged import unprivileged

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {"tensorflow", "keras", "PySide6", "pydantic", "rich", "numpy", "PIL", "h5py", "pooch"}


def test_the_version_is_printed(cnngui: Cnngui) -> None:
    answer = cnngui("--version")
    assert (answer.code, answer.out) == (0, f"cnngui {__version__}\n")


def test_the_help_names_every_command_and_loads_nothing_heavy() -> None:
    code = (
        "import json, sys; from cnngui.cli import run; code = run(['--help']);"
        "print(json.dumps(list(sys.modules)), file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60, cwd=ROOT
    )
    listed = {line.split()[0] for line in done.stdout.split("Commands:")[1].splitlines() if line.strip()}
    assert set(commands.COMMANDS) <= listed
    assert not HEAVY & set(json.loads(done.stderr))


@pytest.mark.parametrize("command", commands.COMMANDS)
def test_every_command_explains_itself(cnngui: Cnngui, command: str) -> None:
    answer = cnngui(command, "-h")
    assert answer.code == 0
    assert f"cnngui {command}" in answer.out
    assert "help_" not in answer.out


@pytest.mark.parametrize(
    ("arguments", "what", "hint"),
    [
        (["sumary"], "There is no command sumary.", "cnngui summary"),
        (["xyzzy"], "There is no command xyzzy.", "presets"),
        (["summary", "--prest", "x"], "There is no option --prest.", "--preset"),
        (["summary", "-z"], "There is no option -z.", "cnngui summary --help"),
        (["summary", "--preset"], "--preset has no value.", "--help"),
        (["--nonsense"], "There is no option --nonsense.", "cnngui --help"),
        (["presets", "more"], "This command cannot be read.", "more"),
    ],
)
def test_what_was_mistyped_is_explained(cnngui: Cnngui, arguments: list[str], what: str, hint: str) -> None:
    answer = cnngui(*arguments)
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.startswith(what)
    assert hint in answer.err


def test_machines_get_what_was_mistyped_as_json(cnngui: Cnngui) -> None:
    answer = cnngui("summary", "--json", "--prest", "x")
    assert answer.code == 2
    assert set(answer.json["error"]) == {"what", "why", "mend"}
    assert answer.json["error"]["what"] == "There is no option --prest."


def test_after_two_dashes_nothing_is_an_option(cnngui: Cnngui) -> None:
    assert cnngui("presets", "--", "--json").out == ""


def _failing(error: BaseException) -> Callable[[], int]:
    def command() -> int:
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (CnnguiError("cli.which_network"), 2, "It is not clear which network is meant."),
        (KeyboardInterrupt(), 130, "Stopped."),
        (MemoryError(), 1, "The memory of this computer is used up."),
        (OSError(28, "No space left on device", "model.cnn"), 1, "No space left on device"),
        (ZeroDivisionError("by nought"), 1, "ZeroDivisionError: by nought"),
    ],
)
def test_every_end_is_told(
    cnngui: Cnngui, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, told: str
) -> None:
    monkeypatch.setitem(commands.COMMANDS, "presets", _failing(error))
    answer = cnngui("presets")
    assert answer.code == code
    assert told in answer.err
    assert "Traceback" not in answer.err


def test_debug_adds_the_traceback_wherever_it_stands(cnngui: Cnngui, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(commands.COMMANDS, "presets", _failing(ZeroDivisionError()))
    for arguments in (["--debug", "presets"], ["presets", "--debug"]):
        answer = cnngui(*arguments)
        assert "Traceback" in answer.err
        assert answer.code == 1


def test_a_reader_that_leaves_is_no_error() -> None:
    reader = "import sys; sys.stdin.readline()"
    command = f"{sys.executable} -m cnngui summary --preset mnist-deep-cnn --json"
    endless = f"{command}; {command}; {command}"
    done = subprocess.run(
        ["sh", "-c", f"({endless}) | {sys.executable} -c '{reader}'"],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        cwd=ROOT,
    )
    assert done.stderr == ""


@pytest.mark.parametrize("arguments", [[], ["gui"], ["gui", "a.cnn"], ["a.cnn"]])
def test_without_a_screen_the_window_says_what_to_do(
    cnngui: Cnngui, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    answer = cnngui(*arguments)
    assert answer.code == 1
    assert "cnngui tour" in answer.err


def test_a_screen_is_known_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert not screen.has_display()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert screen.has_display()
    monkeypatch.delenv("WAYLAND_DISPLAY")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert screen.has_display()


def test_no_colour_goes_into_a_file(cnngui: Cnngui) -> None:
    assert "\x1b" not in cnngui("presets").out
    assert "\x1b" not in cnngui("summary").err


def test_run_takes_the_commands_of_the_table() -> None:
    assert commands.COMMANDS["presets"] is presets.presets
    places = {name: command.__module__ for name, command in commands.COMMANDS.items()}
    assert places == {name: f"cnngui.cli.{name.replace('-', '_')}" for name in commands.COMMANDS}
    assert run(["--help"]) == 0


def test_a_name_of_a_file_commands_no_terminal(cnngui: Cnngui, tmp_path: Path) -> None:
    path = tmp_path / "\x1b[31mred\x9b0m.json"
    path.write_text("{", encoding="utf-8")
    answer = cnngui("summary", "--network", path)
    assert answer.code == 1
    assert answer.err.splitlines()[0] == "?[31mred?0m.json is not a network that can be read."
    assert all(line.isprintable() for line in answer.err.splitlines())


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (["train", "--preset", "mnist-cnn", "--out", ""], "--out"),
        (["train", "--preset", "mnist-cnn", "--out=", "--json"], "--out"),
        (["summary", "--network", ""], "--network"),
        (["compare", "lenet-5", ""], "lenet-5"),
    ],
)
def test_an_empty_word_is_no_folder_and_no_file(cnngui: Cnngui, words: list[str], option: str) -> None:
    answer = cnngui(*words)
    assert answer.code == 2
    assert f"nothing behind {option}" in answer.err + answer.out


def test_no_path_is_judged_before_our_own_words_can() -> None:
    taken = [
        option.type_descriptor
        for command in typer.main.get_command(commands.build()).commands.values()
        for option in command.params
        if hasattr(option, "type_descriptor")
    ]
    paths = [each.parameter_info for each in taken if "Path" in str(each.annotation)]
    assert len(paths) > 8
    assert not any(each.exists or each.readable or each.writable for each in paths)


def test_what_may_not_be_read_ends_as_what_is_missing_does(tmp_path: Path) -> None:
    locked = tmp_path / "a.png"
    locked.write_bytes(b"")
    locked.chmod(0)
    for words in (["predict", locked], ["predict", "--model", locked, "--values", "1"]):
        done = unprivileged([sys.executable, "-m", "cnngui", *map(str, words)])
        assert done.returncode == 1
        assert "The system says: Permission denied." in done.stderr.replace("\n", " ")
