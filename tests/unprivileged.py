"""A child that has the rights of its permissions only, also where the tests run as the superuser."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence

from tests.contracts.source import ROOT

# What lets a superuser write what is read-only; its files and its folders stay readable to it.
_DROPPED = "--bounding-set=-dac_override,-dac_read_search,-fowner,-chown"


def without_rights() -> tuple[str, ...]:
    """Return the words before a command that take the right to override permissions."""
    superuser = os.name == "posix" and os.geteuid() == 0
    return ("setpriv", _DROPPED) if superuser else ()


def unprivileged(
    words: Sequence[str], env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program without the right to override permissions, and return what it said."""
    return subprocess.run(
        [*without_rights(), *words],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=ROOT,
        env={**os.environ, **(env or {})},
    )
