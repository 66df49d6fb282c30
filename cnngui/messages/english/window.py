"""What the window says of its own work."""

SENTENCES = {
    "unexpected": (
        "Something went wrong that should not have.",
        "{kind}: {reason}",
        "Your network is safe. Save it and try again; if it happens again, report it with the details.",
    ),
}
