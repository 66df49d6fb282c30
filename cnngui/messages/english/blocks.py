"""What a person reads about ready-made blocks, and about blocks of their own."""

TEMPLATES: dict[str, str | tuple[str, str, str]] = {
    "label.residual": "Residual block",
    "help.residual": (
        "Two convolutions with a shortcut around them: what they make is added to their input. Keeps the "
        "shape (ResNet)."
    ),
    "search.residual": "residual resnet skip shortcut connection identity add block",
    "label.residual_down": "Residual block, half size",
    "help.residual_down": (
        "Halves height and width and doubles the channels; a 1×1 convolution makes the shortcut fit (ResNet)."
    ),
    "search.residual_down": "residual resnet projection shortcut downsample strides block",
    "label.inception": "Inception module",
    "help.inception": (
        "Looks through 1×1, 3×3 and 5×5 windows and a pooling at once, and lays their channels side by side "
        "(GoogLeNet)."
    ),
    "search.inception": "inception googlenet parallel concatenate branches module block",
    "label.parallel": "Parallel branches",
    "help.parallel": "Gives the same input to several branches and joins what they make.",
    "search.parallel": "parallel branches concatenate add merge split block",
    "label.repeat": "Repeat",
    "help.repeat": "Applies the same layers several times in a row; each round learns weights of its own.",
    "search.repeat": "repeat times loop stage copies block",
}

WORDS: dict[str, str | tuple[str, str, str]] = {
    "axis.rank": "number of axes",
    "axis.channels": "channels",
    "axis.values": "values",
    "axis.depth": "depth",
    "axis.height": "height",
    "axis.width": "width",
    "axis.steps": "steps",
    "axis.other": "axis {number}",
    "merging.add": "add",
    "merging.subtract": "subtract",
    "merging.multiply": "multiply",
    "merging.average": "take the mean of",
    "merging.maximum": "take the maximum of",
    "merging.minimum": "take the minimum of",
    "branches": "{count} branches",
    "with_shortcut": "shortcut",
}

OWN: dict[str, str | tuple[str, str, str]] = {
    "no_name": (
        "A block of your own needs a name.",
        "It is listed in the palette by it.",
        "Type a name of 1 to {most} characters.",
    ),
    "name_taken": (
        "There is already an own block called {title}.",
        "Names tell blocks apart, so each is used once.",
        "Choose another name, or delete the other block first.",
    ),
    "too_many": (
        "There are already {most} own blocks.",
        "That is as many as are kept.",
        "Delete one you no longer need.",
    ),
    "damaged": (
        "Own blocks that could not be read were left out: {names}.",
        "{reason}",
        "Mend or delete the files in {folder}.",
    ),
    "too_large": (
        "{name} is too large for a block.",
        "It has {size:,} bytes; at most {most:,} are read.",
        "Mend or delete the file.",
    ),
    "unreadable": ("{name} cannot be read.", "{reason}.", "Mend or delete the file."),
    "cannot_delete": (
        "The own block {title} could not be deleted.",
        "{reason}.",
        "See whether you may change the files in {folder}.",
    ),
    "bad_title": "“title” should be a text of 1 to {most} characters.",
}

SENTENCES: dict[str, str | tuple[str, str, str]] = {**TEMPLATES, **WORDS, **OWN}
