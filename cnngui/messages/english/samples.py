"""What is said about a person's own samples, and about fine-tuning on them."""

_STAYS = "Everything is as it was."

SENTENCES: dict[str, str | tuple[str, str, str]] = {
    "label": (
        "A class needs a name.",
        "Samples are counted and learned by the name of their class.",
        "Type a name of 1 to {most} characters, in one line.",
    ),
    "nothing": (
        "There is nothing to keep.",
        "A sample needs ink or a picture.",
        "Draw something first.",
    ),
    "too_many": (
        "There would be more than {limit:,} own samples.",
        "Each is a file of its own, and the page shows them all.",
        "Add fewer, or export some and delete them here first. A large folder of pictures is data as it lies "
        "on the disk: Data, “Open a folder of pictures …”.",
    ),
    "cannot_delete": (
        "A sample could not be deleted.",
        "{path}: {reason}.",
        "Look at the rights of that folder, then try again.",
    ),
    "damaged_file": "{reason}",
    "unreadable": (
        "{count} of your own samples cannot be read.",
        "{names}: {reason}",
        "The files stay where they are, in {folder}. The other samples are not touched.",
    ),
    "damaged": (
        "{path} holds own samples, but is damaged.",
        "In the file {reason}.",
        "Have it exported once more. Nothing was taken from it.",
    ),
    "file_too_many": (
        "{path} holds too many samples.",
        "They are {found:,}; {limit:,} own samples are kept at most.",
        "Choose it as data to train on instead, in the toolbar.",
    ),
    "no_pictures": (
        "{path} holds no pictures.",
        "Own samples are drawings and pictures.",
        "Choose it as data to train on instead, in the toolbar.",
    ),
    "none_read": (
        "None of these samples can be written as a picture.",
        "No ink is found in them.",
        "Choose other samples.",
    ),
    # fine-tuning
    "none_known": (
        "There is no own sample of a class that this network knows.",
        "Its classes are {classes}. Fine-tuning teaches other forms of these; a new class needs a network "
        "with another output, trained on it from the beginning.",
        "Draw one of these classes and say what it is, or let another network answer.",
    ),
    "no_old_data": (
        "What this network has learned from is not at hand.",
        "{reason} Without samples that it knew already it would forget them, and nobody could measure that.",
        "Get its data back, or fine-tune another network.",
    ),
    "not_classes": (
        "This network cannot be fine-tuned on own samples.",
        "They are pictures with a class each; it reads or answers something else.",
        "Choose a network that tells classes of pictures apart.",
    ),
    "not_kept": (
        "The fine-tuned network could not be kept.",
        "{reason}",
        f"Make room, or look at the rights of the folder with the runs, then try again. {_STAYS}",
    ),
    "other_old_classes": "Its data have other classes than the network.",
    "title": "{title}, fine-tuned",
}
