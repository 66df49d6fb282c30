from __future__ import annotations

from pathlib import Path

import pytest

from cnngui.report.contents import contents_of
from cnngui.runs.history import History
from cnngui.runs.run import Run
from cnngui.ui.shared.report_pdf import report_pdf
from tests.report.test_report import MEASURED, SUMMARY
from tests.runs.test_project import trained
from tests.runs.test_run import RECORD


@pytest.fixture
def run(tmp_path: Path) -> Run:
    made = Run(tmp_path / "one")
    made.begin(RECORD)
    made.write_summary(SUMMARY)
    return made


def test_a_pdf_has_pages_and_pictures(qapp, run: Run) -> None:
    content = report_pdf(contents_of(run, History.from_columns(trained().history), MEASURED))
    assert content.startswith(b"%PDF")
    assert 1 <= content.count(b"/Type /Page\n") <= 3
    assert content.count(b"/Subtype /Image") >= 4
