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
