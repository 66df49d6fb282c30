"""Training reads prepared data to the last bit as everything else that is given to its network."""

from __future__ import annotations

import numpy as np
import pytest

from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.preparation import Preparation
from cnngui.datasets.prepared import prepared
from cnngui.datasets.preparing import prepare_picture, prepare_samples
from cnngui.engine.training_data import make_training_data
from cnngui.errors import CnnguiError
from cnngui.network.recipe import Recipe
from tests.datasets.test_preparation import photos

PREPARATIONS = [
    Preparation(),
    Preparation(scale="-1..1", size=(12, 12), fit="pad", pad="white"),
    Preparation(scale="0..255", invert=True, fit="squeeze", size=(12, 20)),
    Preparation(normalise="channels"),
    Preparation(normalise="channels", scale="-1..1", colour="grey", invert=True),
]


@pytest.mark.tensorflow
@pytest.mark.parametrize("preparation", PREPARATIONS, ids=lambda each: each.words() or "as it came")
@pytest.mark.parametrize("shape", ["pictures", "rows"])
def test_a_batch_is_what_a_picture_is_given_as(preparation: Preparation, shape: str) -> None:
    import tensorflow as tf

    from cnngui.engine.keras_backend.steps import Samples

    came = photos()
    dataset = prepared(came, preparation)
    read = dataset.input_shape if shape == "pictures" else (int(np.prod(dataset.input_shape)),)
    data = make_training_data(dataset, Recipe(validation_split=0.0), read)
    assert data.input_format is not None
    samples = Samples.of(data.validation_samples, data.validation_labels, data.scaling)
    batch = tf.function(lambda at: samples.batch(at)[0])(tf.constant([3, 1])).numpy()
    np.testing.assert_array_equal(batch, prepare_samples(dataset.x_test[[3, 1]], read, data.input_format))
    given = prepare_picture(came.x_test[3], read, data.input_format)
    np.testing.assert_array_equal(batch[0], given)


def test_the_network_decides_on_the_numbers_only_where_the_preparation_does_not() -> None:
    for preparation, ends in (
        (Preparation(), (0, 255)),
        (Preparation(scale="-1..1"), (-1, 1)),
        (Preparation(scale="0..1"), (0, 1)),
    ):
        dataset = prepared(photos(), preparation)
        told = make_training_data(dataset, Recipe(), dataset.input_shape, (0.0, 255.0)).input_format
        assert told is not None
        assert (told.black, told.white) == ends
    dataset = prepared(photos(), Preparation(normalise="channels"))
    with pytest.raises(CnnguiError) as caught:
        make_training_data(dataset, Recipe(), dataset.input_shape, (0.0, 255.0))
    assert caught.value.code == "preparation.scaled_twice"
    plain, normalised = (make_training_data(each, Recipe(), each.input_shape) for each in (photos(), dataset))
    assert plain.key != normalised.key
    assert InputFormat.of(dataset) == normalised.input_format
