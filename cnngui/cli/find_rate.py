"""`find-rate`: a suggestion for the learning rate, from a ramp of rates on new weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnngui.cli.options import Data, Download, Json, NetworkFile, PresetName, RecipeFile, WithoutEdits
from cnngui.cli.output import console, headings, print_json, print_table
from cnngui.cli.sources import find_network
from cnngui.cli.terminal import progress_bar, quiet_loading, stop_on_interrupt
from cnngui.cli.train import begun_with, check_data, own_data
from cnngui.messages import text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ROWS = 15


def find_rate(
    preset: PresetName = None,
    network: NetworkFile = None,
    data: Data = None,
    recipe_file: RecipeFile = None,
    download: Download = False,
    without_edits: WithoutEdits = False,
    as_json: Json = False,
) -> int:
    """Try learning rates from small to large, a batch each, and say where the cost falls fastest."""
    from cnngui.engine.protocol import Event, RatesTried, Ready
    from cnngui.engine.session import Session
    from cnngui.engine.threads import one_thread_an_operation

    source = find_network(preset, network)
    recipe, chosen = begun_with(source, recipe_file), data or own_data(source)
    check_data(source, chosen, download, may_ask=not as_json, edits=not without_edits)
    one_thread_an_operation()
    rates: list[float] = []
    losses: list[float] = []
    with progress_bar() as bar, quiet_loading() as silence, Session(edits=not without_edits) as session:
        task = bar.add_task(text("cli.loading_engine"), total=None)

        def show(event: Event) -> None:
            if isinstance(event, Ready):
                silence.close()
            elif isinstance(event, RatesTried):
                rates.extend(event.rates.tolist())
                losses.extend(event.losses.tolist())
                bar.update(task, description=text("cli.trying_rate", rate=rates[-1]))

        with stop_on_interrupt(session.stop):
            suggestion = session.find_rate(source.network, recipe, chosen, show)
    if as_json:
        print_json({"suggestion": suggestion, "rates": rates, "losses": losses})
        return 0
    _print(rates, losses)
    code = "no_suggestion" if suggestion is None else "suggestion"
    console().print(text(f"cli.{code}", rate=suggestion), style="bold", soft_wrap=True)
    return 0


def _print(rates: list[float], losses: list[float]) -> None:
    """Print the running mean of the cost at some of the rates."""
    import numpy as np

    from cnngui.engine.finding import smoothed

    means: NDArray[np.float64] = smoothed(np.array(losses))
    places = np.unique(np.linspace(0, len(rates) - 1, min(_ROWS, len(rates))).round().astype(int))
    rows = [(f"{rates[place]:.2g}", f"{means[place]:.4f}") for place in places]
    print_table(headings(">rate", ">cost"), rows, console())
