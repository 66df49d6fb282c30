"""What differs between the network on the cards and another one.

The menu finds the other network; the dialog shows both side by side and follows every edit.
"""
