"""Convolutions over other things than photographs: words in a row, and stones on a board."""

from __future__ import annotations

from functools import partial

from cnngui.course.presets.preset import CNN_STRUCTURE, STUDENT_NOTES, Figures, Preset, note
from cnngui.course.presets.usual import predictions, printed, said
from cnngui.network import layers as kinds
from cnngui.network.blocks import Parallel, Repeat
from cnngui.network.network import Network
from cnngui.network.penalties import MaxNorm
from cnngui.network.recipe import SGD, Adam, Recipe
from cnngui.network.schedules import ExponentialDecay

# Of the data set "sentences": word numbers in a sentence, and numbers there may be.
_WORDS, _VOCABULARY = 16, 1_000


def presets() -> tuple[Preset, ...]:
    """Return both."""
    return _sentence_cnn(), _alphago_policy()


def _sentence_cnn() -> Preset:
    def look(width: int) -> tuple[kinds.Conv1D, kinds.GlobalMaxPooling1D]:
        # "same": a sentence may be shorter than the window.
        return (
            kinds.Conv1D(
                name=f"look_{width}", filters=32, kernel_size=width, padding="same", activation="relu"
            ),
            kinds.GlobalMaxPooling1D(name=f"strongest_{width}"),
        )

    def build() -> Network:
        embed = partial(kinds.Embedding, input_dim=_VOCABULARY, output_dim=32)
        layers = (
            Parallel(name="channels", branches=((embed(name="words_1"),), (embed(name="words_2"),))),
            Parallel(name="windows", branches=(look(3), look(4), look(5))),
            kinds.Dropout(rate=0.5),
            predictions(2, kernel_constraint=MaxNorm(max_value=3.0)),
        )
        return Network(input_shape=(_WORDS,), layers=layers)

    return Preset(
        name="sentence-cnn",
        lesson_code="other",
        build=build,
        recipe=Recipe(optimizer=Adam(), batch_size=50, epochs=15),
        data="sentences",
        figures=(Figures(STUDENT_NOTES), Figures(CNN_STRUCTURE)),
        notes=said("two_channels", "sentence_sizes", note("own_sentences", percent=77, epochs=15)),
    )


def _alphago_policy() -> Preset:
    def build() -> Network:
        hidden = (
            kinds.ZeroPadding2D(name="pad2"),
            kinds.Conv2D(name="conv2", filters=192, kernel_size=(3, 3), activation="relu"),
        )
        layers = (
            kinds.ZeroPadding2D(name="pad1", padding=((2, 2), (2, 2))),
            kinds.Conv2D(name="conv1", filters=192, kernel_size=(5, 5), activation="relu"),
            Repeat(name="hidden", times=11, branches=(hidden,)),
            kinds.Conv2D(name="conv13", filters=1, kernel_size=(1, 1), use_bias=False),
            kinds.PositionBias(name="bias"),
            kinds.Flatten(),
            kinds.Activation(name="moves", activation="softmax"),
        )
        return Network(input_shape=(19, 19, 48), layers=layers)

    rows = "input 19×19×48, pad1 23×23×48, conv1 19×19×192, pad2 21×21×192, conv2 19×19×192, conv13 19×19×1"
    # 340 million steps of 16 positions, of 28.4 million; halved every 80 million steps.
    schedule = ExponentialDecay(factor=0.5, every_epochs=45)
    parameters = note("parameters", parameters=3_882_793)
    return Preset(
        name="alphago-policy",
        lesson_code="other",
        build=build,
        recipe=Recipe(optimizer=SGD(learning_rate=0.003), schedule=schedule, batch_size=16, epochs=192),
        data="",
        figures=(printed(CNN_STRUCTURE, rows, depth=13), Figures(STUDENT_NOTES)),
        notes=said("alphago_bias", "alphago_filters", parameters, "recipe_of_paper", "no_positions"),
    )
