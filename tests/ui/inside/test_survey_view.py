"""What a layer makes of many samples, as a person sees it."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from cnngui.datasets.input_format import InputFormat
from cnngui.engine.protocol import (
    FetchSamples,
    LayerSurveyed,
    RequestFailed,
    SamplesFetched,
    Surveying,
    SurveyLayer,
)
from cnngui.engine.survey import Surveyor
from cnngui.errors import CnnguiError
from cnngui.ui.inside.inside_panel import MAPS, SAMPLES, InsidePanel
from tests.ui.draw.stage import DIGITS, Stage
from tests.ui.inside.test_inside_panel import look, panel_of

COUNT = 40
RANDOM = np.random.default_rng(3)


@pytest.fixture
def panel(qtbot, staged: Stage) -> InsidePanel:
    staged.describe()
    made = panel_of(staged)
    qtbot.addWidget(made)
    made.resize(840, 330)
    made.show()
    return made


def asked(staged: Stage) -> SurveyLayer:
    return staged.asked(SurveyLayer)[-1]


def tell(staged: Stage, outputs: np.ndarray, answers: np.ndarray | None = None) -> LayerSurveyed:
    request, surveyor = asked(staged), Surveyor()
    surveyor.add(outputs.astype(np.float32))
    labels = np.arange(COUNT) % 10
    told = LayerSurveyed(
        request_id=request.request_id,
        request=request,
        survey=surveyor.result(),
        stored="train",
        indices=np.arange(COUNT) + 100,
        labels=labels,
        answers=labels if answers is None else answers,
        data_names=DIGITS,
        class_names=DIGITS,
        total=4000,
    )
    staged.hear(told)
    return told


def fetch(staged: Stage) -> None:
    """Send the samples that are wanted."""
    request = staged.asked(FetchSamples)[-1]
    pictures = RANDOM.integers(0, 255, (len(request.indices), 28, 28, 1)).astype(np.uint8)
    texts = ("",) * len(pictures)
    staged.hear(
        SamplesFetched(
            request.request_id,
            request.data,
            "train",
            request.indices,
            pictures,
            texts,
            InputFormat(kind="ink", shape=(28, 28, 1)),
        )
    )


def test_the_tab_asks_for_the_layer_and_shows_what_lights_its_units(
    panel: InsidePanel, staged: Stage
) -> None:
    assert staged.asked(SurveyLayer) == []
    panel.tabs.setCurrentIndex(SAMPLES)
    assert asked(staged).layer == "conv2d"
    staged.hear(Surveying("conv2d", 20, 40))
    assert "20 of 40" in panel.survey.empty.sentence.text()
    maps = RANDOM.random((COUNT, 28, 28, 4))
    maps[17, 3, 9, 2] = 5.0
    tell(staged, maps)
    view = panel.survey
    view.choose_unit(2)
    assert view.headline.text() == "What lights unit 3 of Conv2D most"
    assert view.top.items[0].sample == 17
    assert view.top.items[0].field == ((2, 5), (8, 11))
    assert panel.controls.facts.text() == "40 of 4,000 samples"
    while 117 not in staged.asked(FetchSamples)[-1].indices:
        fetch(staged)  # of the unit before
    fetch(staged)
    assert not view.top.items[0].image.isNull()
    assert "Near points look alike to Conv2D" in view.spread.text()
    assert "Rings" not in view.spread.text()


def test_a_click_on_a_point_tells_of_its_sample_and_it_can_be_shown(
    panel: InsidePanel, staged: Stage
) -> None:
    panel.tabs.setCurrentIndex(SAMPLES)
    wrong = np.arange(COUNT) % 10
    wrong[4] = 9
    tell(staged, RANDOM.random((COUNT, 28, 28, 4)), wrong)
    fetch(staged)
    view, cloud = panel.survey, panel.survey.cloud
    assert "Rings: the 1 that are answered wrongly." in view.spread.text()
    assert not view.draw_button.isVisible()
    place = cloud.places()[4]
    assert cloud.nearest(QPointF(*place)) == 4
    QTest.mouseClick(cloud, Qt.MouseButton.LeftButton, pos=QPoint(*np.rint(place).astype(int).tolist()))
    assert view.about.text() == "4, answered 9"
    fetch(staged)
    view.draw_button.click()
    sample = staged.drawing.sheet.sample
    assert sample is not None
    assert sample.label == "4"
    QTest.keyClick(cloud, Qt.Key.Key_Right)
    assert cloud.chosen != 4
    assert cloud.places()[cloud.chosen][0] > place[0]


def test_another_layer_is_asked_about_and_the_last_ones_units_are_classes(
    panel: InsidePanel, staged: Stage
) -> None:
    panel.tabs.setCurrentIndex(SAMPLES)
    tell(staged, RANDOM.random((COUNT, 28, 28, 4)))
    last = staged.document.network.names[-1]
    staged.document.select(last)
    assert asked(staged).layer == last
    tell(staged, np.eye(10)[np.arange(COUNT) % 10])
    panel.survey.choose_unit(7)
    assert panel.survey.headline.text() == "What Dense takes for 7 most surely"
    assert panel.survey.top.items[0].field is None
    before = len(staged.asked(SurveyLayer))
    panel.tabs.setCurrentIndex(MAPS)
    staged.document.select("conv2d")
    assert len(staged.asked(SurveyLayer)) == before, "nobody looks"


def test_the_unit_that_was_pointed_at_is_the_one_asked_about(panel: InsidePanel, staged: Stage) -> None:
    staged.draw()
    look(staged, "conv2d", RANDOM.random((28, 28, 4)).astype(np.float32))
    panel.view.enlarge(3)
    panel.tabs.setCurrentIndex(SAMPLES)
    tell(staged, RANDOM.random((COUNT, 28, 28, 4)))
    assert panel.survey.unit_box.value() == 4


def test_why_there_is_nothing_is_said(panel: InsidePanel, staged: Stage) -> None:
    panel.tabs.setCurrentIndex(SAMPLES)
    staged.hear(RequestFailed(asked(staged).request_id, CnnguiError("engine.no_model")))
    assert panel.survey.empty.sentence.text() == str(CnnguiError("engine.no_model"))
