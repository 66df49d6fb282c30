"""How a command tells the shell how it went; 0 is done."""

EXPLAINED = 1
"""An error, told in words before."""
MISTYPED = 2
"""The command itself cannot be read."""
INTERRUPTED = 130
"""Ctrl+C, as shells count it: 128 + SIGINT."""
