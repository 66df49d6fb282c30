"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Option

from cnngui.messages import text

Json = Annotated[bool, Option("--json", help=text("cli.help_json"))]
PresetName = Annotated[str | None, Option("--preset", metavar="NAME", help=text("cli.help_preset"))]
NetworkFile = Annotated[Path | None, Option("--network", metavar="FILE", help=text("cli.help_network"))]
Data = Annotated[str | None, Option("--data", metavar="NAME|FILE", help=text("cli.help_data_option"))]
Like = Annotated[str | None, Option("--like", metavar="NAME|FILE", help=text("cli.help_like"))]
Download = Annotated[bool, Option("--download", help=text("cli.help_download"))]
ModelFile = Annotated[Path | None, Option("--model", metavar="FILE", help=text("cli.help_model"))]
