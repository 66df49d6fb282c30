"""The canvas, the frames between ink and network, and the probabilities."""
