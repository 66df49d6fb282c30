"""Answers about the data as the worker gives them, for tests that play it."""

from __future__ import annotations

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.words import sample_text
from cnngui.engine import protocol
from cnngui.engine.worker.overviews import averaged, listed
from tests.ui.draw.stage import Stage


def give_list(played: Stage) -> protocol.SamplesListed:
    """Answer the newest `ListSamples`."""
    asked = played.transport.last(protocol.ListSamples)
    assert isinstance(asked, protocol.ListSamples)
    told = listed(asked, load_dataset(asked.data))
    played.hear(told)
    return told


def give_averages(played: Stage) -> None:
    """Answer the newest `AverageSamples`."""
    asked = played.transport.last(protocol.AverageSamples)
    assert isinstance(asked, protocol.AverageSamples)
    played.hear(averaged(asked, load_dataset(asked.data)))


def give_wanted(played: Stage) -> int:
    """Answer every `FetchSamples` that was not answered yet, and return how many samples those were."""
    given, count = getattr(played, "given", 0), 0
    while len(asked := played.asked(protocol.FetchSamples)) > given:
        for request in asked[given:]:
            assert isinstance(request, protocol.FetchSamples)
            came = load_dataset(request.data, edits=False)
            samples = came.part(request.stored)[0][request.indices]
            texts = tuple(sample_text(each, came.vocabulary) for each in samples)
            place = request.data, request.stored, request.indices
            form = InputFormat.of(came)
            played.hear(protocol.SamplesFetched(request.request_id, *place, samples, texts, form))
            count += len(samples)
        given = len(asked)
    played.given = given  # type: ignore[attr-defined]
    return count
