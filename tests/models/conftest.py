"""The scripts that made the shipped network stand beside the package, not in it."""

from __future__ import annotations

import sys

import pytest

from cnngui.files import folders


@pytest.fixture(autouse=True, scope="session")
def scripts() -> None:
    sys.path.insert(0, str(folders.models()))
