"""The command line: `cnngui` opens the window, every other command does one job in the terminal.

May import every room below `ui`; Qt only behind `gui` and `tour`. Decisions taken here:

- Modules here import rooms inside functions: `cnngui --help` loads neither TensorFlow, Qt, pydantic nor rich.
  (`rich_markup_mode` of typer 0.29 costs half a second, so help is plain text.)
- A command returns its exit code. What a person reads goes through `cnngui.messages`. With ``--json``
  standard output holds JSON alone, one value a line; numbers that are not finite are null.
- Errors end in `cnngui.cli.start`: what, why and mend on standard error, or as JSON on standard output.
- Exit codes: 0 done, 1 an error that was explained, 2 the command was mistyped, 130 stopped by Ctrl+C.
"""

from cnngui.cli.start import main, run

__all__ = ["main", "run"]
