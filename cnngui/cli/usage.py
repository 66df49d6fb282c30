"""Say in our own words what was mistyped, so that it reads the same in every language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import typer

from cnngui.messages import Message, message, text

# pydantic's names of the errors that lie below typer's "invalid value".
_REASONS = {
    "int_parsing": "cli.reason_whole_number",
    "int_from_float": "cli.reason_whole_number",
    "float_parsing": "cli.reason_number",
    "finite_number": "cli.reason_number",
    "greater_than_equal": "cli.reason_at_least",
    "less_than_equal": "cli.reason_at_most",
    "greater_than": "cli.reason_above",
    "less_than": "cli.reason_below",
    "literal_error": "cli.reason_choice",
    "enum": "cli.reason_choice",
}


def explain(error: typer.TyperException) -> Message:
    """Return what, why and mend of a mistyped command."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "cnngui"
    match type(error).__name__:
        case "NoSuchOption":
            return _no_such_option(error, path)
        case "MissingParameter":
            return message("cli.missing", name=_name(error), path=path)
        case "BadOptionUsage":
            return message("cli.value_missing", option=getattr(error, "option_name", ""), path=path)
        case "BadParameter":
            return message("cli.bad_value", name=_name(error), reason=_typed_reason(error), path=path)
    return message("cli.usage", reason=error.format_message().rstrip("."), path=path)


def _no_such_option(error: typer.TyperException, path: str) -> Message:
    option = getattr(error, "option_name", "")
    # typer keeps what it has stored under, "--epochs", as possibilities; none are near for a single letter.
    near = [name for name in getattr(error, "possibilities", None) or () if name.startswith("--")]
    if near:
        return message("cli.no_such_option_near", option=option, near=near[0], path=path)
    return message("cli.no_such_option", option=option, path=path)


def empty_word(words: Sequence[str]) -> Message | None:
    """Return what to say of an empty word, which no command takes: a shell's unset $FOLDER, most often.

    As a path it would mean the current folder.
    """
    for before, word in zip(("", *words), words, strict=False):
        if word == "":
            return message("cli.empty_word", option=before or "cnngui")
        if word.startswith("--") and word.endswith("="):
            return message("cli.empty_word", option=word[:-1])
    return None


def no_such_command(asked: str, known: Sequence[str]) -> Message:
    """Return what to say when the first word is no command."""
    if near := get_close_matches(asked, known, n=1):
        return message("cli.no_such_command_near", command=asked, near=near[0])
    return message("cli.no_such_command", command=asked, known=", ".join(known))


def _name(error: typer.TyperException) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return str(getattr(error, "param_hint", None) or "")
    long = [option for option in parameter.opts if option.startswith("--")]
    return long[0] if long else str(parameter.metavar or parameter.name).upper()


def _typed_reason(error: typer.TyperException) -> str:
    details: list[Any] = getattr(error.__cause__, "errors", list)()
    return (reason(details[0]) if details else None) or error.message.rstrip(".")


def reason(detail: Mapping[str, Any]) -> str | None:
    """Return what is wrong with a value in our own words, or None if there are none for it.

    Args:
        detail: one of pydantic's errors.
    """
    code = _REASONS.get(detail["type"])
    return text(code, found=detail["input"], **detail.get("ctx", {})) if code else None
