"""What the window says of its own work."""

SENTENCES = {
    "unexpected": (
        "Something went wrong that should not have.",
        "{kind}: {reason}",
        "Your network is safe. Save it and try again; if it happens again, report it with the details.",
    ),
    "exploded": (
        "The cost grew from {before:.3g} to {now:.3g}.",
        "With a learning rate of {learning_rate:g} the steps are too large: each one leaps over the valley.",
        "Stop, lower the rate to {smaller:g}, and begin anew: Train menu, Reset weights.",
    ),
}
