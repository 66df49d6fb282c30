"""Every sentence that the source asks for exists, can be filled in, and is asked for."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import string
from collections.abc import Iterator
from functools import cache

import pytest

from cnngui.messages import english
from tests.contracts.source import PACKAGE, ROOT, modules, tree

ROOMS = [module.name for module in pkgutil.iter_modules(english.__path__)]
# "network.json" is a file, not a code.
FILE_ENDINGS = (
    ".json",
    ".h5",
    ".keras",
    ".ini",
    ".gz",
    ".npz",
    ".csv",
    ".png",
    ".svg",
    ".log",
    ".txt",
    ".zip",
)
SPEAKERS = {"CnnguiError", "message", "text"}


def table() -> dict[str, tuple[str, ...]]:
    """Return the parts of every English sentence by its code."""
    sentences = {}
    for name in ROOMS:
        for key, sentence in importlib.import_module(f"{english.__name__}.{name}").SENTENCES.items():
            sentences[f"{name}.{key}"] = (sentence,) if isinstance(sentence, str) else sentence
    return sentences


TABLE = table()


def placeholders(code: str) -> set[str]:
    """Return the names that the parts of a sentence want filled in."""
    fields = (field for part in TABLE[code] for _, field, _, _ in string.Formatter().parse(part))
    return {re.split(r"[.\[]", field)[0] for field in fields if field is not None}


@cache
def nodes() -> list[tuple[str, ast.AST]]:
    """Return (where to look, syntax node) for the whole program but the tables themselves."""
    return [
        (f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}", node)
        for path in modules().values()
        if not path.is_relative_to(PACKAGE / "messages")
        for node in ast.walk(tree(path))
    ]


def literals() -> Iterator[tuple[str, str]]:
    """Yield (where, string) of every string that reads like a code of a table, or like the start of one."""
    code = re.compile(rf"(?:{'|'.join(ROOMS)})\.[a-z0-9_]+(?:\.[A-Za-z0-9_]+)*")
    pieces = {id(piece) for _, node in nodes() if isinstance(node, ast.JoinedStr) for piece in node.values}
    for where, node in nodes():
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in pieces:
            continue
        if code.fullmatch(node.value) and not node.value.endswith(FILE_ENDINGS):
            yield where, node.value


def literal_codes() -> Iterator[tuple[str, str]]:
    """Yield (where, code) of every code that is written out whole."""
    yield from ((where, code) for where, code in literals() if not code.endswith("_"))


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield (where, pattern) of every code put together: ``f"room.{name}"`` or ``"room.name_" + key``."""
    yield from (
        (where, re.compile(re.escape(code) + ".+")) for where, code in literals() if code.endswith("_")
    )
    begins = re.compile(rf"(?:{'|'.join(ROOMS)})\.[a-z0-9_.]*")
    for where, node in nodes():
        if isinstance(node, ast.JoinedStr) and len(node.values) > 1:
            first = node.values[0]
            if isinstance(first, ast.Constant) and begins.fullmatch(str(first.value)):
                parts = (
                    re.escape(str(v.value)) if isinstance(v, ast.Constant) else ".+" for v in node.values
                )
                yield where, re.compile("".join(parts))


def said() -> Iterator[tuple[str, str, ast.Call]]:
    """Yield (where, code, call) of every direct ``CnnguiError("…")``, ``message("…")`` and ``text("…")``."""
    for where, node in nodes():
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
            continue
        code = node.args[0]
        if node.func.id in SPEAKERS and isinstance(code, ast.Constant) and isinstance(code.value, str):
            yield where, code.value, node


def test_the_tables_were_read() -> None:
    assert len(TABLE) > 20
    assert len(list(said())) > 10


def test_every_code_that_is_said_exists() -> None:
    unknown = {
        f"{where} says {code}" for where, code, _ in said() if not code.endswith("_") and code not in TABLE
    }
    unknown |= {f"{where} says {code}" for where, code in literal_codes() if code not in TABLE}
    assert not unknown


def test_every_code_that_is_put_together_can_exist() -> None:
    hollow = [
        f"{where} builds {pattern.pattern}"
        for where, pattern in patterns()
        if not any(pattern.fullmatch(code) for code in TABLE)
    ]
    assert not hollow


def test_every_sentence_is_said_by_somebody() -> None:
    known = {code for _, code in literal_codes()} | {code for _, code, _ in said()}
    built = [pattern for _, pattern in patterns()]
    silent = [code for code in TABLE if code not in known and not any(p.fullmatch(code) for p in built)]
    assert not silent


def test_every_value_that_a_sentence_names_is_given() -> None:
    missing = {}
    for where, code, call in said():
        given = {keyword.arg for keyword in call.keywords}
        # None stands for **values, which only running shows.
        if code in TABLE and None not in given and (lacking := placeholders(code) - given):
            missing[where] = (code, lacking)
    assert not missing


@pytest.mark.parametrize("code", TABLE)
def test_a_sentence_is_well_formed(code: str) -> None:
    parts = TABLE[code]
    assert len(parts) in (1, 3), "a sentence, or what, why and mend"
    assert parts[0], "what happened must be said; why and the mend may go without saying"
    assert all(part.strip() == part for part in parts)
    assert all(name.isidentifier() for name in placeholders(code)), "named placeholders only"
