"""What a preparation makes of a few pictures, before all are read anew."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnngui.engine.protocol.base import Answer, Request


@dataclass(frozen=True)
class PreviewPreparation(Request):
    """Prepare a few pictures of data as `data` says (`cnngui.datasets.data_reference`)."""

    data: str
    samples: int = 4

    @property
    def topic(self) -> str:
        return "preview preparation"


@dataclass(frozen=True)
class PreparationPreviewed(Answer):
    """The answer to `PreviewPreparation`.

    Attributes:
        before: uint8 (height, width) or (height, width, 3), each of its own size.
        after: uint8 (height, width, channels), as the data have them then.
        from_files: they are read from picture files, which may be transparent and have names.
    """

    data: str
    before: tuple[np.ndarray, ...]
    after: tuple[np.ndarray, ...]
    from_files: bool
