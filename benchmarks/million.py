"""A million pictures: opened, looked at, trained on and measured by one worker, and what memory that takes.

Run on request: ``python -m benchmarks.million FOLDER [PICTURES]``; it takes a while and some 20 GB of disk.
The pictures are made in FOLDER first, if they are not there; they stay there.
"""

from __future__ import annotations

import json
import os
import struct
import sys
import threading
import time
import zlib
from pathlib import Path

import numpy as np

SIDE, CLASSES = 64, 10
MOST_MB = 2_000
_EVERY_S = 0.5


def fill(folder: Path, count: int) -> None:
    """Write PNG files of some 2 kB: a coloured bar, another for each class, on grained paper."""
    for label in range(CLASSES):
        (folder / f"class {label}").mkdir(parents=True, exist_ok=True)
    draw = np.random.default_rng(1)
    papers = draw.integers(0, 4, (97, SIDE, SIDE, 3), dtype=np.uint8) * 30
    papers[:, ::2] = papers[:, 1::2]
    papers[:, :, ::2] = papers[:, :, 1::2]
    for number in range(count):
        label = number % CLASSES
        pixels = papers[number % 97].copy()
        place = int(draw.integers(0, SIDE - 6))
        pixels[:, place : place + 6, label % 3] = 255 - 8 * label
        pixels[0, :4] = np.frombuffer(struct.pack("<III", number, number, number), np.uint8).reshape(4, 3)
        (folder / f"class {label}" / f"{number}.png").write_bytes(png(pixels))


def png(pixels: np.ndarray) -> bytes:
    """Return a PNG file of uint8 (height, width, 3), packed as fast as it goes."""
    height, width, _ = pixels.shape
    rows = np.zeros((height, 1 + 3 * width), np.uint8)
    rows[:, 1:] = pixels.reshape(height, -1)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows.tobytes(), 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))
        for kind, data in chunks
    )


class Memory:
    """Looks at what this process has in memory, time and again, and at what it was doing then."""

    def __init__(self) -> None:
        self.doing, self.began = "start", time.monotonic()
        self.curve: list[tuple[float, str, float, float]] = []
        self._over = threading.Event()
        threading.Thread(target=self._look, daemon=True).start()

    def _look(self) -> None:
        while not self._over.wait(_EVERY_S):
            seconds = time.monotonic() - self.began
            told = dict(
                line.split(":", 1) for line in Path("/proc/self/status").read_text("ascii").splitlines()
            )
            whole, own = (int(told[name].split()[0]) / 1000 for name in ("VmRSS", "RssAnon"))
            self.curve.append((round(seconds, 1), self.doing, round(whole), round(own)))

    def end(self) -> None:
        """Look no more."""
        self._over.set()

    def most(self, doing: str) -> float:
        """Return the largest size in MB while that was done."""
        return max((each[2] for each in self.curve if each[1] == doing), default=0)


def measure(folder: Path) -> None:
    """Do with a folder what a person does, and print how long it takes and what memory it needs."""
    os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
    from cnngui.engine import protocol
    from cnngui.engine.transports import ThreadTransport
    from cnngui.network.layers import Conv2D, Dense, Flatten
    from cnngui.network.network import Network
    from cnngui.network.recipe import Recipe
    from cnngui.runs.model_id import DRAFT

    memory = Memory()
    transport = ThreadTransport()
    transport.start()

    def wait(*kinds: type) -> object:
        while True:
            event = transport.receive(600)
            assert event is not None, "nothing was said for ten minutes"
            if isinstance(event, protocol.RequestFailed | protocol.Failed):
                raise SystemExit(str(event))
            if isinstance(event, kinds):
                return event

    def done(doing: str) -> None:
        seconds = time.monotonic() - began
        print(f"{doing:12} {seconds:7.1f} s   most {memory.most(doing):6,.0f} MB", flush=True)

    wait(protocol.Ready)
    for doing in ("open", "open again"):
        memory.doing, began = doing, time.monotonic()
        transport.send(protocol.DescribeData(str(folder), request_id=1))
        described = wait(protocol.DataDescribed)
        done(doing)
    network = Network(
        input_shape=described.input_shape,  # type: ignore[attr-defined]
        layers=(
            Conv2D(filters=8, kernel_size=(8, 8), strides=(8, 8), activation="relu"),
            Flatten(),
            Dense(units=CLASSES, activation="softmax"),
        ),
    )
    recipe = Recipe(batch_size=128, epochs=1, seed=1)
    memory.doing, began = "train", time.monotonic()
    transport.send(protocol.Train(run_id="million", network=network, recipe=recipe, data=str(folder)))
    finished = wait(protocol.Finished, protocol.Stopped)
    done("train")
    memory.doing, began = "evaluate", time.monotonic()
    transport.send(protocol.Evaluate(DRAFT, str(folder), "test", recipe, request_id=2))
    wait(protocol.Evaluated)
    done("evaluate")
    memory.end()
    transport.close()
    print(finished)
    print(json.dumps(memory.curve[:: max(1, len(memory.curve) // 60)]))
    print(f"most of all: {max(each[2] for each in memory.curve):,.0f} MB (goal: {MOST_MB:,} MB)")


if __name__ == "__main__":
    place, pictures = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    if sum(1 for _ in place.glob("*/*")) < pictures:
        fill(place, pictures)
    measure(place)
