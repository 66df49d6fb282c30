"""cnngui: build, train, look inside and draw on convolutional networks, in one window.

Rooms import downward only: ``app, cli > ui > state > engine > runs > datasets > network``.
``messages``, ``errors`` and ``paths`` lie below all of them and need the standard library alone.
"""

__version__ = "0.1.0"
