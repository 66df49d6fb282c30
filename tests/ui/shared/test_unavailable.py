"""Every reason why there is no answer is said, wherever it is missed."""

from __future__ import annotations

from typing import get_args

import pytest

from cnngui.state.answering_model import Unavailable
from cnngui.ui.shared.unavailable import why_no_answer, why_no_maps


@pytest.mark.parametrize("why", get_args(Unavailable))
def test_every_reason_is_a_sentence_in_both_places(why: Unavailable) -> None:
    assert why_no_maps(why, learning=False)[-1] in ".…"
    assert (why_no_answer(why) == "") is (why == "")


def test_missing_weights_of_a_network_that_learns_are_on_their_way() -> None:
    assert "on their way" in why_no_maps("no_weights", learning=True)
    assert why_no_maps("empty", learning=True) == why_no_maps("empty", learning=False)
