from __future__ import annotations

from cnngui.course.presets import preset
from cnngui.network.blocks import Parallel
from cnngui.network.graph import nodes
from cnngui.network.inference.propagation import node_shapes
from cnngui.network.layers import Conv1D, Conv2D, Dropout, Embedding
from tests.course.presets.asking import fields_of, inference, notes, outputs, total


def test_sentences_are_looked_at_through_windows_of_several_widths() -> None:
    """Kim (2014): two channels, windows of 3, 4 and 5 words, the strongest answer of each filter."""
    name = "sentence-cnn"
    channels, windows = (entry for entry in preset(name).network.layers if isinstance(entry, Parallel))
    assert [branch[0].kind for branch in channels.branches] == ["Embedding", "Embedding"]
    assert [[layer.kind for layer in branch] for branch in windows.branches] == [
        ["Conv1D", "GlobalMaxPooling1D"]
    ] * 3
    assert fields_of(name, Conv1D, "kernel_size") == [3, 4, 5]
    assert fields_of(name, Embedding, "input_dim") == [1_000, 1_000]
    assert fields_of(name, Dropout, "rate") == [0.5]
    assert inference(name).result("windows").output_shape == (3 * 32,)
    assert outputs(name)[-1] == (2,)
    assert preset(name).data == "sentences"


def test_alphago_has_thirteen_convolutions_on_the_whole_board() -> None:
    """004's text: pad to 23 and 5×5, eleven times pad to 21 and 3×3, then 1×1 with a bias for each place."""
    network = preset("alphago-policy").network
    shapes = node_shapes(network)
    convolutions = [node for node in nodes(network) if isinstance(node.layer, Conv2D)]
    assert [node.layer.kernel_size[0] for node in convolutions] == [5, *[3] * 11, 1]
    assert {shapes[node.name][1][:2] for node in convolutions} == {(19, 19)}
    assert [shapes[node.name][0][0] for node in convolutions] == [23, *[21] * 11, 19]
    assert [node.layer.filters for node in convolutions] == [*[192] * 12, 1]
    assert inference("alphago-policy").result("bias").parameters == 361
    assert total("alphago-policy") == 3_882_793
    assert "3,882,793" in notes("alphago-policy")
    assert outputs("alphago-policy")[-1] == (361,)
