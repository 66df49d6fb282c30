"""How far a run is and when it will be done. Pure arithmetic."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """Where a run stands.

    Attributes:
        epoch: the epoch under way, from 1; 0 before the first.
        epochs: the last epoch of the run.
        first_epoch: epochs done before this run began.
        step: batches done in this epoch. steps_per_epoch: batches in a whole one.
        images_per_second: samples that training takes a second, smoothed, 0 while unknown.
        batch_size: samples in a batch.
        learning_rate: of the last step, 0 before the first.
        validating: share of the validation done, 0..1, or None outside of validation.
    """

    epoch: int = 0
    epochs: int = 0
    first_epoch: int = 0
    step: int = 0
    steps_per_epoch: int = 0
    images_per_second: float = 0.0
    batch_size: int = 0
    learning_rate: float = 0.0
    validating: float | None = None

    @property
    def fraction(self) -> float:
        """Return the share of the run's batches that are done, 0..1."""
        total = (self.epochs - self.first_epoch) * self.steps_per_epoch
        done = (
            max(self.epoch, self.first_epoch + 1) - 1 - self.first_epoch
        ) * self.steps_per_epoch + self.step
        return min(1.0, done / total) if total else 0.0

    def seconds_left(self, epoch_overhead_s: float = 0.0) -> float | None:
        """Return the estimated seconds to the end, or None while the speed is unknown.

        Args:
            epoch_overhead_s: seconds each epoch costs beside its batches, such as validation.
        """
        if not self.images_per_second or not self.steps_per_epoch:
            return None
        epochs_left = self.epochs - max(self.epoch, self.first_epoch + 1) + 1
        batches = epochs_left * self.steps_per_epoch - self.step
        return batches * self.batch_size / self.images_per_second + epochs_left * epoch_overhead_s


def clock(seconds: float) -> str:
    """Return ``m:ss``, or ``h:mm:ss`` from an hour on."""
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, second = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{second:02d}" if hours else f"{minutes}:{second:02d}"
