"""``python -m cnngui`` and the ``cnngui`` command: both go to the command line, which opens the window."""

from __future__ import annotations


def main() -> None:
    """Run the command line. Imported here, so that a worker that re-reads this file stays light."""
    from cnngui.cli import main as command_line

    command_line()


if __name__ == "__main__":
    main()
