"""Colours, icons and the small widgets that every room of the window is built from."""
