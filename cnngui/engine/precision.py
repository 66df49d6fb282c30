"""In which numbers a training computes, and why it was these. No TensorFlow here."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal

from cnngui.messages import text
from cnngui.network.recipe import Policy

Reason = Literal["asked", "begun", "environment", "no_instructions", "measured"]

_CPUINFO = Path("/proc/cpuinfo")
_INSTRUCTIONS = frozenset({"avx512_bf16", "amx_bf16", "bf16"})
"""By Linux' names, of x86 and of ARM."""


@dataclass(frozen=True)
class ChosenPrecision:
    """What a training computes in.

    Attributes:
        policy: Keras' name. Of "mixed_bfloat16", weights, loss, statistics and answers are float32.
        reason: the recipe says so; the training began so; the environment says so; the processor has no
            instructions for anything else; or they were measured.
        speed: where measured, how many times as fast as float32 a convolution is in bfloat16.
        slow: whether the machine would be faster with float32, having no instructions for bfloat16.
    """

    policy: Policy = "float32"
    reason: Reason = "asked"
    speed: float = 1.0
    slow: bool = False

    @property
    def why(self) -> str:
        """The reason in a sentence, and what to know besides."""
        reason = text(f"engine.precision_{self.reason}", speed=self.speed)
        return f"{reason} {text('engine.precision_slow')}" if self.slow else reason

    def kept(self) -> ChosenPrecision:
        """Return the same for a training that goes on and leaves the choice to us."""
        return replace(self, reason="begun") if self.reason == "asked" else self


FLOAT32 = ChosenPrecision()


def of_environment() -> ChosenPrecision | None:
    """Return what ``CNNGUI_PRECISION`` says that "auto" takes, None where it says nothing.

    For machines whose results are to be the same as another's, whatever is faster.
    """
    match os.environ.get("CNNGUI_PRECISION"):
        case "float32":
            return ChosenPrecision("float32", "environment")
        case "mixed_bfloat16":
            return ChosenPrecision("mixed_bfloat16", "environment")
    return None


@cache
def has_bfloat16() -> bool | None:
    """Return whether this processor has instructions for bfloat16; None where the system does not tell."""
    try:
        told = set(_CPUINFO.read_text(encoding="utf-8", errors="replace").split())
    except OSError:
        return None
    return bool(told & _INSTRUCTIONS) if told & {"flags", "Features"} else None
