"""What a person does to the network, from the call until all is painted, the first time too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.result import Result, median
from benchmarks.surroundings import in_own_process, shown_app, tell
from cnngui.course.presets import DEFAULT_PRESET, presets
from cnngui.network.blocks import Residual
from cnngui.network.layers import BatchNormalization, Conv2D, ReLU
from cnngui.network.network import Network
from cnngui.network.table import LAYER_TABLE, default_layer

if TYPE_CHECKING:
    from benchmarks.probes import Doing
    from cnngui.app import App

GOAL_MS, EDIT_MS = 50.0, 16.0
EDITS = 30
MAP_LAYERS, MAP_MS = 200, 8.0
_DEEP, _STEM, _LAST = "resnet-152", "conv1_conv", "predictions"


def measure() -> list[Result]:
    """Let a process of its own drive the window."""
    return in_own_process("benchmarks.gestures")


def drive() -> list[Result]:
    """Measure in this process, in a new window for each: only so is the first time one."""
    from benchmarks.probes import Doing, pump, wait

    with shown_app() as app:
        app.state.shipped.start()
        app.state.engine.start()
        wait(lambda: app.state.engine.ready is not None and app.state.library.described is not None)
        pump(1.0)
        doing = Doing()
        return [
            _tabs(app, doing),
            _undo(app, doing),
            _forms(app, doing),
            _presets(app, doing),
            *_deep(app, doing),
            *_map(app, doing),
        ]


def _tabs(app: App, doing: Doing) -> Result:
    tabs = app.window.pages.tabs
    places = [*range(1, tabs.count()), 0] * 3
    times = [(tabs.tabText(place), doing.ms(tabs.setCurrentIndex, place)) for place in places]
    return _worst("change of the tab", times)


def _undo(app: App, doing: Doing) -> Result:
    document = app.state.document
    name, stack = document.network.names[0], document.undo_stack
    edits: dict[str, Callable[[], object]] = {
        "a field": partial(document.set_field, name, "filters", 48),
        "a layer less": partial(document.remove_layers, name),
        "a layer more": partial(document.insert_layers, (default_layer("Conv2D"),), 1),
    }
    times = []
    for what, edit in edits.items():
        times += [(what, doing.ms(edit)), (f"{what}, undone", doing.ms(stack.undo))]
        times += [(f"{what}, redone", doing.ms(stack.redo)), (f"{what}, undone", doing.ms(stack.undo))]
    return _worst("an edit, Undo and Redo", times)


def _forms(app: App, doing: Doing) -> Result:
    """Select a layer of each kind in turn; only the default network's had a form before."""
    document, kinds = app.state.document, list(LAYER_TABLE)
    layers = tuple(default_layer(kind).model_copy(update={"name": kind.lower()}) for kind in kinds)
    document.set_network(Network(input_shape=(28, 28, 1), layers=layers), "all")
    doing.ms(app.window.update)
    times = [(kind, doing.ms(document.select, kind.lower())) for kind in kinds]
    return _worst("first form of a kind", times)


def _presets(app: App, doing: Doing) -> Result:
    names = [each.name for each in presets()] + [DEFAULT_PRESET]
    return _worst(
        "a network of the New menu", [(name, doing.ms(app.state.files.new, name)) for name in names]
    )


def _deep(app: App, doing: Doing) -> Iterable[Result]:
    document = app.state.document
    app.state.files.new(_DEEP)
    doing.ms(app.window.update)
    for name, field, first in ((_STEM, "filters", 65), (_LAST, "units", 1_001)):
        times = [doing.ms(document.set_field, name, field, first + number) for number in range(EDITS)]
        note = f"median of {EDITS}, worst {max(times):.1f} ms"
        yield Result(
            f"whole edit of ResNet-152 in the window, {name}", median(times), "ms", EDIT_MS, note=note
        )


def _map(app: App, doing: Doing) -> Iterable[Result]:
    """Show a network of 200 layers on the map, as after an edit, and look at it from near and far."""
    from PySide6.QtGui import QAction

    from benchmarks.probes import wait
    from cnngui.ui.network.map.map_view import NetworkMap

    document = app.state.document
    app.state.files.new(DEFAULT_PRESET)
    document.set_network(_of_blocks(MAP_LAYERS // 5), "of blocks")
    show = app.window.findChild(QAction, "map_action")
    assert show is not None
    show.trigger()
    doing.ms(app.window.update)
    view = app.window.findChild(NetworkMap)
    assert view is not None
    again = [
        doing.ms(view.show_network, document.network, document.inference, document.counted)
        for _ in range(EDITS)
    ]
    note = f"median of {EDITS}, worst {max(again):.1f} ms; {len(view.scene.boxes)} boxes"
    yield Result(f"map of {MAP_LAYERS} layers laid out and painted", median(again), "ms", MAP_MS, note=note)
    painted = []
    for zoom in (view.fit_zoom("whole"), view.fit_zoom("width"), 1.0, 2.0):
        view.zoom_by(zoom / view.target.zoom)
        wait(lambda: not view.is_moving)
        times = [doing.ms(view.viewport().update) for _ in range(EDITS)]
        painted.append((f"{100 * zoom:.0f} %", median(times)))
    note = ", ".join(f"at {what} {ms:.1f}" for what, ms in painted)
    yield Result(
        f"frame of the map of {MAP_LAYERS} layers, worst zoom",
        max(ms for _, ms in painted),
        "ms",
        MAP_MS,
        note=note,
    )


def _of_blocks(blocks: int) -> Network:
    """Return a network of residual blocks, of five layers each."""
    conv = Conv2D(filters=8, padding="same")
    path = (conv, BatchNormalization(), ReLU(), conv)
    return Network(input_shape=(28, 28, 8), layers=(Residual(branches=(path, (conv,))),) * blocks)


def _worst(name: str, times: Sequence[tuple[str, float]]) -> Result:
    slow = sorted(times, key=lambda pair: -pair[1])
    middle = median([ms for _, ms in times])
    first = ", ".join(f"{what} {ms:.0f}" for what, ms in slow[:4])
    note = f"worst of {len(times)}, in ms: {first}; median {middle:.1f}"
    return Result(f"{name}, the first time too", slow[0][1], "ms", GOAL_MS, note=note)


if __name__ == "__main__":
    tell(drive())
