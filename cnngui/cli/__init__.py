"""The command line: `cnngui` opens the window, every other command does one job in the terminal.

One file a command, named like it. What serves one command alone stands beside it (`train_recipe`,
`train_progress`, `doctor_checks`, and `window`, which opens it without reading a command); what several
share is in `options`, `sources` (the network and the data that are named), `output` (results) and `terminal`
(bars, silence, Ctrl+C). A new command is a file, a row of `commands.COMMANDS` and its ``help_`` sentence in
`cnngui.messages.english.cli`; a new option is a parameter of its command.

May import every package below `ui`, and `api`, which does the work; Qt only behind `gui` and `tour`.
Decisions:

- Modules here import what is heavy inside functions: `cnngui --help` loads neither TensorFlow, Qt, numpy,
  pydantic nor rich. (`rich_markup_mode` of typer 0.29 costs half a second, so help is plain text.)
- A command returns its exit code, or nothing if it always did its job. What a person reads goes through
  `cnngui.messages`. With ``--json`` standard output holds JSON alone, one value a line; numbers that are not
  finite are null.
- Errors end in `cnngui.cli.start`: what, why and mend on standard error, or as JSON on standard output.
- Exit codes: 0 done, 1 an error that was explained, 2 the command was mistyped, 130 stopped by Ctrl+C.
"""

from cnngui.cli.start import main, run
