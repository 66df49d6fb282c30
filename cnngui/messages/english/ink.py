"""What is said about drawings, pictures of digits and files of pen strokes."""

SENTENCES = {
    "not_finite": (
        "This drawing cannot be read.",
        "A point or the pen width is not a finite number.",
        "Clear the canvas and draw again.",
    ),
    "too_far": (
        "This drawing cannot be read.",
        "A point lies more than {limit} pixels away from the canvas.",
        "Draw on the canvas.",
    ),
    "pen": (
        "This drawing cannot be read.",
        "The pen width is {width}.",
        "Choose a pen between 1 and {limit} pixels.",
    ),
    "not_a_picture": (
        "This is not a picture of a digit.",
        "It is {shape}, or holds values that are not numbers.",
        "Use a grey or colour picture of at least 3×3 pixels.",
    ),
    "damaged": (
        "{path} cannot be read.",
        "It is damaged or cut off: {reason}.",
        "Copy or download it again.",
    ),
    "too_large": ("{path} is too large.", "Unpacked it holds more than {limit} MB.", "Split the file."),
    "not_json": (
        "{path} is not a file of pen strokes.",
        "It is not valid JSON: {reason}.",
        'Give a file like {{"samples": [{{"label": 7, "strokes": [[[x, y], …]]}}]}}, plain or gzipped.',
    ),
    "bad_sample": (
        "{path} is not a file of pen strokes.",
        "Sample {index}: {reason}.",
        'A sample is {{"label": 0 to 9, "strokes": [[[x, y], …], …]}}.',
    ),
    "no_samples": (
        "{path} holds no drawings.",
        "Its list of samples is missing or empty.",
        "Give another file.",
    ),
    "too_many": ("{path} holds too much.", "It has more than {limit} {what}.", "Split the file."),
}
