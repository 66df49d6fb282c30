"""Curves, answers to validation samples, and the training recipe."""
