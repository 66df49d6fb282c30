"""cnngui: build, train, look inside and draw on convolutional networks, in one window.

Rooms import downward only: ``cli, tour > app, api > ui > state > engine, report > runs > keras_import,
export, course > datasets > network > files > messages``; ``results``, ``errors`` and ``memory`` lie below
all but the last. Notebooks import ``cnngui.api``.
"""

__version__ = "0.1.0"
