"""What is said about pictures that are pasted or dropped onto the canvas."""

SENTENCES = {
    "no_ink": (
        "There is nothing to read on this picture.",
        "Nothing on it stands out from its ground.",
        "Choose a picture with one digit on plain paper.",
    ),
}
