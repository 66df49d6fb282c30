"""All presets, and finding one."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache

from cnngui.course.presets import cifar10, classics, inception, mnist, other, own, resnet, xor
from cnngui.course.presets.preset import Preset
from cnngui.errors import CnnguiError

DEFAULT_PRESET = "mnist-cnn"


@cache
def presets() -> tuple[Preset, ...]:
    """Return all presets, in the order of the lessons. Their networks are not made yet."""
    return (
        *xor.presets(),
        *mnist.presets(),
        *cifar10.presets(),
        *classics.presets(),
        inception.googlenet(),
        *resnet.large(),
        resnet.mini_resnet(),
        inception.mini_inception(),
        *other.presets(),
        *own.presets(),
    )


def titled(title: str) -> Preset | None:
    """Return the preset that menus call `title`; None when there is none."""
    return next((each for each in presets() if each.title == title), None)


def preset(name: str) -> Preset:
    """Return the preset called `name`.

    Raises:
        CnnguiError: ``network.unknown_preset``, with the nearest name.
    """
    known = {each.name: each for each in presets()}
    if name in known:
        return known[name]
    nearest = get_close_matches(name.lower(), known, n=1, cutoff=0.0)[0]
    raise CnnguiError("network.unknown_preset", name=name, known=", ".join(known), nearest=nearest)
