"""The page in the window: its tab, its keys beside the document's, and what leads to other pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from cnngui.app import App, build_state
from cnngui.engine import protocol
from cnngui.runs.run import Run, runs_folder
from cnngui.state.document import Document
from cnngui.ui.runs.runs_page import RunsPage
from tests.recording import RecordingTransport
from tests.windows import window_on

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def app(qtbot, request: pytest.FixtureRequest, home: Path, transport: RecordingTransport) -> App:
    made = window_on(request, build_state(lambda: transport))
    made.window.resize(1280, 720)
    with qtbot.waitSignal(made.state.engine.ready_changed):
        made.start()
    return made


def tab(app: App, title: str) -> int:
    tabs = app.window.pages.tabs
    return next(place for place in range(tabs.count()) if tabs.tabText(place) == title)


@pytest.fixture
def page(qtbot, app: App) -> RunsPage:
    app.window.pages.tabs.setCurrentIndex(tab(app, "Runs"))
    qtbot.waitUntil(lambda: app.state.runs.loaded)
    return app.window.findChild(RunsPage)


def change(document: Document) -> None:
    document.set_recipe(document.recipe.model_copy(update={"batch_size": 77}))


def test_the_button_of_the_empty_page_trains(
    qtbot, app: App, page: RunsPage, transport: RecordingTransport
) -> None:
    page.empty.button.click()
    qtbot.waitUntil(lambda: any(isinstance(each, protocol.Train) for each in transport.sent))


def test_undo_is_the_pages_while_it_has_the_keyboard_and_else_the_documents(
    qtbot, three: list[Run], app: App, page: RunsPage
) -> None:
    document, runs = app.state.document, app.state.runs
    batch_size = document.recipe.batch_size
    qtbot.waitUntil(lambda: len(page.browser.shown) == 3)
    change(document)
    runs.edit("rename", ["run0"], name="other")
    page.browser.table.setFocus()
    QTest.keyClick(page.browser.table, Qt.Key.Key_Z, CONTROL)
    assert runs.row("run0").name == "first"
    assert document.recipe.batch_size == 77
    QTest.keyClick(page.browser.table, Qt.Key.Key_Y, CONTROL)
    assert runs.row("run0").name == "other"
    app.window.undo_actions[0].trigger()
    assert document.recipe.batch_size == batch_size
    assert runs.row("run0").name == "other"


def test_what_is_put_on_the_cards_is_shown_on_the_first_page(
    qtbot, three: list[Run], app: App, page: RunsPage
) -> None:
    qtbot.waitUntil(lambda: len(page.browser.shown) == 3)
    page.open("run1")
    qtbot.waitUntil(lambda: page.details._contents is not None)
    page.details.buttons["use_as_draft"].click()
    assert app.window.pages.tabs.currentIndex() == 0
    assert app.state.document.network == Run(runs_folder() / "run1").record().network


def test_unsaved_work_is_asked_about_first(
    qtbot, three: list[Run], app: App, page: RunsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitUntil(lambda: len(page.browser.shown) == 3)
    change(app.state.document)
    before = app.state.document.network
    monkeypatch.setattr("cnngui.ui.file_actions.ask_unsaved", lambda window: "cancel")
    page.open("run1")
    qtbot.waitUntil(lambda: page.details._contents is not None)
    page.details.buttons["use_as_draft"].click()
    assert app.state.document.network is before


def test_a_deletion_is_told_in_the_status_bar(qtbot, three: list[Run], app: App, page: RunsPage) -> None:
    qtbot.waitUntil(lambda: len(page.browser.shown) == 3)
    page.browser.table.select(["run0"])
    QTest.keyClick(page.browser.table, Qt.Key.Key_Delete)
    bar = app.window.statusBar()
    qtbot.waitUntil(lambda: bar.currentMessage().startswith("1 run deleted: "))


def test_a_window_built_anew_shows_the_page_and_the_old_one_hears_no_more(
    qtbot, three: list[Run], app: App, page: RunsPage
) -> None:
    qtbot.waitUntil(lambda: len(page.browser.shown) == 3)
    page.open("run1")
    app.rebuild_window()
    qtbot.waitUntil(lambda: app.window.findChild(RunsPage).browser.isVisible())
    app.state.runs.edit("rename", ["run0"], name="other")
    other = app.window.findChild(RunsPage)
    qtbot.waitUntil(lambda: "other" in [row.name for row in other.browser.shown])
    qtbot.waitUntil(app.state.runs._timer.isActive)
