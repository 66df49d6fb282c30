"""A slot that raises does not pass in silence."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from cnngui.ui.unexpected import tell_of_unexpected
from tests.ui.draw.stage import Stage, stage


@pytest.fixture
def played(qapp: object) -> Iterator[Stage]:
    with stage() as made:
        yield made


def _raise(error: BaseException) -> None:
    try:
        raise error
    except BaseException as caught:
        sys.excepthook(type(caught), caught, caught.__traceback__)


def test_what_a_click_raised_is_said_with_its_details(played: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda *what: heard.append(what[0]))
    notices = played.state.notices
    tell_of_unexpected(notices)
    _raise(TypeError("'numpy.bool' object cannot be interpreted as an integer"))
    notice = notices.current
    assert notice is not None
    assert "TypeError: 'numpy.bool'" in notices.message(notice).why
    assert "in _raise" in notice.details
    assert heard == [TypeError]


def test_an_end_by_keyboard_is_no_error(played: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "excepthook", lambda *_: None)
    tell_of_unexpected(played.state.notices)
    _raise(KeyboardInterrupt())
    assert played.state.notices.current is None
