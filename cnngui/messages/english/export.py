"""What a person reads about networks that leave the program: code, pictures, tables."""

LABELS: dict[str, str | tuple[str, str, str]] = {
    "column_name": "Name",
    "column_kind": "Kind",
    "column_arguments": "Arguments",
    "column_output": "Output",
    "column_parameters": "Parameters",
    "column_multiply_adds": "Multiply-adds",
    "total": "Total",
    "input": "Input {shape}",
    "parameters": "{count:,} parameters",
    "half_built": "half-built",
}

SENTENCES: dict[str, str | tuple[str, str, str]] = {
    **LABELS,
}
