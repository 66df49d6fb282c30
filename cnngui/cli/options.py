"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cnngui.messages import text

Json = Annotated[bool, typer.Option("--json", help=text("cli.help_json"))]
PresetName = Annotated[str | None, typer.Option("--preset", metavar="NAME", help=text("cli.help_preset"))]
NetworkFile = Annotated[Path | None, typer.Option("--network", metavar="FILE", help=text("cli.help_network"))]
Data = Annotated[str | None, typer.Option("--data", metavar="NAME|FILE", help=text("cli.help_data_option"))]
Like = Annotated[str | None, typer.Option("--like", metavar="NAME|FILE", help=text("cli.help_like"))]
Download = Annotated[bool, typer.Option("--download", help=text("cli.help_download"))]
ModelFile = Annotated[Path | None, typer.Option("--model", metavar="FILE", help=text("cli.help_model"))]
