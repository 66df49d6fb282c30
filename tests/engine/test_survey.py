"""What is found of a layer that many samples were shown to."""

from __future__ import annotations

import numpy as np
import pytest

from cnngui.engine.survey import Surveyor, aligned, pooled, principal_components, strongest_samples

RANDOM = np.random.default_rng(0)


def surveyed(outputs: np.ndarray, batch: int = 7):
    surveyor = Surveyor()
    for start in range(0, len(outputs), batch):
        surveyor.add(outputs[start : start + batch].astype(np.float32))
    return surveyor.result()


def test_each_unit_has_the_samples_that_light_it_most_and_where() -> None:
    maps = RANDOM.random((30, 5, 6, 3))
    maps[11, 4, 2, 1] = 9.0
    maps[20, 0, 5, 1] = 8.0
    found = surveyed(maps)
    assert found.top.shape == (3, 9)
    assert found.top[1, :2].tolist() == [11, 20]
    assert found.places[1, :2].tolist() == [[4, 2], [0, 5]]
    peaks = maps.max(axis=(1, 2))
    for unit in range(3):
        assert found.top[unit].tolist() == np.argsort(-peaks[:, unit])[:9].tolist()
        assert found.strongest[unit] == pytest.approx(np.sort(peaks[:, unit])[::-1][:9])


def test_units_without_places_and_few_samples() -> None:
    found = surveyed(np.array([[1.0, -2.0], [3.0, -1.0]]))
    assert found.top.tolist() == [[1, 0], [1, 0]]
    assert found.places.shape == (2, 2, 0)


def test_what_is_no_number_lights_nothing() -> None:
    assert strongest_samples(np.array([[np.nan], [2.0], [1.0]]), 2).tolist() == [[1, 2]]
    found = surveyed(np.array([[np.nan, 1.0], [2.0, 2.0], [1.0, 5.0]]))
    assert found.top[0].tolist() == [1, 2, 0]
    assert np.isfinite(found.points).all()


@pytest.mark.parametrize(("samples", "features"), [(40, 6), (12, 300), (2, 3), (5, 1), (1, 4)])
def test_components_are_those_of_a_singular_value_decomposition(samples: int, features: int) -> None:
    values = RANDOM.normal(2, [1, *[0.4] * (features - 1)], (samples, features)).astype(np.float32)
    points, shares = principal_components(values)
    left, lengths, _ = np.linalg.svd(values - values.mean(axis=0), full_matrices=False)
    wanted = np.zeros((samples, 2))
    wanted[:, : min(2, len(lengths))] = (left * lengths)[:, :2]
    np.testing.assert_allclose(np.abs(points), np.abs(wanted), atol=1e-3)
    total = max((lengths**2).sum(), 1e-12)
    np.testing.assert_allclose(shares[: len(lengths)], (lengths**2 / total)[:2], atol=1e-4)
    assert all(axis[np.abs(axis).argmax()] >= 0 for axis in points.T)


@pytest.mark.parametrize("scale", [1e-30, 1e30])
def test_huge_and_tiny_values_have_components_too(scale: float) -> None:
    values = RANDOM.normal(0, 1, (20, 5))
    small = principal_components(values.astype(np.float32))[0]
    np.testing.assert_allclose(
        principal_components((values * scale).astype(np.float32))[0] / scale, small, rtol=1e-2, atol=1e-3
    )


def test_samples_that_are_all_alike_lie_in_one_place() -> None:
    points, shares = principal_components(np.ones((9, 4), np.float32))
    assert not points.any()
    assert not shares.any()


def test_large_maps_are_averaged_and_it_is_told() -> None:
    assert surveyed(RANDOM.random((3, 28, 28, 8))).averaged == 1
    large = surveyed(RANDOM.random((3, 100, 90, 16)))
    assert large.averaged == 3
    values = RANDOM.random((2, 5, 4, 3)).astype(np.float32)
    mean = pooled(values, 2)
    assert mean.shape == (2, 3, 2, 3)
    np.testing.assert_allclose(mean[:, 0, 1], values[:, :2, 2:].mean(axis=(1, 2)), rtol=1e-6)
    np.testing.assert_allclose(mean[:, 2, 0], values[:, 4:, :2].mean(axis=(1, 2)), rtol=1e-6)


def test_a_cloud_is_turned_as_it_lay_before() -> None:
    before = RANDOM.normal(0, 1, (50, 2)).astype(np.float32)
    np.testing.assert_array_equal(aligned(before * [-1, 1], before), before)
    np.testing.assert_array_equal(aligned(before, np.zeros_like(before)), before)
