"""Garbage is collected by the window's thread, as old as Python itself would by then have collected."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from cnngui.ui.shared import garbage
from cnngui.ui.shared.garbage import GuiGarbage


class Cycle:
    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collector(qapp: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[GuiGarbage]:
    monkeypatch.setattr(garbage, "INTERVAL_MS", 1)
    owner, before = QObject(), gc.isenabled()
    made = GuiGarbage(owner)
    assert not gc.isenabled()
    yield made
    made.close()
    assert gc.isenabled() == before


def test_it_is_collected_by_the_windows_thread_alone(qtbot, collector: GuiGarbage) -> None:
    threads: list[str] = []
    dropped = Cycle()
    weakref.finalize(dropped, lambda: threads.append(threading.current_thread().name))
    del dropped
    kept = [Cycle() for _ in range(10 * gc.get_threshold()[0])]
    assert threads == []
    qtbot.waitUntil(lambda: bool(threads))
    assert threads == [threading.main_thread().name]
    assert all(each.itself is each for each in kept)


@pytest.mark.parametrize(
    ("counts", "collected"),
    [((700, 0, 0), None), ((701, 10, 10), 0), ((701, 11, 10), 1), ((701, 11, 11), 2), ((5, 11, 11), None)],
)
def test_generations_are_as_old_as_python_would_collect(
    monkeypatch: pytest.MonkeyPatch, counts: tuple[int, int, int], collected: int | None
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(gc, "get_count", lambda: counts)
    monkeypatch.setattr(gc, "get_threshold", lambda: (700, 10, 10))
    monkeypatch.setattr(gc, "collect", lambda generation: asked.append(generation) or 0)
    garbage._collect()
    assert asked == ([] if collected is None else [collected])
