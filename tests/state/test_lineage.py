from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cnngui.engine.protocol import Origin
from cnngui.network.file_format import recipe_to_dict
from cnngui.runs.kept_weights import Place
from cnngui.runs.run import Run
from cnngui.runs.run_files import Change, Summary
from cnngui.state.edits import Contents
from cnngui.state.lineage import Lineage
from tests.runs.test_run import RECORD

CONTENTS = Contents(RECORD.network, RECORD.recipe, RECORD.data)
FASTER = RECORD.recipe.model_copy(update={"batch_size": 7})


@pytest.fixture
def run(tmp_path: Path) -> Run:
    made = Run(tmp_path / "one")
    made.begin(RECORD)
    return made


def test_more_epochs_of_the_same_are_more_of_the_run_and_all_else_is_another() -> None:
    lineage = Lineage()
    first = lineage.begin(CONTENTS, goes_on=False)
    lineage.reached(3)
    longer = replace(CONTENTS, recipe=CONTENTS.recipe.model_copy(update={"epochs": 99}))
    assert lineage.begin(longer, goes_on=True) == first
    for other in (replace(CONTENTS, recipe=FASTER), replace(CONTENTS, data="xor")):
        assert lineage.begin(other, goes_on=True) != first
    lineage = Lineage()
    first = lineage.begin(CONTENTS, goes_on=False)
    lineage.reached(3)
    assert lineage.begin(CONTENTS, goes_on=False) != first, "from new weights"


def test_what_goes_on_from_elsewhere_is_another_run(tmp_path: Path) -> None:
    lineage = Lineage()
    first = lineage.begin(CONTENTS, goes_on=False)
    assert lineage.begin(CONTENTS, goes_on=True) != first, "it learned nothing in that run yet"
    lineage.reached(3)
    lineage.taken_from(None, 0)
    assert lineage.begin(CONTENTS, goes_on=True) != first, "its weights were forgotten"


def test_an_early_moment_of_a_run_is_the_beginning_of_another(run: Run) -> None:
    """A file that is stamped is one state of many: the run itself may have gone on since."""
    lineage = Lineage()
    lineage.taken_from(Place(str(run.folder), 77), 2)
    assert lineage.came == Origin(parent="one", parent_epoch=2)
    assert lineage.running is None
    assert lineage.begin(CONTENTS, goes_on=True) != "one"


def test_the_last_weights_of_a_run_are_gone_on_with_as_that_run(run: Run) -> None:
    lineage = Lineage()
    lineage.taken_from(Place(str(run.folder)), 3)
    assert lineage.came == Origin(parent="one", parent_epoch=3)
    assert lineage.begin(CONTENTS, goes_on=True) == "one"


def test_a_run_goes_on_by_the_recipe_that_it_was_changed_to(run: Run) -> None:
    change = Change(epoch=1, step=0, recipe=recipe_to_dict(FASTER))
    run.write_summary(Summary(changes=(change,)))
    lineage = Lineage()
    lineage.taken_from(Place(str(run.folder)), 3)
    assert lineage.running == replace(CONTENTS, recipe=FASTER)
    assert lineage.begin(CONTENTS, goes_on=True) != "one"


def test_a_file_and_a_run_that_cannot_be_read_are_beginnings_of_another(tmp_path: Path) -> None:
    for place in (Place(str(tmp_path / "mine.cnn"), 77), Place(str(tmp_path / "gone"))):
        lineage = Lineage()
        lineage.taken_from(place, 4)
        name = Path(place.path).name
        assert lineage.origin([place], 4, goes_on=True) == Origin(parent=name, parent_epoch=4)
        assert lineage.begin(CONTENTS, goes_on=True) not in ("", name)


def test_what_a_slide_sets_by_hand_is_no_beginning_from_new_weights() -> None:
    lineage, places = Lineage(), [Place("preset:xor-by-hand")]
    assert lineage.origin(places, 0, goes_on=True).parent == "preset:xor-by-hand"
    assert lineage.origin(places, 0, goes_on=False) == Origin()
    assert lineage.origin([], 0, goes_on=True) == Origin()
