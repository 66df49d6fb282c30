"""TensorBoard on this machine alone, for as long as whoever started it keeps its standard input open.

Run as ``python -m cnngui.runs.tensorboard_server FOLDER``; prints its address once it listens.
"""

from __future__ import annotations

import sys


def main(folder: str) -> None:
    """Serve `folder` to this machine, at a port that is free."""
    from tensorboard.program import TensorBoard

    server = TensorBoard()
    server.configure(argv=["tensorboard", "--logdir", folder, "--host", "127.0.0.1", "--port", "0"])
    print(server.launch(), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1])
