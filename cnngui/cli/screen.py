"""Whether a window can open here, found out before Qt is asked: it ends the process where it cannot."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from cnngui.errors import CnnguiError


def has_display() -> bool:
    """Whether there is a screen: always off Linux; on it with X11, Wayland, or what Qt was told to use."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in names)


def window_fault() -> CnnguiError | None:
    """Return why no window can open, None where one can, or where only Qt itself can tell.

    Qt says "xcb-cursor0 is needed" whichever library it lacks, and aborts.
    """
    if not has_display():
        return CnnguiError("cli.no_display")
    if not _uses_x11():
        return None
    if lacking := missing_libraries(_plugin()):
        packages = " ".join(sorted(map(debian_package, lacking)))
        return CnnguiError("cli.no_screen_library", libraries=", ".join(lacking), packages=packages)
    if not _answers():
        return CnnguiError("cli.no_screen_answer", display=os.environ.get("DISPLAY", ""))
    return None


def _uses_x11() -> bool:
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    wayland = bool(os.environ.get("WAYLAND_DISPLAY")) and not platform
    return sys.platform.startswith("linux") and platform.split(":")[0] in ("", "xcb") and not wayland


def _plugin() -> Path:
    spec = importlib.util.find_spec("PySide6")
    package = Path(spec.origin).parent if spec and spec.origin else Path()
    return package / "Qt" / "plugins" / "platforms" / "libqxcb.so"


def missing_libraries(program: Path) -> list[str]:
    """Return the system libraries without which `program` cannot be loaded."""
    try:
        ctypes.CDLL(str(program))
    except OSError as error:
        first = str(error).split(":")[0]
    else:
        return []
    # The loader tells the first one only.
    with suppress(OSError, subprocess.SubprocessError):
        told = subprocess.run(["ldd", program], capture_output=True, text=True, timeout=10, check=False)
        if found := re.findall(r"^\s*(\S+) => not found", told.stdout, re.MULTILINE):
            return list(dict.fromkeys(found))
    return [first]


def debian_package(library: str) -> str:
    """Return the package of Debian and Ubuntu that brings a library, named or as a file, by their rule."""
    name, _, version = Path(library).name.partition(".so")
    version = version.lstrip(".").split(".")[0]
    return f"{name}{'-' if name[-1:].isdigit() else ''}{version}".lower()


def _answers() -> bool:
    """Return whether the X server that DISPLAY names lets us in."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    broken = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not broken
