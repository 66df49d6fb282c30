from __future__ import annotations

import numpy as np
import pytest

from cnngui.engine.unit_values import unit_of, values_of

MAPS = np.arange(24, dtype=np.float32).reshape(2, 3, 4)


@pytest.mark.parametrize(
    ("output", "unit", "wanted"),
    [
        (MAPS, 1, MAPS[:, :, 1]),
        (MAPS[0], 3, MAPS[0][:, 3][np.newaxis]),
        (MAPS[0, 0], 2, [[2]]),
        (np.stack([MAPS, MAPS + 1]), 0, np.concatenate([MAPS[:, :, 0], MAPS[:, :, 0] + 1])),
    ],
    ids=["maps", "steps", "units", "volume"],
)
def test_a_unit_is_a_picture_whatever_axes_its_layer_has(output, unit, wanted) -> None:
    np.testing.assert_array_equal(unit_of(output, unit), wanted)


def test_a_unit_that_there_is_not_is_none() -> None:
    assert unit_of(MAPS, 4) is None
    assert unit_of(MAPS, -1) is None


def test_all_are_looked_at_together() -> None:
    asked = []

    class Model:
        def look(
            self, samples: np.ndarray, layers: set[str], off: object
        ) -> tuple[None, dict[str, np.ndarray]]:
            asked.append((samples.shape, layers, off))
            return None, {"conv": MAPS[np.newaxis]}

    units = [("conv", 0), ("gone", 0), ("conv", 3), ("conv", 9)]
    found = values_of(Model(), units, np.zeros((4, 4, 1), np.float32), {"conv": [1]})  # type: ignore[arg-type]
    assert asked == [((1, 4, 4, 1), {"conv", "gone"}, {"conv": [1]})]
    assert [None if each is None else each[0, 0] for each in found] == [0, None, 3, None]
