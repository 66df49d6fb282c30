"""Curves, answers to validation samples, how each layer learns, and the training recipe."""
