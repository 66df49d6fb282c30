"""The layer stack: cards, the palette to add layers, and the property form."""
