from __future__ import annotations

import pytest

from cnngui.network.augmentation import Augmentation
from cnngui.network.recipe import SGD, Adam, AdamW, EarlyStopping, Recipe
from cnngui.network.recipe_words import recipe_changes
from cnngui.network.schedules import CosineDecay


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (Recipe(), Recipe(), []),
        (Recipe(), Recipe(optimizer=Adam(learning_rate=0.01)), ["learning rate 0.001 → 0.01"]),
        (Recipe(), Recipe(epochs=15, batch_size=32), ["batch size 100 → 32", "epochs 5 → 15"]),
        (
            Recipe(),
            Recipe(optimizer=SGD(momentum=0.9)),
            ["optimizer Adam → SGD", "learning rate 0.001 → 0.01", "momentum 0.9"],
        ),
        (Recipe(), Recipe(optimizer=AdamW()), ["optimizer Adam → AdamW"]),
        (
            Recipe(),
            Recipe(schedule=CosineDecay(warm_up_epochs=1.0)),
            ["schedule Constant → CosineDecay", "warm up epochs 1"],
        ),
        (Recipe(), Recipe(early_stopping=EarlyStopping(patience=3)), ["early stopping after 3"]),
        (Recipe(early_stopping=EarlyStopping()), Recipe(), ["no early stopping"]),
        (
            Recipe(early_stopping=EarlyStopping(patience=3)),
            Recipe(early_stopping=EarlyStopping(monitor="val_metric")),
            ["monitor val loss → val metric", "patience 3 → 5"],
        ),
        (
            Recipe(),
            Recipe(augmentation=Augmentation(shift=0.1, horizontal_flip=True)),
            ["shift 0.1", "horizontal flip on"],
        ),
        (Recipe(augmentation=Augmentation(noise=0.1)), Recipe(), ["no noise"]),
        (Recipe(), Recipe(class_weight={0: 2.0, 1: 0.5}), ["class weight for 2 classes"]),
        (Recipe(global_clipnorm=1.0), Recipe(), ["no global clipnorm"]),
    ],
)
def test_changes_are_told_in_a_few_words(before: Recipe, after: Recipe, told: list[str]) -> None:
    assert [str(change) for change in recipe_changes(before, after)] == told
