"""What `cnngui.api` says when it cannot train or answer, in a notebook or on the command line."""

SENTENCES: dict[str, str | tuple[str, str, str]] = {
    "stopped": ("Stopped.", "It was ended before anything was learned.", ""),
    "no_ink": (
        "Nothing is drawn on {path}.",
        "Nothing on it stands out from its ground.",
        "Give a picture of one dark digit on light paper, or the other way round.",
    ),
    "reads_no_pictures": (
        "{path} does not read pictures.",
        "Its input is {shape}; a picture is height × width × 1 or 3.",
        "Give another trained network (--model).",
    ),
    "reads_no_text": (
        "{path} does not read sentences.",
        "It was not trained on data that has a vocabulary.",
        "Give a network that was trained on sentences (--model).",
    ),
    "no_words": ("“{found}” has no words.", "There is nothing to run through the network.", "Write some."),
    "note_assumed_ink": "{path} does not tell what it was trained on. It is given light ink on a dark ground "
    "and pixels from {black:g} to {white:g}. If that is wrong, name data like its own (--like).",
    "note_assumed_picture": "{path} does not tell what it was trained on. It is given pictures resized and "
    "pixels from {black:g} to {white:g}. If that is wrong, name data like its own (--like).",
    "note_inverted_light_on_dark": "The data are dark ink on a light ground. They were inverted: the network "
    "was trained on light ink.",
    "note_inverted_dark_on_light": "The data are light ink on a dark ground. They were inverted: the network "
    "was trained on dark ink.",
    "note_by_order": "The classes have other names: {known} in the network, {found} in the data. They were "
    "matched by their order.",
    "note_both_order": "Only some classes share a name: {known} in the network, {found} in the data. They "
    "were matched by their order: so {order:.2%} are right, by name {name:.2%}.",
    "note_both_name": "Only some classes share a name: {known} in the network, {found} in the data. They "
    "were matched by name: so {name:.2%} are right, by order {order:.2%}.",
    "other_classes": (
        "The network cannot be measured on this data.",
        "It tells apart {known}; the data has {found}.",
        "Choose data with the same classes.",
    ),
    "not_saved": (
        "The trained network could not be saved anywhere.",
        "{problem}",
        "What was learned up to the last checkpoint is in {folder}.",
    ),
    "out_folder": (
        "Nothing can be written to {folder}.",
        "The system says: {reason}.",
        "Name another folder (--out).",
    ),
}
