"""What is said about files that cannot be opened, read or written, whatever they hold."""

_ARCHIVE = "{path} cannot be read."
_ARRAY = "The array {name} cannot be read."
_AGAIN = "Get or save the file again."
_SMALLER = "Store fewer or smaller pictures, as whole numbers 0 to 255 (uint8)."

SENTENCES: dict[str, str | tuple[str, str, str]] = {
    "missing": (
        "There is no file {path}.",
        "It may have been moved, renamed or deleted.",
        "Check the name and the folder.",
    ),
    "unreadable": (
        "{path} cannot be opened.",
        "The system says: {reason}.",
        "Check that it is there and that you may read it.",
    ),
    "not_a_file": (
        "{path} is not a file.",
        "It is a folder, a device or a pipe.",
        "Choose an ordinary file.",
    ),
    "too_large": (
        "{path} is too large.",
        "It has {size_mb:,.1f} MB; at most {limit_mb:,.0f} MB are read.",
        _SMALLER,
    ),
    # zip and .npz files
    "archive_damaged": (_ARCHIVE, "It is no whole zip or .npz file: {reason}.", _AGAIN),
    "tar_damaged": (_ARCHIVE, "It is no whole .tar or .tar.gz file: {reason}.", _AGAIN),
    "archive_end": (_ARCHIVE, "The end that every zip or .npz file has is missing.", _AGAIN),
    "archive_directory": (_ARCHIVE, "It claims a list of contents that is far too long.", _AGAIN),
    "archive_twice": (_ARCHIVE, "It holds {name} twice.", _AGAIN),
    "archive_encrypted": (_ARCHIVE, "{name} in it is encrypted.", "Save it without a password."),
    "archive_packing": (
        _ARCHIVE,
        "{name} in it is packed in an unusual way.",
        "Save it with numpy.savez_compressed.",
    ),
    "archive_short": (_ARCHIVE, "{name} claims to be larger than what is stored of it.", _AGAIN),
    "member_missing": ("{path} has no {name}.", "It holds: {found}.", "Save it again with {name} in it."),
    "member_too_large": (
        "{path} is too large when unpacked.",
        "Up to {name} it needs {size_mb:,.1f} MB; at most {limit_mb:,.0f} MB are read.",
        "Store less in it.",
    ),
    # arrays
    "array_start": (_ARRAY, "It does not start as numpy arrays do.", _AGAIN),
    "array_header": (_ARRAY, "Its header is damaged.", _AGAIN),
    "array_shape": (_ARRAY, "Its header claims a shape that cannot be.", _AGAIN),
    "array_longer": (_ARRAY, "More follows after its last value.", _AGAIN),
    "array_truncated": (
        "The array {name} ends early.",
        "Its shape {shape} needs {expected_bytes:,} bytes, but at most {stored_bytes:,} are stored.",
        _AGAIN,
    ),
    "array_too_large": (
        "The array {name} is too large.",
        "Its shape {shape} needs {size_mb:,.1f} MB; at most {limit_mb:,.0f} MB are read.",
        _SMALLER,
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
    # files of MATLAB
    "mat_damaged": ("{path} cannot be read.", "It is no whole .mat file.", _AGAIN),
    "mat_version": (
        "{path} cannot be read.",
        "It is a .mat file of version 7.3 or of before 5.",
        "In MATLAB, save it with save('file.mat', 'X', 'y', '-v7').",
    ),
    # Parquet
    "no_parquet": (
        "{name} was not read.",
        "Parquet is an extra of cnngui, as most people do not need it.",
        "Install it with: pip install 'cnngui[parquet]'. Or save the table as .csv.",
    ),
    "parquet_damaged": (
        "{name} cannot be read.",
        "It is no whole Parquet file: {reason}.",
        "Get it again, or save the table as .csv.",
    ),
    # pickles
    "pickle_refused": (
        "{name} is refused.",
        "It is a pickle of Python that names {found}; opening such files could run any program. Here they"
        " are read as plain data, and this is none.",
        "Save the arrays with numpy.savez(file, x_train=…, y_train=…), where the pickle comes from.",
    ),
    "pickle_damaged": (
        "{name} cannot be read.",
        "It is no whole pickle of plain data.",
        "Get it again, or save the arrays with numpy.savez(file, x_train=…, y_train=…).",
    ),
    "pickle_swells": (
        "{name} is refused.",
        "Of {stored_mb:,.1f} MB it makes more than {limit_mb:,.1f} MB, from the same bytes time and again.",
        "Save the arrays with numpy.savez(file, x_train=…, y_train=…), where the pickle comes from.",
    ),
    # writing
    "cannot_write": (
        "{path} was not saved.",
        "The system says: {reason}.",
        "Nothing was changed. Make room or choose another folder, and save again.",
    ),
    "no_target": (
        "{path} was not saved.",
        "What is there is no ordinary file but a folder, a device or a pipe.",
        "Nothing was changed. Choose another name.",
    ),
    "protected": (
        "{path} was not saved.",
        "It is write-protected, or belongs to somebody else.",
        "Nothing was changed. Choose another name, or give yourself the right to write it.",
    ),
    "other_folder": (
        "{path} was not saved.",
        "There is something else of that name: it has no {hallmark}, so it is not replaced.",
        "Choose another name.",
    ),
}
