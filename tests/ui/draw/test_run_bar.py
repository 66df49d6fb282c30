from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.runs.model_id import ModelId
from cnngui.runs.run import Run
from cnngui.ui.draw.draw_panel import DrawPanel
from tests.runs.test_project import trained
from tests.runs.test_run import RECORD
from tests.state.test_fine_tuning import tuned
from tests.ui.draw.stage import DIGITS, NETWORK, Stage, draw_panel_of


@pytest.fixture
def run(tmp_path: Path) -> Run:
    made = Run(tmp_path / "one")
    made.begin(RECORD)
    made.checkpoints.write(trained())
    for epoch in (1, 2, 4):
        made.keep_epoch(epoch, trained(), most=20)
    return made


@pytest.fixture
def panel(qtbot, staged: Stage, run: Run) -> DrawPanel:
    made = draw_panel_of(staged)
    qtbot.addWidget(made)
    made.show()
    staged.hear(protocol.Ready("CPU", "float32", 2, {}))
    staged.run_model.show(run, "더 큰 것", 2)
    return made


def load(staged: Stage, network: object = NETWORK) -> ModelId:
    asked = staged.asked(protocol.LoadModel)[-1]
    ready = protocol.ModelReady(asked.model, network, DIGITS)
    staged.hear(protocol.ModelLoaded(asked.request_id, ready))
    return asked.model


def test_who_answers_is_said_and_the_slider_has_every_kept_moment(panel: DrawPanel, staged: Stage) -> None:
    assert panel.run_bar.isVisible()
    assert not panel.which_combo.isVisible()
    assert "더 큰 것" in panel.run_bar.title.text()
    assert staged.run_model.moments == (1, 2, 4, "last")
    assert (panel.run_bar.slider.maximum(), panel.run_bar.slider.value()) == (3, 1)
    assert panel.run_bar.moment.text() == "epoch 2"


def test_the_slider_asks_for_the_weights_of_its_moment(
    qtbot, panel: DrawPanel, staged: Stage, run: Run
) -> None:
    load(staged)
    panel.run_bar.slider.setFocus()
    qtbot.keyClick(panel.run_bar.slider, Qt.Key.Key_Right)
    asked = staged.asked(protocol.LoadModel)[-1]
    assert asked.model == ModelId("run", "one", 4)
    assert asked.path == str(run.weights_file(4))
    assert panel.run_bar.moment.text() == "epoch 4"
    model = load(staged)
    assert staged.predictor.model.ready == protocol.ModelReady(model, NETWORK, DIGITS)


def test_back_lets_the_cards_network_answer_again(qtbot, panel: DrawPanel, staged: Stage) -> None:
    load(staged)
    qtbot.mouseClick(panel.run_bar.findChild(object, "run_bar_close"), Qt.MouseButton.LeftButton)
    assert not panel.run_bar.isVisible()
    assert panel.which_combo.isVisible()
    assert staged.predictor.model.owner != "run"


def test_a_file_that_cannot_be_read_is_told_and_nothing_stays(qtbot, panel: DrawPanel, staged: Stage) -> None:
    asked = staged.asked(protocol.LoadModel)[-1]
    with qtbot.waitSignal(staged.state.run_actions.failed) as failed:
        staged.hear(protocol.RequestFailed(asked.request_id, CnnguiError("engine.untrained", path="x")))
    assert failed.args[0].code == "engine.untrained"
    assert not panel.run_bar.isVisible()


def test_the_way_back_from_a_fine_tuned_one_is_said_as_it_is(
    panel: DrawPanel, staged: Stage, tmp_path: Path
) -> None:
    before, mine = Run(tmp_path / "earlier"), Run(tmp_path / "mine")
    for each in (before, mine):
        each.begin(RECORD)
        each.checkpoints.write(trained())
    mine.write_tuned(tuned(owner="run", run="earlier", called="Earlier"))
    staged.run_model.show(mine, "Mine")
    tip = panel.run_bar.back_button.toolTip
    assert tip() == "Let the network before answer again: Earlier"
    before.folder.rename(before.folder.with_name("away"))
    panel.run_bar.show_way_back()
    assert "Earlier, of which it was made, is not among the runs" in tip()
