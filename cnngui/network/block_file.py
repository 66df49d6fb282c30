"""A person's own block as JSON text: a title, and the layers as copying writes them.

{"format": "cnngui-block", "version": 1, "title": "My stem", "content": {"format": "cnngui-layers", …}}
"""

from __future__ import annotations

import json

from cnngui.network.blocks import Stack
from cnngui.network.file_format import layers_from_dict, layers_to_dict
from cnngui.network.strict_json import Fault, opened, read_json, refuse, shown_key

FORMAT = "cnngui-block"
VERSION = 1
MAX_TITLE = 60


def block_to_text(title: str, layers: Stack) -> str:
    """Return the text of a block's file."""
    data = {"format": FORMAT, "version": VERSION, "title": title, "content": layers_to_dict(layers)}
    return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def block_from_text(text: str, origin: str) -> tuple[str, Stack]:
    """Return title and layers of the block that `text` describes.

    Args:
        origin: what to call the text in errors, such as the file's name.

    Raises:
        CnnguiError: ``network.bad_file`` with what is wrong.
    """
    data = opened(read_json(text, origin), FORMAT, VERSION, origin)
    if unknown := set(data) - {"title", "content"}:
        refuse(origin, [Fault(shown_key(key), "network.fault.unknown_field") for key in sorted(unknown)])
    title = data.get("title")
    if not isinstance(title, str) or not is_title(title):
        refuse(origin, [Fault("title", "blocks.bad_title", {"most": MAX_TITLE})])
    layers = layers_from_dict(data.get("content"), origin, at="content.")
    if not layers:
        refuse(origin, [Fault("content.layers", "network.fault.missing")])
    return title, layers


def is_title(title: str) -> bool:
    """Return whether a block may be called so: some printable characters, none of them at the ends blank."""
    return 0 < len(title) <= MAX_TITLE and title == title.strip() and title.isprintable()


def same_title(one: str, other: str) -> bool:
    """Return whether a person would take two titles for one."""
    return one.casefold() == other.casefold()
