"""The page on which classes are drawn, in the whole window; the worker is played."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget

from cnngui.app import App
from cnngui.datasets.drawn_sets import list_sets
from cnngui.datasets.own_samples import OwnSample, SampleFolder
from cnngui.engine import protocol
from cnngui.state.drawn_set import DrawnSet
from cnngui.ui.draw.canvas import DrawingCanvas
from cnngui.ui.samples.drawn_page import OPENED, PAUSE_MS, DrawnPage
from cnngui.ui.samples.new_set_dialog import NewSetDialog, proposed_name
from tests.drawn_shapes import SHAPES, shape_samples, shape_set


@pytest.fixture(autouse=True)
def _home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path / "home"))


@pytest.fixture
def page(app: App) -> DrawnPage:
    made = app.window.findChild(DrawnPage)
    assert made is not None
    return made


@pytest.fixture
def drawn(qtbot, app: App, page: DrawnPage) -> DrawnPage:
    """The page with three classes of three samples."""
    app.state.drawn.open(shape_set(None, 3))
    app.window.pages.show_page(page)
    qtbot.waitUntil(lambda: current(app).counts == dict.fromkeys(SHAPES, 3) and not app.state.drawn.busy)
    return page


def current(app: App) -> DrawnSet:
    assert app.state.drawn.current is not None
    return app.state.drawn.current


def canvas_of(app: App) -> DrawingCanvas:
    return app.window.findChild(DrawingCanvas)


def draw(qtbot, app: App, *points: tuple[int, int]) -> None:
    canvas = canvas_of(app)
    scale = canvas.width() / 280
    places = [
        QPoint(round(x * scale), round(y * scale)) for x, y in points or ((60, 60), (150, 100), (220, 220))
    ]
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=places[0])
    for place in places[1:]:
        qtbot.mouseMove(canvas, place)
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=places[-1])


def count(app: App, name: str, wanted: int) -> bool:
    return current(app).counts.get(name) == wanted


def test_the_first_set_is_begun_from_the_choice_of_data(
    qtbot, app: App, page: DrawnPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    combo = app.window.findChild(QWidget, "data_combo")
    place = next(at for at in range(combo.count()) if combo.itemText(at).startswith("Draw your own"))

    def answer(dialog: NewSetDialog) -> int:
        # A dialog that runs would hold up the test.
        dialog.show()
        qtbot.keyClicks(dialog.classes, "circle, triangle,, cross , circle")
        qtbot.keyClick(dialog.classes, Qt.Key.Key_Return)
        return dialog.result()

    monkeypatch.setattr(NewSetDialog, "exec", answer)
    with qtbot.waitSignal(app.state.drawn.made):
        combo.activated.emit(place)
    qtbot.waitUntil(lambda: current(app).class_names == SHAPES)
    assert page.isVisible()
    assert page.classes.chosen == "circle"
    assert app.state.document.data == "digits"  # until it is trained on
    assert app.window.focusWidget() is canvas_of(app)


def test_enter_on_the_canvas_adds_and_empties_it(qtbot, app: App, drawn: DrawnPage) -> None:
    draw(qtbot, app)
    assert drawn.add_button.isEnabled()
    qtbot.keyClick(canvas_of(app), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: count(app, "circle", 4))
    assert app.state.drawing.sheet.empty
    assert not drawn.add_button.isEnabled()
    qtbot.keyClick(canvas_of(app), Qt.Key.Key_Return)  # nothing is there to add
    qtbot.wait(50)
    assert count(app, "circle", 4)
    assert len(drawn.rows.samples) == 4


def test_digits_choose_the_class_that_is_drawn_for(qtbot, app: App, drawn: DrawnPage) -> None:
    canvas = canvas_of(app)
    for key, name in ((Qt.Key.Key_3, "cross"), (Qt.Key.Key_2, "triangle"), (Qt.Key.Key_9, "triangle")):
        qtbot.keyClick(canvas, key)
        assert drawn.classes.chosen == name
    draw(qtbot, app)
    qtbot.keyClick(canvas, Qt.Key.Key_Enter)
    qtbot.waitUntil(lambda: count(app, "triangle", 4))


def test_the_keys_are_the_canvas_own_on_other_pages(qtbot, app: App, drawn: DrawnPage) -> None:
    app.window.pages.show_first()
    draw(qtbot, app)
    qtbot.keyClick(canvas_of(app), Qt.Key.Key_Return)
    qtbot.wait(50)
    assert count(app, "circle", 3)
    assert not app.state.drawing.sheet.empty


def test_undo_on_the_canvas_takes_the_last_one_back_onto_it(qtbot, app: App, drawn: DrawnPage) -> None:
    draw(qtbot, app)
    strokes = app.state.drawing.sheet.strokes
    qtbot.keyClick(canvas_of(app), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: count(app, "circle", 4))
    qtbot.keyClick(canvas_of(app), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: count(app, "circle", 3))
    assert app.state.drawing.sheet.strokes == strokes


def test_undo_on_the_empty_canvas_leaves_what_was_done_since_the_adding(
    qtbot, app: App, drawn: DrawnPage
) -> None:
    draw(qtbot, app)
    qtbot.keyClick(canvas_of(app), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: count(app, "circle", 4))
    current(app).rename_class("cross", "plus")
    qtbot.waitUntil(lambda: count(app, "plus", 3))
    assert not drawn._take_back()
    assert app.state.drawing.sheet.empty
    current(app).undo_stack.undo()
    qtbot.waitUntil(lambda: count(app, "cross", 3))
    assert not drawn._take_back()


def test_only_a_pen_begins_the_pause_after_which_is_added(qtbot, app: App, drawn: DrawnPage) -> None:
    drawn.by_itself.click()
    draw(qtbot, app)
    drawn.add()
    qtbot.waitUntil(lambda: count(app, "circle", 4))
    assert drawn._take_back()
    assert not drawn._pause.isActive()
    assert not app.state.drawing.sheet.empty
    drawn.deeds.open(drawn.rows.samples[0])
    assert not drawn._pause.isActive()
    draw(qtbot, app)
    assert drawn._pause.isActive()


def test_a_rested_pen_adds_by_itself_if_that_is_wanted(qtbot, app: App, drawn: DrawnPage) -> None:
    assert not drawn.by_itself.isChecked()
    drawn.by_itself.click()
    app.state.drawing.begin(50, 50)
    app.state.drawing.extend(90, 200)
    qtbot.wait(PAUSE_MS + 300)
    assert count(app, "circle", 3)  # the pen is still down
    app.state.drawing.end()
    qtbot.waitUntil(lambda: count(app, "circle", 4))
    assert app.state.drawing.sheet.empty


def test_a_class_is_typed_and_drawn_for_at_once(qtbot, app: App, drawn: DrawnPage) -> None:
    field = drawn.classes.field
    qtbot.keyClicks(field, "star")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: drawn.classes.chosen == "star")
    assert field.text() == ""
    assert current(app).class_names == (*SHAPES, "star")


def test_a_class_is_renamed_in_its_place_and_stays_chosen(qtbot, app: App, drawn: DrawnPage) -> None:
    view = drawn.classes.view
    drawn.classes.choose("triangle")
    view.edit(view.currentIndex())
    editor = view.findChild(QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, "wedge")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: drawn.classes.chosen == "wedge")
    assert current(app).counts == {"circle": 3, "wedge": 3, "cross": 3}


def test_a_sample_deleted_after_its_class_was_renamed_comes_back_as_that(
    qtbot, app: App, drawn: DrawnPage
) -> None:
    drawn.view.choose({drawn.rows.samples[0].key})
    assert drawn._on_renamed("circle", "ring")
    qtbot.waitUntil(lambda: count(app, "ring", 3))
    assert [each.label for each in drawn.view.chosen()] == ["ring"]
    drawn.deeds.delete()
    qtbot.waitUntil(lambda: count(app, "ring", 2))
    drawn.deeds.undo_button.click()
    qtbot.waitUntil(lambda: count(app, "ring", 3))
    assert "circle" not in current(app).counts


def test_del_removes_a_class_and_undo_on_the_page_brings_it_back(qtbot, app: App, drawn: DrawnPage) -> None:
    drawn.classes.choose("triangle")
    drawn.classes.view.setFocus()
    qtbot.keyClick(drawn.classes.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: "triangle" not in current(app).counts)
    assert drawn.classes.chosen == "cross"
    qtbot.keyClick(drawn, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: count(app, "triangle", 3))
    assert len(app.state.document.network.layers) > 0


def test_samples_are_relabelled_and_deleted(qtbot, app: App, drawn: DrawnPage) -> None:
    drawn.view.choose({drawn.rows.samples[0].key})
    drawn.deeds.relabel("cross")
    qtbot.waitUntil(lambda: count(app, "cross", 4))
    drawn.view.choose({sample.key for sample in drawn.rows.samples})
    drawn.view.setFocus()
    qtbot.keyClick(drawn.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: count(app, "circle", 0))
    for _ in range(2):
        drawn.deeds.undo_button.click()
    qtbot.waitUntil(lambda: current(app).counts == dict.fromkeys(SHAPES, 3))


def test_pictures_are_dropped_into_the_class(qtbot, app: App, drawn: DrawnPage, tmp_path: Path) -> None:
    files = []
    for place in range(3):
        pixels = np.random.default_rng(place).integers(0, 256, (40, 50, 3), np.uint8)
        Image.fromarray(pixels).save(tmp_path / f"{place}.png")
        files.append(tmp_path / f"{place}.png")
    (tmp_path / "no.png").write_bytes(b"no picture")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in (*files, tmp_path / "no.png")])
    event = QDropEvent(
        QPointF(10, 10),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignals([drawn.told, drawn.problem_raised]):
        drawn.dropEvent(event)
    qtbot.waitUntil(lambda: count(app, "circle", 6))
    assert "in colour" in drawn.training.facts.text()


def test_pictures_go_into_the_set_they_were_dropped_on_and_are_told_when_kept(
    qtbot, app: App, drawn: DrawnPage, tmp_path: Path
) -> None:
    first = current(app)
    Image.fromarray(np.random.default_rng(1).integers(0, 256, (40, 50, 3), np.uint8)).save(tmp_path / "1.png")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "1.png"))])
    told: list[tuple[str, int]] = []
    kept = SampleFolder(first.folder)
    drawn.told.connect(lambda words: told.append((words, len(kept.read().samples))))
    drawn.intake.take(mime, "circle")
    app.state.drawn.open(shape_set(None, 1, "Other"))
    qtbot.waitUntil(lambda: bool(told))
    assert told == [
        (
            "In the set “Shapes”: A picture was added to “circle”. "
            "From now on the whole set is read in colour.",
            10,
        )
    ]
    qtbot.waitUntil(lambda: count(app, "circle", 1))


def urls(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def picture_folder(folder: Path, count: int, seed: int) -> Path:
    folder.mkdir(parents=True)
    for place in range(count):
        pixels = np.random.default_rng([seed, place]).integers(0, 256, (40, 50, 3), np.uint8)
        Image.fromarray(pixels).save(folder / f"{place}.png")
    (folder / "notes.txt").write_text("no picture", encoding="utf-8")
    return folder


def test_folders_of_pictures_become_a_class_each(qtbot, app: App, page: DrawnPage, tmp_path: Path) -> None:
    app.state.drawn.create("Things")
    app.window.pages.show_page(page)
    qtbot.waitUntil(lambda: app.state.drawn.current is not None and current(app).loaded)
    folders = [picture_folder(tmp_path / name, 3, place) for place, name in enumerate(("brick", "sky"))]
    with qtbot.waitSignal(page.told) as told:
        page.intake.take(urls(*folders), page.classes.chosen)
    assert current(app).counts == {"brick": 3, "sky": 3}
    assert told.args[0].startswith("6 pictures were added to 2 classes. From now on")
    assert current(app).can_train


def test_pictures_without_a_class_are_refused_in_words(
    qtbot, app: App, page: DrawnPage, tmp_path: Path
) -> None:
    app.state.drawn.create("Things")
    qtbot.waitUntil(lambda: app.state.drawn.current is not None)
    folder = picture_folder(tmp_path / "rings", 1, 1)
    with qtbot.waitSignal(page.problem_raised) as told:
        page.intake.take(urls(folder / "0.png"), "")
    assert told.args[0].code == "drawn.no_class"


def test_while_a_set_is_read_that_is_said(qtbot, app: App, drawn: DrawnPage) -> None:
    drawn.view.choose({drawn.rows.samples[0].key})
    app.state.drawn.open(shape_set(None, 1, "Other"))
    assert drawn.empty.isVisible()
    assert "is being read" in drawn.empty.findChild(QLabel).text()
    assert drawn.classes.chosen == ""
    assert not drawn.rows.samples
    assert not drawn.deeds.delete_button.isEnabled()
    assert not drawn.header.count_label.isVisible()  # "0 samples", and what is missing
    assert not drawn.training.isVisible()
    qtbot.waitUntil(lambda: drawn.classes.chosen == "circle")
    assert not drawn.empty.isVisible()
    assert drawn.training.isVisible()


def test_nothing_of_a_deleted_set_is_left(qtbot, app: App, drawn: DrawnPage) -> None:
    app.state.drawn.delete()
    assert drawn.classes.chosen == ""
    assert not drawn.add()
    with qtbot.waitSignal(drawn.told) as told:
        pass
    assert told.args[0].startswith("“Shapes” was deleted")
    assert not list_sets()


@pytest.mark.parametrize(
    ("left", "words"), [(0, "was removed; "), (1, "with its sample;"), (3, "with its 3 samples;")]
)
def test_how_many_samples_went_with_a_class_is_told(
    qtbot, app: App, drawn: DrawnPage, left: int, words: str
) -> None:
    current(app).delete([each for each in current(app).samples if each.label == "cross"][left:])
    qtbot.waitUntil(lambda: count(app, "cross", left))
    with qtbot.waitSignal(drawn.told) as told:
        drawn._on_remove_class("cross")
    assert words in told.args[0]


def test_a_picture_is_pasted_into_the_class(qtbot, app: App, drawn: DrawnPage) -> None:
    app.state.drawing.set_strokes(shape_samples(1)[2].strokes)
    QApplication.clipboard().setImage(canvas_of(app)._grabbed())
    qtbot.keyClick(drawn, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: count(app, "circle", 4))


def test_what_is_missing_before_a_training_is_said(qtbot, app: App, page: DrawnPage) -> None:
    app.state.drawn.create("Shapes", SHAPES[:1])
    app.window.pages.show_page(page)
    qtbot.waitUntil(lambda: app.state.drawn.current is not None and current(app).class_names == SHAPES[:1])
    assert "two classes" in page.training.facts.text()
    assert not page.training.small_button.isEnabled()
    current(app).add_class("cross")
    current(app).add([each for each in shape_samples(2) if each.label != "triangle"])
    qtbot.waitUntil(lambda: "Missing: circle 1, cross 1" in page.training.facts.text())


def test_a_class_without_samples_is_said_to_be_left_out(qtbot, app: App, drawn: DrawnPage) -> None:
    current(app).add_class("star")
    qtbot.waitUntil(lambda: drawn.training.facts.text().endswith("Left out, as there are none yet: star."))
    assert drawn.training.small_button.isEnabled()


def test_a_small_network_is_trained_by_one_click(qtbot, app: App, drawn: DrawnPage, transport) -> None:
    qtbot.mouseClick(drawn.training.small_button, Qt.MouseButton.LeftButton)
    sent = transport.last(protocol.Train)
    assert sent.data == str(current(app).path)
    assert sent.network == app.state.document.network
    assert sent.origin.title == "Shapes"
    assert not sent.origin.edited
    assert not drawn.training.small_button.isEnabled() or not drawn.training.small_button.isVisible()


def test_what_was_added_is_counted_on_the_button(qtbot, app: App, drawn: DrawnPage) -> None:
    drawn.training.small_button.click()
    assert not drawn.training.on_button.isVisible()
    for place in (1, 2):
        draw(qtbot, app, (60, 60 + 9 * place), (200, 200))
        qtbot.keyClick(canvas_of(app), Qt.Key.Key_Return)
        qtbot.waitUntil(lambda place=place: count(app, "circle", 3 + place))
    qtbot.waitUntil(lambda: drawn.training.on_button.text() == "Train on with 2 more")
    assert drawn.training.on_button.isVisible()
    assert "2 were added" in drawn.training.state.text()


def test_that_a_new_class_begins_anew_is_said(qtbot, app: App, drawn: DrawnPage) -> None:
    drawn.training.small_button.click()
    strokes = [each.strokes for each in shape_samples(3, seed=7) if each.label == "cross"]
    current(app).add([OwnSample.of("star", each, made_s=90.0 + place) for place, each in enumerate(strokes)])
    qtbot.waitUntil(lambda: drawn.training.on_button.text() == "Train anew with 3 more")
    assert not drawn.training.cards_button.isVisible()


def test_a_set_is_renamed_deleted_and_brought_back_from_its_menu(
    qtbot, app: App, drawn: DrawnPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.state.drawn.rename("Forms")
    qtbot.waitUntil(lambda: drawn.header.combo.currentText() == "Forms")
    menu = drawn.header.menu()
    action = next(each for each in menu.actions() if each.text() == "Delete this set")
    with qtbot.waitSignal(app.state.drawn.removed):
        action.trigger()
    assert drawn.empty.isVisible()
    assert not list_sets()
    menu = drawn.header.menu()
    back = next(each.menu() for each in menu.actions() if each.menu() is not None)
    back.actions()[0].trigger()
    qtbot.waitUntil(lambda: app.state.drawn.current is not None and count(app, "circle", 3))
    assert not drawn.empty.isVisible()


def test_the_sets_are_in_the_choice_of_data(qtbot, app: App, drawn: DrawnPage) -> None:
    combo = app.window.findChild(QWidget, "data_combo")
    place = combo.findText("Shapes")
    assert place >= 0
    combo.activated.emit(place)
    assert app.state.document.data == str(current(app).path)
    assert combo.currentText().startswith("Shapes")


def test_the_canvas_asks_for_the_class_and_for_a_digit_again(qtbot, app: App, drawn: DrawnPage) -> None:
    canvas = canvas_of(app)
    asked = canvas.grab().toImage()
    app.window.pages.show_first()
    assert canvas.grab().toImage() != asked


def test_a_window_built_anew_shows_the_same(qtbot, app: App, drawn: DrawnPage) -> None:
    app.rebuild_window()
    made = app.window.findChild(DrawnPage)
    assert made.isVisible()
    assert [row.count for row in made.classes.rows.rows] == [3, 3, 3]
    draw(qtbot, app)
    qtbot.keyClick(canvas_of(app), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: [row.count for row in made.classes.rows.rows] == [4, 3, 3])


def test_rows_tell_screen_readers_name_and_count(app: App, drawn: DrawnPage) -> None:
    index = drawn.classes.rows.index(0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "circle, 3 samples"


def test_a_new_name_is_proposed_beside_those_there_are() -> None:
    assert proposed_name("My drawings", []) == "My drawings"
    assert proposed_name("My drawings", ["my drawings", "My drawings 2"]) == "My drawings 3"


def test_a_hidden_page_opens_no_set(qtbot, app: App, page: DrawnPage) -> None:
    shape_set(None, 1)
    app.state.drawn.refresh()
    qtbot.waitUntil(lambda: bool(app.state.drawn.entries))
    assert app.state.drawn.current is None
    app.window.pages.show_page(page)
    qtbot.waitUntil(lambda: app.state.drawn.current is not None)


def test_the_set_that_is_trained_on_is_shown_or_the_one_that_was_open_last(
    qtbot, app: App, page: DrawnPage
) -> None:
    sets, (first, *others) = app.state.drawn, [shape_set(None, 1, name) for name in "ABC"]
    for wanted, before in (
        (others[1], lambda: app.state.settings.set_word(OPENED, str(others[1]))),
        (others[0], lambda: app.state.document.set_data(str(others[0]))),
    ):
        before()
        sets.current = None
        sets.refresh()
        app.window.pages.show_page(page)
        qtbot.waitUntil(lambda: sets.current is not None and sets.current.loaded)
        assert sets.current.path == wanted
        app.window.pages.show_first()
    sets.open(first)
    assert app.state.settings.word(OPENED, "") == str(first)


def test_a_sample_is_put_on_the_canvas(qtbot, app: App, drawn: DrawnPage) -> None:
    sample = drawn.rows.samples[0]
    drawn.deeds.open(sample)
    assert app.state.drawing.sheet.strokes == sample.strokes
    picture = OwnSample.of("circle", picture=np.zeros((9, 9), np.uint8))
    drawn.deeds.open(picture)
    assert app.state.drawing.sheet.picture is not None
    QTest.qWait(1)


def test_buttons_say_what_they_need(app: App, drawn: DrawnPage) -> None:
    for button in filter(QWidget.isVisible, drawn.findChildren(QPushButton)):
        assert button.toolTip() or button.text()
