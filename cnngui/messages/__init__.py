"""Every sentence a person reads below the window, by code and language.

Rooms raise codes with values; this room alone turns them into words, so the window, the command line
and every language say the same thing. Standard library only. One table a room under ``english``;
another language is another package with the same codes.
"""

from cnngui.messages.table import Message, message, text
