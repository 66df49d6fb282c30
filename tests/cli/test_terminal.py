from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from cnngui.cli import terminal
from cnngui.cli.terminal import BOUNCE_S, stop_on_interrupt


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    now = [1000.0]
    with monkeypatch.context() as patched:
        patched.setattr(terminal.time, "monotonic", lambda: now[0])
        yield now


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_first_signal_asks_and_a_second_ctrl_c_ends(number: signal.Signals, clock: list[float]) -> None:
    asked = []
    before = signal.getsignal(number)
    with stop_on_interrupt(lambda: asked.append(1)):
        signal.raise_signal(number)
        assert asked == [1]
        clock[0] += BOUNCE_S / 2
        signal.raise_signal(signal.SIGINT)
        clock[0] += BOUNCE_S
        signal.raise_signal(signal.SIGTERM)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert asked == [1]
    assert signal.getsignal(number) is before


def test_what_the_process_was_told_to_ignore_it_ignores() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    asked = []
    with stop_on_interrupt(lambda: asked.append(1)):
        signal.raise_signal(signal.SIGHUP)
    signal.signal(signal.SIGHUP, before)
    assert asked == []
