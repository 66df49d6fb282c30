"""The files that a network can leave the program as, but for models: one row a format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cnngui.export.keras_code import Wishes, keras_code
from cnngui.export.picture import network_svg
from cnngui.export.picture.png import network_png
from cnngui.export.tables import network_csv, network_markdown
from cnngui.network.file_format import network_to_json
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe


@dataclass(frozen=True)
class Exported:
    """What an export is made of.

    Attributes:
        data: key of the data that the network is meant for, "" when unknown.
        wishes: what only code heeds.
    """

    network: Network
    recipe: Recipe
    data: str
    title: str
    wishes: Wishes = field(default_factory=Wishes)


@dataclass(frozen=True)
class FileFormat:
    """One format.

    Attributes:
        suffix: what its files end in, with the dot.
        content: makes what is in them, in any thread; a picture takes seconds.
        is_text: whether it can be printed.
    """

    suffix: str
    content: Callable[[Exported], bytes]
    is_text: bool = True


def _code(of: Exported) -> bytes:
    made = keras_code(of.network, of.recipe, of.data, title=of.title, wishes=of.wishes)
    return made.text.encode("utf-8")


FILE_FORMATS: Mapping[str, FileFormat] = {
    "code": FileFormat(".py", _code),
    "svg": FileFormat(".svg", lambda of: network_svg(of.network, of.title).encode("utf-8")),
    "png": FileFormat(".png", lambda of: network_png(of.network, of.title), is_text=False),
    "md": FileFormat(".md", lambda of: network_markdown(of.network, of.title).encode("utf-8")),
    "csv": FileFormat(".csv", lambda of: network_csv(of.network).encode("utf-8")),
    "json": FileFormat(".json", lambda of: network_to_json(of.network).encode("utf-8")),
}
