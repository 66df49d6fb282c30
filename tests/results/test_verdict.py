from __future__ import annotations

import numpy as np
import pytest

from cnngui.results.verdict import SURE_FROM, Verdict, joined, verdict_of


def spread(**shares: float) -> np.ndarray:
    """Return ten probabilities with the named ones given and the rest shared evenly."""
    values = np.full(10, (1 - sum(shares.values())) / (10 - len(shares)), np.float32)
    for name, share in shares.items():
        values[int(name[1:])] = share
    return values


def test_a_clear_winner_is_sure_and_has_a_runner_up():
    verdict = verdict_of(spread(d7=0.95, d9=0.03))
    assert (verdict.kind, verdict.best, verdict.second) == ("sure", 7, 9)
    assert verdict.share == pytest.approx(0.95)


def test_below_the_limit_the_answer_is_not_sure():
    assert verdict_of(spread(d4=SURE_FROM - 0.01, d9=0.3)).kind == "unsure"
    assert verdict_of(spread(d4=SURE_FROM, d9=0.3)).kind == "sure"


def test_equal_shares_are_read_in_the_order_of_the_classes():
    verdict = verdict_of(np.array([0.5, 0.5], np.float32))
    assert (verdict.best, verdict.second, verdict.kind) == (0, 1, "unsure")


@pytest.mark.parametrize(
    "outputs", [[3.0, 1.0], [-0.5, 1.5], [0.0, 0.0, 0.0], [0.9, 0.9]], ids=["large", "signed", "zero", "sum"]
)
def test_outputs_that_are_no_probabilities_are_said_to_be_raw(outputs):
    assert verdict_of(np.array(outputs, np.float32)).kind == "raw"


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_nan_is_no_answer(bad):
    values = spread(d7=0.9)
    values[3] = bad
    assert verdict_of(values).kind == "broken"


def test_one_output_has_no_runner_up_and_none_says_nothing():
    assert verdict_of(np.ones(1, np.float32)).second is None
    assert verdict_of(np.ones(0, np.float32)) is None


def test_the_rounding_of_float32_over_many_classes_is_no_reason_to_doubt():
    values = np.random.default_rng(0).random(1000).astype(np.float32) ** 4
    assert verdict_of(values / values.sum()).kind == "unsure"


def test_a_network_that_learned_to_refuse_says_that_there_is_nothing():
    spread_out = spread(d4=0.25, d9=0.2)
    assert verdict_of(spread_out).kind == "unsure"
    refused = verdict_of(spread_out, reads_from=0.6)
    assert (refused.kind, refused.best, refused.second) == ("nothing", 4, 9)
    assert verdict_of(spread(d4=0.4, d9=0.35), reads_from=0.6).kind == "unsure"
    assert verdict_of(spread(d4=0.95, d9=0.03), reads_from=0.6).kind == "sure"
    assert verdict_of(np.ones(1, np.float32), reads_from=0.6).kind == "sure"


def test_rows_of_signs_are_words_of_their_own():
    sure, nothing = Verdict("sure"), Verdict("nothing")
    assert joined([("4", sure), ("0", nothing), ("7", sure)]) == "4?7"
    assert joined([("4", sure), ("0", sure), ("7", sure)], [0, 1, 1]) == "4 07"
    assert joined([("10", sure), ("0", sure), ("7", sure)], [0, 0, 1]) == "10 0 / 7"
    assert joined([]) == ""
