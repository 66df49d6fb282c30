"""Work-arounds are found by one word, with the version and the report whose end retires them."""

from __future__ import annotations

import re

from tests.contracts.source import ROOT, modules

FILES = [*modules().values(), ROOT / "pyproject.toml", ROOT / "dev.py"]
TAG = re.compile(r"WORKAROUND\(\w+ \d+(\.\d+)+\): \S")
LINES = 6
"""How far behind the tag the link may stand."""


def test_every_workaround_has_a_version_and_a_report() -> None:
    found, wrong = 0, []
    for path in FILES:
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines):
            if "WORKAROUND" in line:
                found += 1
                behind = " ".join(lines[number : number + LINES])
                if not TAG.search(line) or not ("https://" in behind or "no report known" in behind):
                    wrong.append(f"{path.relative_to(ROOT)}:{number + 1}")
    assert found > 5
    assert not wrong
