"""How far a run is, and when it will be done."""

from __future__ import annotations

from cnngui.state.progress import Progress, clock


def test_half_of_the_second_of_two_epochs_is_three_quarters() -> None:
    progress = Progress(epoch=2, epochs=2, step=20, steps_per_epoch=40)
    assert progress.fraction == 0.75


def test_a_continued_run_counts_from_its_own_beginning() -> None:
    progress = Progress(epoch=6, epochs=10, first_epoch=5, step=0, steps_per_epoch=40)
    assert progress.fraction == 0.0


def test_the_time_left_follows_from_the_speed() -> None:
    progress = Progress(
        epoch=1, epochs=2, step=20, steps_per_epoch=40, images_per_second=1000, batch_size=100
    )
    assert progress.seconds_left() == 6.0
    assert progress.seconds_left(epoch_overhead_s=2.0) == 10.0


def test_nothing_is_promised_before_the_speed_is_known() -> None:
    assert Progress(epochs=2, steps_per_epoch=40).seconds_left() is None


def test_before_a_run_nothing_is_done_and_nothing_is_to_be_done() -> None:
    progress = Progress(steps_per_epoch=40, images_per_second=1000, batch_size=100)
    assert (progress.epoch, progress.epochs, progress.fraction) == (0, 0, 0.0)
    assert not progress.seconds_left()


def test_a_clock_reads_minutes_and_hours() -> None:
    assert [clock(seconds) for seconds in (0, 59.6, 61, 3661)] == ["0:00", "1:00", "1:01", "1:01:01"]
