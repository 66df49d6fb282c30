"""Fetch the files of a known dataset, with progress, cancel, a second try and a checksum."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cnngui.errors import CnnguiError
from cnngui.files.opening import MB, shown_text

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]

_BLOCK_BYTES = 1 << 16
_TIMEOUT_S = (10, 15)
"""Longest wait for a connection, and for the next block: cancel is noticed between blocks."""
_ROUNDS = 2
_PAUSE_S = 1.0


@dataclass(frozen=True)
class RemoteFile:
    """A file that can be fetched.

    Args:
        name: of the file in its folder.
        urls: where it lies, tried in this order.
        bytes: its size.
        sha256: of its content.
    """

    name: str
    urls: tuple[str, ...]
    bytes: int
    sha256: str


def fetch(
    files: Sequence[RemoteFile],
    folder: Path,
    *,
    label: str,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> None:
    """Put every file into `folder`; those that are there with the right checksum stay untouched.

    Each file appears under its name only when it is whole and its checksum right, so a broken download leaves
    nothing behind. Every address is tried in turn, and all of them once more after a second.

    Args:
        label: how messages name the dataset.
        progress: called with bytes done and bytes in all, over all files.
        cancelled: asked at every block of 64 kB; True stops and leaves nothing half done.

    Raises:
        CnnguiError: `datasets.download_cancelled`, or `datasets.download_failed` with what to do by hand.
    """
    total = sum(file.bytes for file in files)
    done = 0
    for file in files:
        _fetch_one(file, folder, label, _Watch(file, done, total, progress, cancelled))
        done += file.bytes
        if progress:
            progress(done, total)


def _fetch_one(file: RemoteFile, folder: Path, label: str, watch: _Watch) -> None:
    import pooch  # here, since it takes half a second and most starts download nothing
    from requests.exceptions import RequestException

    pooch.get_logger().setLevel("WARNING")  # it tells every address on standard error
    downloader = pooch.HTTPDownloader(progressbar=watch, chunk_size=_BLOCK_BYTES, timeout=_TIMEOUT_S)
    code, reason = "datasets.download_failed", ""
    for attempt, url in enumerate(file.urls * _ROUNDS):
        watch.close()
        if attempt and attempt % len(file.urls) == 0:
            _pause(watch)
        store = pooch.create(folder, base_url="", registry={file.name: file.sha256}, urls={file.name: url})
        try:
            store.fetch(file.name, downloader=downloader)
            return
        except ValueError:  # from pooch for another checksum, from the watch for too many bytes
            code, reason = "datasets.download_differs", ""
        except (RequestException, OSError) as error:
            code, reason = "datasets.download_failed", shown_text(error)
    raise CnnguiError(
        code,
        label=label,
        reason=reason,
        url=file.urls[0],
        name=file.name,
        size_mb=file.bytes / MB,
        sha256=file.sha256,
        folder=str(folder),
    )


def _pause(watch: _Watch) -> None:
    until = time.monotonic() + _PAUSE_S
    while time.monotonic() < until:
        watch.check()
        time.sleep(0.05)


class _Watch:
    """What pooch takes for a progress bar: it reports, and stops a download that is unwanted or too long."""

    def __init__(
        self,
        file: RemoteFile,
        done_before: int,
        total_of_all: int,
        progress: Progress | None,
        cancelled: Cancelled | None,
    ) -> None:
        self.total = 0  # written by pooch
        self._file = file
        self._done_before = done_before
        self._total_of_all = total_of_all
        self._progress = progress
        self._cancelled = cancelled
        self._done = 0

    def check(self) -> None:
        if self._cancelled and self._cancelled():
            raise CnnguiError("datasets.download_cancelled")

    def update(self, count: int) -> None:
        self.check()
        self._done += count
        if self._done > self._file.bytes + _BLOCK_BYTES:
            raise ValueError(f"more than the expected {self._file.bytes:,} bytes came")
        if self._progress:
            self._progress(self._done_before + min(self._done, self._file.bytes), self._total_of_all)

    def reset(self) -> None:
        self._done = 0

    def close(self) -> None:
        """Begin anew: pooch closes after each file, and a broken attempt is not closed at all."""
        self._done = 0
        self.check()
