from __future__ import annotations

import signal

import pytest

from cnngui.cli.terminal import stop_on_interrupt


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_asks_and_the_second_ends(number: signal.Signals) -> None:
    asked = []
    before = signal.getsignal(number)
    with stop_on_interrupt(lambda: asked.append(1)):
        signal.raise_signal(number)
        assert asked == [1]
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)
    assert asked == [1]
    assert signal.getsignal(number) is before
