"""Which of the samples in a grid are chosen: by click, Shift and Ctrl, as in lists everywhere."""

from __future__ import annotations

import numpy as np

from cnngui.datasets.standing import Places


class Choice:
    """Marks places of a list, each of which stands for a sample.

    Attributes:
        anchor: the place from which Shift chooses.
    """

    def __init__(self) -> None:
        self._samples: Places = np.empty(0, np.int64)
        self._marked = np.zeros(0, bool)
        self._before = self._marked
        self.anchor = 0

    def show(self, samples: Places) -> None:
        """Let the list be these samples; those that were chosen and are still in it stay so."""
        chosen = self.samples
        self._samples = samples
        self._marked = np.isin(samples, chosen) if len(chosen) else np.zeros(len(samples), bool)
        self._before = np.zeros(len(samples), bool)
        self.anchor = min(self.anchor, max(0, len(samples) - 1))

    @property
    def samples(self) -> Places:
        """Return the chosen samples, in the order of the list."""
        return self._samples[self._marked]

    def __len__(self) -> int:
        return int(np.count_nonzero(self._marked))

    def __contains__(self, place: int) -> bool:
        return 0 <= place < len(self._marked) and bool(self._marked[place])

    def only(self, place: int) -> None:
        """Choose one, and no other."""
        self._marked = np.zeros(len(self._samples), bool)
        self.toggle(place)

    def toggle(self, place: int) -> None:
        """Choose one as well, or no more."""
        if 0 <= place < len(self._marked):
            self._marked[place] ^= True
            self._before, self.anchor = self._marked.copy(), place
            self._before[place] = False

    def up_to(self, place: int, *, more: bool = False) -> None:
        """Choose all from the anchor to `place`, beside what was chosen before if `more` are wanted."""
        marked = self._before.copy() if more else np.zeros(len(self._samples), bool)
        low, high = sorted((self.anchor, place))
        marked[max(0, low) : high + 1] = True
        self._marked = marked

    def all(self) -> None:
        """Choose every sample of the list."""
        self._marked = np.ones(len(self._samples), bool)

    def none(self) -> None:
        """Choose no sample."""
        self._marked = np.zeros(len(self._samples), bool)
