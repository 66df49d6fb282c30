"""The one exception a person may read: it speaks when read, and crosses from the worker whole."""

from __future__ import annotations

import errno
import os
import pickle
import shutil

import pytest

from cnngui.errors import CnnguiError, reason_of


class NarrowError(CnnguiError):
    """A room's own kind of error."""


@pytest.fixture
def error() -> CnnguiError:
    return CnnguiError("network.name_taken", name="dense")


def test_an_error_speaks_in_one_line(error: CnnguiError) -> None:
    assert str(error) == (
        "There is already a layer called dense. Names tell layers apart, so each is used once. "
        "Choose another name, or leave it empty for an automatic one."
    )
    assert error.message().as_dict()["what"] == "There is already a layer called dense."


def test_an_error_keeps_code_and_values(error: CnnguiError) -> None:
    assert error.code == "network.name_taken"
    assert error.values == {"name": "dense"}


@pytest.mark.parametrize("kind", [CnnguiError, NarrowError])
def test_an_error_crosses_a_pipe_whole(kind: type[CnnguiError]) -> None:
    sent = kind("network.name_taken", name="dense")
    got = pickle.loads(pickle.dumps(sent))  # noqa: S301 - our own error, as the worker sends it
    assert type(got) is kind
    assert (got.code, got.values) == (sent.code, sent.values)
    assert str(got) == str(sent)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (PermissionError(errno.EACCES, os.strerror(errno.EACCES), "/a/b"), os.strerror(errno.EACCES)),
        (OSError("held by another window"), "held by another window"),
        (shutil.Error("two files"), "two files"),
        (ValueError("embedded null byte"), "embedded null byte"),
    ],
)
def test_a_reason_is_in_the_systems_words_where_it_has_any(error: Exception, reason: str) -> None:
    """Not "[Errno 13] Permission denied: '/a/b'": the sentence around it names the file already."""
    assert reason_of(error) == reason
