"""How large a network may be to be set up for a look."""

from __future__ import annotations

import pytest

from cnngui.network.inference.infer import infer
from cnngui.network.layers import Dense, Flatten
from cnngui.network.network import Network
from cnngui.state import preview

SMALL = infer(Network(layers=(Flatten(), Dense(units=10))))


@pytest.mark.parametrize(("share", "large"), [(1.9, True), (2.0, False), (None, False)])
def test_twice_what_it_needs_must_be_free(
    monkeypatch: pytest.MonkeyPatch, share: float | None, large: bool
) -> None:
    needed = SMALL.memory_bytes(1, 0)
    assert needed is not None
    monkeypatch.setattr(preview, "free_memory", lambda: None if share is None else int(share * needed))
    assert preview.is_large(SMALL) is large


def test_so_many_parameters_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview, "free_memory", lambda: None)
    monkeypatch.setattr(preview, "MOST_PARAMETERS", 7850)
    assert not preview.is_large(SMALL)
    monkeypatch.setattr(preview, "MOST_PARAMETERS", 7849)
    assert preview.is_large(SMALL)
