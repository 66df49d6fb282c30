"""Why this answer, as a person sees it: what is asked about, over what was drawn, and in words."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from cnngui.engine.protocol import Explain, Explained, Predict, Predicted, Preview, Previewed
from cnngui.network.layers import Conv2D, Dense, Flatten
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.runs.model_id import SHIPPED, UNTRAINED
from cnngui.state.document import Contents
from cnngui.ui.inside.inside_panel import MAPS, WHY, InsidePanel
from cnngui.ui.inside.reason_paint import as_picture, colours
from tests.ui.draw.stage import DIGITS, XOR, Stage, stage
from tests.ui.inside.test_inside_panel import panel_of

SURE = np.full(10, 0.01, np.float32) + np.eye(10, dtype=np.float32)[7] * 0.9


def settle(staged: Stage) -> None:
    staged.answer(SURE)
    while not staged.predictor.settled:
        staged.answer(SURE)


@pytest.fixture
def panel(qtbot, staged: Stage) -> InsidePanel:
    made = panel_of(staged)
    qtbot.addWidget(made)
    made.resize(840, 330)
    made.show()
    staged.draw()
    settle(staged)
    return made


def asked(staged: Stage) -> Explain:
    return staged.asked(Explain)[-1]


def tell(staged: Stage, relevance: np.ndarray, **more: np.ndarray) -> None:
    request = asked(staged)
    values = relevance.astype(np.float32)
    staged.hear(Explained(request.request_id, request, values, 4.5, 0.5, SURE, DIGITS, request.layer, **more))


def choose(panel: InsidePanel, combo: str, data: object) -> None:
    box = getattr(panel.why, combo)
    box.setCurrentIndex(box.findData(data))
    box.activated.emit(box.currentIndex())


def test_the_tab_asks_why_and_shows_it_over_what_was_drawn(panel: InsidePanel, staged: Stage) -> None:
    assert staged.asked(Explain) == []
    panel.tabs.setCurrentIndex(WHY)
    assert asked(staged).method == "integrated_gradients"
    choose(panel, "method_combo", "hires_cam")
    tell(staged, np.eye(14))
    why = panel.why
    assert why.isVisible()
    assert not panel.view.isVisible()
    assert why.headline.text() == "Why 7? The network gives it 91.0 %"
    assert why.meaning.text().startswith("Orange: where the maps of MaxPooling2D (14×14) speak for 7.")
    assert why.layer_combo.isVisible()
    choose(panel, "layer_combo", "conv2d")
    assert asked(staged).layer == "conv2d"
    assert why.picture.accessibleName() == why.headline.text()
    assert not panel.controls.scale_combo.isVisible()
    panel.tabs.setCurrentIndex(MAPS)
    staged.draw()
    staged.answer(SURE)
    assert len(staged.asked(Explain)) == 3, "who looks at maps asks for no reasons"


def test_of_a_network_that_is_very_sure_slopes_are_said_to_tell_little(
    panel: InsidePanel, staged: Stage
) -> None:
    panel.tabs.setCurrentIndex(WHY)
    choose(panel, "method_combo", "grad_cam")
    tell(staged, np.eye(14))
    assert "say little" not in panel.why.meaning.text(), "91 % is not flat"
    choose(panel, "method_combo", "hires_cam")
    request, flat = asked(staged), np.eye(10, dtype=np.float32)[7]
    values = np.eye(14, dtype=np.float32)
    staged.hear(Explained(request.request_id, request, values, 9.0, 0.5, flat, DIGITS, request.layer))
    assert panel.why.meaning.text().endswith("slopes of its score say little: integrated gradients say more.")


def test_why_not_another_class(panel: InsidePanel, staged: Stage) -> None:
    panel.tabs.setCurrentIndex(WHY)
    tell(staged, np.eye(14))
    assert panel.why.class_combo.itemText(0) == "7 (its answer)"
    choose(panel, "class_combo", 4)
    assert (asked(staged).target, asked(staged).against) == (4, 7)
    tell(staged, np.eye(14))
    assert panel.why.headline.text() == "Why not 4? The network answers 7 and gives 4 1.0 %"
    assert "4 rather than 7" in panel.why.meaning.text()


def test_the_place_that_is_pointed_at_is_read(panel: InsidePanel, staged: Stage) -> None:
    panel.tabs.setCurrentIndex(WHY)
    choose(panel, "method_combo", "occlusion")
    while asked(staged).method != "occlusion":
        tell(staged, np.eye(14))
    relevance = np.zeros((28, 28))
    relevance[3, 5] = -1.25
    says, surely = np.full((28, 28), 7), np.full((28, 28), 0.99, np.float32)
    says[3, 5], surely[3, 5] = 1, 0.625
    tell(staged, relevance, says=says, surely=surely)
    picture = panel.why.picture
    area = picture.area
    side = area.width() / 28
    QTest.mouseMove(picture, area.topLeft() + QPoint(int(5.5 * side), int(3.5 * side)))
    assert panel.why.spot_label.text() == "row 4, column 6 · −1.25 · covered here it answers 1 (62.5 %)"
    picture.setFocus()
    QTest.keyClick(picture, Qt.Key.Key_Right)
    assert panel.why.spot_label.text() == "row 4, column 7 · 0 · covered here it answers 7 (99.0 %)"


def test_all_pixels_together_stand_beside_what_they_must_make(panel: InsidePanel, staged: Stage) -> None:
    panel.tabs.setCurrentIndex(WHY)
    choose(panel, "method_combo", "integrated_gradients")
    while asked(staged).method != "integrated_gradients":
        tell(staged, np.eye(14))
    relevance = np.zeros((28, 28))
    relevance[2, 2], relevance[4, 4] = 5.0, -1.0
    tell(staged, relevance)
    assert panel.why.meaning.text() == (
        "Orange speaks for 7, blue against it. All together they make 4; the score less that of background"
        " alone is 4."
    )


def test_an_empty_canvas_says_what_to_do(panel: InsidePanel, staged: Stage) -> None:
    panel.tabs.setCurrentIndex(WHY)
    tell(staged, np.eye(14))
    staged.drawing.clear()
    assert panel.why.empty.isVisible()
    assert panel.why.empty.sentence.text().startswith("Draw or choose a sample")


def test_numbers_have_bars(panel: InsidePanel, staged: Stage) -> None:
    staged.document.replace_all(Contents(XOR, Recipe(), "xor"), title="")
    staged.own(("0", "1"))
    staged.answer(np.array([0.2, 0.8], np.float32), names=("0", "1"))
    panel.tabs.setCurrentIndex(WHY)
    request = asked(staged)
    assert request.method == "integrated_gradients"
    values = np.array([1.5, -0.5], np.float32)
    probabilities = np.array([0.2, 0.8], np.float32)
    staged.hear(Explained(request.request_id, request, values, 1.0, 0.0, probabilities, ("0", "1")))
    assert panel.why.bars.isVisible()
    np.testing.assert_array_equal(panel.why.bars.maps.ravel(), values)
    assert panel.why.meaning.text().startswith("Above zero speaks for 1, below against it."), (
        "bars have no colours"
    )
    assert not panel.why.legend.isVisible()
    panel.why.bars.setFocus()
    QTest.keyClick(panel.why.bars, Qt.Key.Key_Right)
    assert panel.why.spot_label.text() in ("input 1 · 1.5", "input 2 · −0.5")


def test_what_speaks_against_is_blue_for_is_orange_and_nothing_lets_the_picture_through() -> None:
    blue, clear, orange = colours(np.array([[-2.0, 0.0, 2.0]], np.float32), signed=True)[0]
    assert blue[0] > blue[2]
    assert orange[2] > orange[0]
    assert clear[3] == 0
    assert blue[3] == orange[3] > 200


def test_what_is_no_number_is_left_out() -> None:
    made = colours(np.array([[np.nan, np.inf, 1.0]], np.float32), signed=True)
    assert list(made[0, :, 3] > 0) == [False, False, True]


@pytest.mark.parametrize("scale", [1.0, 255.0])
def test_a_picture_is_shown_from_its_darkest_to_its_brightest(scale: float) -> None:
    sample = np.linspace(0, scale, 4, dtype=np.float32).reshape(2, 2, 1)
    assert as_picture(sample)[..., 0].ravel().tolist() == [0, 85, 170, 255]


PHOTO = np.random.default_rng(8).integers(0, 256, (60, 90, 3)).astype(np.uint8)
PHOTOS = Network(
    input_shape=(32, 32, 3),
    layers=(Conv2D(filters=4, padding="same"), Flatten(), Dense(units=10, activation="softmax")),
)


@pytest.fixture
def photo_panel(qtbot, staged: Stage) -> InsidePanel:
    staged.document.set_network(PHOTOS, "Photos")
    staged.own()
    made = panel_of(staged)
    qtbot.addWidget(made)
    made.resize(840, 330)
    made.show()
    staged.drawing.set_picture(PHOTO)
    settle(staged)
    made.tabs.setCurrentIndex(WHY)
    return made


def test_reasons_lie_over_the_middle_of_a_photo_at_its_own_size(
    photo_panel: InsidePanel, staged: Stage
) -> None:
    tell(staged, np.zeros((32, 32)))
    picture = photo_panel.why.picture
    composed = picture.composed()
    assert (composed.width(), composed.height()) == (60, 60)
    clear = np.abs(np.array(composed.pixelColor(0, 0).getRgb()[:3]) - PHOTO[0, 15]).max()
    assert clear < 80, "it is seen where nothing speaks"
    assert picture.area.height() > 60, "as large as there is room, not in whole pixels"


def test_reasons_of_a_photo_before_are_not_laid_over_another(photo_panel: InsidePanel, staged: Stage) -> None:
    before = asked(staged)
    staged.drawing.set_picture(255 - PHOTO)
    values = np.zeros((32, 32), np.float32)
    staged.hear(Explained(before.request_id, before, values, 4.5, 0.5, SURE, DIGITS, before.layer))
    composed = photo_panel.why.picture.composed()
    assert composed.width() != 60, "the network's own input, which they are of"


def test_of_what_takes_long_it_is_said_that_it_is_on_its_way(panel: InsidePanel, qtbot) -> None:
    panel.tabs.setCurrentIndex(WHY)
    assert not panel.why.empty.sentence.text()
    qtbot.waitUntil(lambda: panel.why.empty.sentence.text() == "Finding out why by Integrated gradients …")


def test_a_network_that_is_being_set_up_says_so(qtbot) -> None:
    with stage() as made:
        made.ship()
        made.document.set_network(PHOTOS, "Photos")
        panel = panel_of(made)
        qtbot.addWidget(panel)
        panel.show()
        panel.tabs.setCurrentIndex(WHY)
        made.drawing.set_picture(PHOTO)
        made.hear(Previewed(made.asked_soon(Preview).request_id))
        made.document.set_field("conv2d", "filters", 6)
        assert panel.why.empty.sentence.text() == "Your network is being set up …"


def test_the_answer_of_the_shipped_network_is_one_click_from_its_reasons(qtbot) -> None:
    with stage() as made:
        made.ship()
        made.hear(Previewed(made.asked_soon(Preview).request_id))
        panel = panel_of(made)
        qtbot.addWidget(panel)
        panel.show()
        made.draw()
        for model, tell_it in ((SHIPPED, made.hear_shipped), (UNTRAINED, made.hear)):
            question = [each for each in made.asked(Predict) if each.model == model][-1]
            tell_it(Predicted(question.request_id, model, SURE, DIGITS, question.layer, None, 0.001))
        panel.tabs.setCurrentIndex(WHY)
        assert asked(made).model == UNTRAINED
        tell(made, np.eye(14))
        assert panel.why.headline.text() == "Why 7? Your network, untrained, gives it 91.0 %"
        qtbot.mouseClick(panel.why.shipped_button, Qt.MouseButton.LeftButton)
        made.answer(SURE)
        assert asked(made).model == SHIPPED
        tell(made, np.eye(14))
        assert panel.why.headline.text() == "Why 7? The shipped network gives it 91.0 %"
        assert not panel.why.shipped_button.isVisible()
        choose(panel, "class_combo", 3)
        tell(made, np.eye(14))
        assert panel.why.headline.text() == "Why not 3? The shipped network answers 7 and gives 3 1.0 %"
        choose(panel, "method_combo", "hires_cam")
        choose(panel, "class_combo", 5)
        tell(made, np.zeros((14, 14)))
        assert panel.why.meaning.text().startswith("No map of MaxPooling2D speaks for 5 rather than 7 or")


def test_also_where_the_network_on_the_cards_cannot_be_explained(qtbot) -> None:
    with stage() as made:
        made.ship()
        made.document.set_network(Network(layers=(Conv2D(filters=2),)), "Maps alone")
        made.hear(Previewed(made.asked_soon(Preview).request_id))
        panel = panel_of(made)
        qtbot.addWidget(panel)
        panel.show()
        made.draw()
        panel.tabs.setCurrentIndex(WHY)
        assert "does not answer with one of several classes" in panel.why.empty.sentence.text()
        qtbot.mouseClick(panel.why.empty.button, Qt.MouseButton.LeftButton)
        assert panel._look.model.id == SHIPPED


def test_a_class_without_a_name_is_called_by_its_number(photo_panel: InsidePanel, staged: Stage) -> None:
    request = asked(staged)
    values = np.zeros((32, 32), np.float32)
    staged.hear(Explained(request.request_id, request, values, 4.5, 0.5, SURE, (), request.layer))
    assert photo_panel.why.headline.text().startswith("Why class 7?")


def test_the_less_speaks_for_a_class_the_clearer_is_the_photo() -> None:
    over = colours(np.float32([[0, 0.5, 1]]), signed=False, clear=True)
    assert over[0, 0, 3] < over[0, 1, 3] < over[0, 2, 3] < 255
