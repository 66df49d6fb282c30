"""Curves, answers to validation samples, how each layer learns, and the training recipe.

The recipe's common values stand in a row, the rest in a window of its own (`recipe_dialog`).
"""
