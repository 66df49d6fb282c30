from __future__ import annotations

import base64
import re
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from cnngui.report.contents import Measured, Mistake, contents_of
from cnngui.report.page import report_html
from cnngui.runs.history import History
from cnngui.runs.run import Run
from cnngui.runs.run_files import Note, Summary
from tests.runs.test_project import trained
from tests.runs.test_run import RECORD

SUMMARY = Summary(
    state="finished",
    epoch=3,
    epochs=3,
    metric_name="accuracy",
    best_epoch=2,
    best_metric=0.9876,
    val_metric=0.97,
)


def png() -> bytes:
    written = BytesIO()
    Image.fromarray(np.full((8, 8), 200, np.uint8)).save(written, "PNG")
    return written.getvalue()


MEASURED = Measured(
    part="test part of digits",
    samples=100,
    accuracy=0.97,
    interval=(0.9155, 0.9897),
    class_names=("고양이", "<b>dog</b>"),
    confusion=np.array([[50, 1], [2, 47]]),
    mistakes=(Mistake(png(), "고양이", "<b>dog</b>", 0.93),),
)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    made = Run(tmp_path / "one")
    made.begin(RECORD)
    made.write_summary(SUMMARY)
    made.write_note(Note(name="더 큰 것 <script>", note="Ich & du"))
    return made


class Seen(HTMLParser):
    """Collects tags and text, and that every tag is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.text = ""
        self.sources: list[str] = []
        self.feed(page)
        assert not self.open

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in ("img", "br", "meta"):
            self.open.append(tag)
        self.sources += [value or "" for name, value in attributes if name == "src"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_tells_all_and_needs_nothing_from_anywhere(run: Run) -> None:
    history = History.from_columns(trained().history)
    seen = Seen(report_html(contents_of(run, history, MEASURED)))
    for told in (
        *("더 큰 것 <script>", "Ich & du", "98.76% after epoch 2", "97.00% of 100 samples", "고양이"),
        *("<b>dog</b>", "50", "47", "93% sure", "Adam", "float32", "cnngui 0.1.0"),
    ):
        assert told in seen.text, told
    assert "script" not in seen.tags
    assert len(seen.sources) == 4, "two curves, a mistake, the network"
    assert all(source.startswith("data:image/") for source in seen.sources)


def test_what_was_not_measured_is_not_told(run: Run) -> None:
    seen = Seen(report_html(contents_of(run, History())))
    assert "How well it does" not in seen.text
    assert "Test set" not in seen.text
    assert not re.search(r"\bnan\b", seen.text.lower())


def test_the_curves_are_drawn_where_they_are(run: Run) -> None:
    history = History.from_columns(trained().history)
    page = report_html(contents_of(run, history))
    encoded = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', page)
    for svg in map(base64.b64decode, encoded):
        ElementTree.fromstring(svg)
    cost = base64.b64decode(encoded[0]).decode()
    assert "Cost" in cost
    assert "polyline" in cost


def test_pictures_can_be_kept_apart_from_the_page(run: Run) -> None:
    kept: list[tuple[bytes, str, int]] = []

    def embed(content: bytes, kind: str, width: int) -> str:
        kept.append((content, kind, width))
        return f"picture{len(kept)}"

    seen = Seen(report_html(contents_of(run, History(), MEASURED), embed))
    assert seen.sources == ["picture1", "picture2", "picture3", "picture4"]
    assert kept[2][1:] == ("image/png", 56)
