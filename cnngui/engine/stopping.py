"""When a run ends because its validation gets no better. Pure arithmetic, as Keras' ``EarlyStopping``."""

from __future__ import annotations

import math

from cnngui.network.recipe import EarlyStopping
from cnngui.runs.history import EpochRow, History

_SMALLER_IS_BETTER = ("mean_absolute_error",)


class Stopping:
    """Watches the validation of epochs as they end.

    As with `cnngui.engine.rates.LearningRates`, a history and the place where it began tell all of it: a run
    that was interrupted ends after the same epoch.

    Args:
        metric: Keras' name of what the history calls ``val_metric``.
        since: epochs that were behind the network when it began to watch.
        history: of the epochs until now; those after `since` are looked at.

    Attributes:
        best_epoch: the best until now, 0 before the first. Epochs that validated nothing are not looked at.
    """

    def __init__(self, settings: EarlyStopping, metric: str, since: int, history: History) -> None:
        self.settings = settings
        smaller = settings.monitor == "val_loss" or metric in _SMALLER_IS_BETTER
        self._sign = 1 if smaller else -1
        self._best = math.inf
        self._waited = 0
        self.best_epoch = 0
        watched = getattr(history, settings.monitor)
        for epoch, value in zip(history.epoch.tolist(), watched.tolist(), strict=True):
            if epoch > since:
                self._take(int(epoch), value)

    @property
    def over(self) -> bool:
        """Whether the run is to end."""
        return self._waited >= self.settings.patience

    @property
    def certain_epochs(self) -> int:
        """How many more epochs there are in any case, at least 1, whose weights are all the same to it."""
        return 1 if self.settings.restore_best_weights else max(1, self.settings.patience - self._waited)

    def tell(self, row: EpochRow) -> bool:
        """Take the results of the next epoch; return whether it is the best until now."""
        return self._take(row.epoch, getattr(row, self.settings.monitor))

    def _take(self, epoch: int, value: float) -> bool:
        if math.isnan(value):
            return False
        if self._sign * value + self.settings.min_delta < self._best:
            self._best, self._waited, self.best_epoch = self._sign * value, 0, epoch
            return True
        self._waited += 1
        return False
