"""What can go wrong with pictures, files and downloads, and what to do about it."""

SENTENCES: dict[str, str | tuple[str, str, str]] = {
    "file_missing": (
        "There is no file {path}.",
        "It may have been moved, renamed or deleted.",
        "Check the name and the folder.",
    ),
    "file_unreadable": (
        "{path} cannot be opened.",
        "The system says: {reason}.",
        "Check that it is a file you may read.",
    ),
    "not_a_file": (
        "{path} is not a file.",
        "It is a folder, a device or a pipe.",
        "Choose an ordinary file.",
    ),
    "file_too_large": (
        "{path} is too large.",
        "It has {size_mb:,.1f} MB; at most {limit_mb:,.0f} MB are read.",
        "Store fewer or smaller pictures, as whole numbers 0 to 255 (uint8).",
    ),
    "archive_damaged": (
        "{path} cannot be read.",
        "It is not a whole zip or .npz file: {reason}.",
        "Get or save the file again.",
    ),
    "member_missing": (
        "{path} has no {name}.",
        "It holds: {found}.",
        "Save it again with {name} in it.",
    ),
    "member_too_large": (
        "{path} is too large when unpacked.",
        "Up to {name} it needs {size_mb:,.1f} MB; at most {limit_mb:,.0f} MB are read.",
        "Store less in it.",
    ),
    "array_damaged": (
        "The array {name} cannot be read.",
        "It is damaged: {reason}.",
        "Get or save the file again, with numpy.save or numpy.savez.",
    ),
    "array_truncated": (
        "The array {name} ends early.",
        "Its shape {shape} needs {expected_bytes:,} bytes, but only {stored_bytes:,} are stored.",
        "Get or save the file again.",
    ),
    "array_too_large": (
        "The array {name} is too large.",
        "Its shape {shape} needs {size_mb:,.1f} MB; at most {limit_mb:,.0f} MB are read.",
        "Store fewer or smaller pictures, as whole numbers 0 to 255 (uint8).",
    ),
    "array_pickled": (
        "The array {name} is refused.",
        "It holds pickled Python objects, and opening those could run any program.",
        "Save it as plain numbers or text: array.astype('uint8') or array.astype(str).",
    ),
    "array_type": (
        "The array {name} cannot be used.",
        "Its type {found} is neither numbers nor text.",
        "Save it as whole numbers (uint8), float32 or text.",
    ),
}
