"""The colour of each group of the layer table: the same on the window's cards and in diagrams."""

GROUP_COLOURS = {
    "input": "#68707c",
    "convolution": "#3a7bd5",
    "pooling": "#1aa5a0",
    "dropout": "#9aa2ae",
    "augmentation": "#9aa2ae",
    "normalization": "#5b9e4d",
    "activation": "#d1608f",
    "shape": "#c58b1b",
    "dense": "#8b5fd0",
    "recurrent": "#c2603f",
    "block": "#9c6b4e",
}
