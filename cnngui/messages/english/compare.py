"""What a person reads when two networks stand side by side."""

SENTENCES: dict[str, str | tuple[str, str, str]] = {
    "changes": "Changes",
    "more_parameters": "± parameters",
    "parameters": "Parameters",
    "trainable": "Trainable params",
    "multiply_adds": "Multiply-adds",
    "from_to": "{label}: {before} → {after} ({difference})",
    "same": "The networks are the same.",
    "differ": "{count:,} of {rows:,} rows differ.",
}
