"""What is said about sets of drawings."""

_STAYS = "Everything is as it was."

SENTENCES: dict[str, str | tuple[str, str, str]] = {
    "name": (
        "A set of drawings needs a name.",
        "It is chosen as data by its name.",
        "Type a name of 1 to {most} characters, in one line.",
    ),
    "name_taken": (
        "There is a set called {name} already.",
        "Sets are told apart by their names; capitals make no difference.",
        "Choose another name, or draw on in that set.",
    ),
    "class_taken": (
        "There is a class called {name} already.",
        "Samples are counted and learned by the name of their class.",
        "Choose another name. To join two classes, say of the samples of one that they are of the other.",
    ),
    "no_class": (
        "The pictures were not taken.",
        "They become samples of the class that is chosen, and there is none.",
        "Add a class first, or drop several folders at once: each becomes a class.",
    ),
    "no_multimedia": (
        "Pictures cannot be taken with a camera.",
        "What Qt needs for it is an extra of cnngui, as most people do not need it.",
        "Install it with: pip install 'cnngui[camera]'. Pictures can be dropped and pasted without it.",
    ),
    "multimedia_broken": (
        "Pictures cannot be taken with a camera.",
        "A part of what Qt needs for it does not load: {reason}.",
        "Install that library, or drop pictures from files.",
    ),
    "camera_failed": (
        "The camera gives no pictures.",
        "{reason}.",
        "Close other programs that use it, allow its use in the system's settings, and open this again.",
    ),
    "too_many_classes": (
        "There would be more than {limit:,} classes.",
        "Each needs a row of its own, and drawings.",
        "Begin another set.",
    ),
    "damaged": (
        "{path} cannot be read.",
        "It is no text in UTF-8.",
        "Put another version of that file there; the drawings beside it are whole.",
    ),
    "none": (
        "There is no set of drawings {name}.",
        "None was drawn on this computer yet.",
        "Draw one in the window: Data, “Draw your own classes …”.",
    ),
    "unknown": (
        "There is no set of drawings {name}.",
        "The sets are: {known}.",
        "Give one of these names behind drawn:",
    ),
    "not_moved": (
        "The set could not be moved.",
        "{path}: {reason}.",
        f"Look at that folder's rights. {_STAYS}",
    ),
    "not_removed": (
        "Not every deleted set could be removed.",
        "{path}: {reason}.",
        "Look at that folder's rights, then try again. What is left of it stays under “Set”, “Bring back a "
        "deleted set”.",
    ),
    "too_few_classes": (
        "{name} has drawings of fewer than two classes.",
        "A network learns to tell classes apart: it needs two at least.",
        "Add a class, and draw some of each.",
    ),
    "more_classes": (
        "{name} has samples of more than {limit:,} classes.",
        "So many are the most that a set can have.",
        "Remove classes from it, or give its samples fewer names.",
    ),
    "gone": (
        "The set of drawings is not there any more.",
        "{path} was deleted or moved, perhaps by another window.",
        "Bring it back under “Set”, “Bring back a deleted set”, or draw in another.",
    ),
    "too_few": (
        "{name} has too few drawings.",
        "One of {least} in a class is kept aside, to test with what was never learned.",
        "Draw {least} of each class at least; ten are better.",
    ),
    "note_read": "{samples:,} samples of {classes:,} classes, drawn here.",
    "note_pictures": "Pictures are among them ({pictures:,}): so all are read in colour, {height}×{width}.",
    "note_test": "Kept aside to test with: {test:,}, some fifth of each class; {train:,} are learned from.",
    "note_few": "With so few, one answer more or less moves the test accuracy by {percent:.0f} %.",
    "note_empty": "Left out, as nothing was drawn for it yet: {names}.",
    "note_no_ink": "Left out because no ink is found in them ({count:,}).",
    "note_damaged": "Left out because they cannot be read ({count:,}): {names}.",
}
