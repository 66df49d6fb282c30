"""Options that several commands share."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from cnngui.errors import CnnguiError
from cnngui.files.opening import shown_text
from cnngui.messages import text


def missing(path: Path) -> CnnguiError | None:
    """Return the error that says so when there is no file `path`; other faults are found by reading it."""
    try:
        path.stat()
    except FileNotFoundError:
        return CnnguiError("files.missing", path=shown_text(path))
    except (OSError, ValueError):
        return None
    return None


def there(path: Path | None) -> Path | None:
    """Tell of a missing file at once: all that reads one takes a second to load."""
    if path is not None and (error := missing(path)):
        raise error
    return path


# Of a path that may not be read typer says so itself: not in our words, and for a whole command, even where
# one picture of many is meant or a folder to write to.
PathOption, PathArgument = partial(Option, readable=False), partial(Argument, readable=False)

Json = Annotated[bool, Option("--json", help=text("cli.help_json"))]
PresetName = Annotated[str | None, Option("--preset", metavar="NAME", help=text("cli.help_preset"))]
NetworkFile = Annotated[
    Path | None, PathOption("--network", metavar="FILE", callback=there, help=text("cli.help_network"))
]
RecipeFile = Annotated[
    Path | None, PathOption("--recipe", metavar="FILE", callback=there, help=text("cli.help_recipe"))
]
Data = Annotated[str | None, Option("--data", metavar="NAME|FILE", help=text("cli.help_data_option"))]
Like = Annotated[str | None, Option("--like", metavar="NAME|FILE", help=text("cli.help_like"))]
WithoutEdits = Annotated[bool, Option("--without-edits", help=text("cli.help_without_edits"))]
Download = Annotated[bool, Option("--download", help=text("cli.help_download"))]
ModelFile = Annotated[
    Path | None, PathOption("--model", metavar="FILE", callback=there, help=text("cli.help_model"))
]
