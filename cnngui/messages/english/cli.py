"""What the command line says: help, headings, and what was mistyped."""

_NO_OPTION = "There is no option {option}."
_LOOKS_LIKE = "It looks like {near}."
_NO_COMMAND = "There is no command {command}."
_LIST = "“{path} --help” lists what there is."

HELP: dict[str, str | tuple[str, str, str]] = {
    "help": "Build, train, look inside and draw on convolutional networks. "
    "Without a command the window opens.",
    "help_version": "Print the version.",
    "help_debug": "With any command: add the traceback to an error.",
    "help_json": "Print JSON, one value a line, for programs.",
    "help_gui": "Open the window.",
    "help_gui_file": "A project (.cnn) or a Keras model (.keras) to open.",
    "help_tour": "Drive the window through its main job: build, train, draw a digit, predict.",
    "help_screenshots": "Save pictures of the window into this folder.",
    "help_presets": "List the networks of the course slides, and two of ours.",
    "help_summary": "Show every layer of a network: shape, parameters, problems.",
    "help_data": "List the data sets that are known by name, or write one to an .npz file.",
    "help_data_name": "The data set to write, with --out.",
    "help_data_out": "Where to write its arrays: x_train, y_train, x_test, y_test, class_names.",
    "help_export": "Write a network as code, a picture, a table or a model.",
    "help_to": "code, svg, png, md, csv …; without it, what the file's name ends in decides.",
    "help_export_out": "Where to write; without it, text is printed.",
    "help_comments": "Code with remarks that teach: shapes, parameters, what a line is for.",
    "help_tf1": "Code with the slides' TensorFlow 1 as remarks.",
    "help_reproducible": "Code with the seed, for the same first weights as here.",
    "help_compare": "Show what differs between two networks.",
    "help_before": "A network of the course slides, or a file.",
    "help_after": "Another one.",
    "help_schema": "Print the JSON Schema of network files, for editors and other programs.",
    "help_train": "Train a network; the folder then has model.cnn and history.csv.",
    "help_anyway": "Train even when the memory it is likely to need is not free.",
    "help_out": "Folder for the trained network; what is there from before is renamed.",
    "help_data_option": "A name of “cnngui data”, or a data file or folder of your own.",
    "help_download": "Agree beforehand to fetch the data if it is not here.",
    "help_seed": "Makes another training with the same number the same.",
    "help_optimizer": "SGD, RMSprop or Adam.",
    "help_schedule": "Constant, InverseTimeDecay, ExponentialDecay, ReduceLROnPlateau or OneCycle.",
    "help_decay": "InverseTimeDecay: the rate is divided by 1 + decay · batch.",
    "help_factor": "ExponentialDecay, ReduceLROnPlateau: what the rate is multiplied with.",
    "help_every_epochs": "ExponentialDecay: after how many epochs.",
    "help_cycle_epochs": "OneCycle: how many epochs the rate takes up and down.",
    "help_warm_up": "OneCycle: the share of them in which the rate rises.",
    "help_patience": "ReduceLROnPlateau: after how many epochs without a better validation cost.",
    "help_precision": "auto, float32 or mixed_bfloat16: the numbers training computes in.",
    "help_momentum": "How much of the last step goes on into the next (SGD, RMSprop).",
    "help_predict": "Tell what a trained network takes pictures, numbers or sentences for.",
    "help_images": "Pictures: PNG, JPEG, BMP, GIF or WebP.",
    "help_values": "Numbers in place of a picture, such as 0,1; may be given several times.",
    "help_text": "A sentence in place of a picture; may be given several times.",
    "help_model": "A trained network; without one, that which came with the program.",
    "help_evaluate": "Measure a trained network on test pictures or on pen strokes.",
    "help_like": "Data like those a network was trained on, if its file does not tell.",
    "help_without_edits": "The data as they came, without your own edits to them.",
    "help_part": "Of the data: test, or what its training learned from (train) or held back (validation).",
    "help_ink": "A file of pen strokes, .json or .json.gz.",
    "help_doctor": "Check whether this computer can run everything, and what to do if not.",
    "help_deep": "Also start Qt and the engine, which takes some seconds.",
    "help_preset": "A network of the course slides: see “cnngui presets”.",
    "help_network": "A network file (JSON), a project (.cnn) or a Keras model (.keras).",
}

LABELS: dict[str, str | tuple[str, str, str]] = {
    "column_name": "Name",
    "column_title": "Network",
    "column_kind": "Kind",
    "column_arguments": "Arguments",
    "column_input": "Input",
    "column_output": "Output",
    "column_layers": "Layers",
    "column_multiply_adds": "Multiply-adds",
    "column_parameters": "Parameters",
    "column_class": "Class",
    "column_classes": "Classes",
    "column_shape": "Sample",
    "column_train": "To train",
    "column_test": "To test",
    "column_here": "Here",
    "column_about": "About",
    "here": "yes",
    "to_download": "to download",
    "column_samples": "Samples",
    "column_accuracy": "Right",
    "column_mistakes": "Mostly mistaken for",
    "column_slide_accuracy": "Slide's accuracy",
    "total": "Total",
    "ok": "OK",
    "error": "Error",
    "warning": "Warning",
    "note": "Note: {note}",
    "exporting": "Exporting",
    "download_facts": "{label} is not on this computer yet. It can be fetched:\n"
    "  size    {size_mb:,.1f} MB\n"
    "  from    {urls}\n"
    "  sha256  {sha256}\n"
    "  to      {folder}\n"
    "  by      {source} ({licence})",
    "download_question": "Fetch it?",
    "tour_done": "{network} with {parameters:,} parameters learned {data} for {epochs} epochs: "
    "{accuracy:.1%} right on digits it had not seen.",
    "tour_prediction": "A {drawn} was drawn. The network says {prediction} ({probability:.1%}).",
    "tour_screenshots": "{count} pictures of the window are in {folder}.",
    "exported": "Written: {path}",
    "slide_note": "Note: {note}",
    "presets_next": "Look closer with: cnngui summary --preset NAME",
}

TRAINING: dict[str, str | tuple[str, str, str]] = {
    "loading_engine": "Loading TensorFlow",
    "training_on": "{train:,} samples to learn from, {validation:,} to validate with.",
    "computes_in": "Computes in {policy}. {why}",
    "epoch": "Epoch {epoch}/{epochs}",
    "validating": "validating {done:,}/{total:,}",
    "batch_figures": "cost {loss:.4f}  {metric}  {speed:,.0f} samples/s",
    "epoch_line": "{epoch}  cost {loss:.4f}  {metric}  validation: cost {val_loss:.4f}  {val_metric}  "
    "{speed:,.0f} samples/s  {seconds:.1f} s",
    "accuracy": "accuracy {value:.2%}",
    "finished": "Finished after {seconds:.1f} s.",
    "stopped": "Stopped after {seconds:.1f} s; what was learned so far is kept.",
    "saved": "Saved: {model} and {history}",
    "saved_elsewhere": "It is in {folder}, as the folder that was named cannot be written. {problem}",
    "left_before": (
        "What a training that was cut off, or goes on elsewhere, has learned is in {file}; "
        "“cnngui gui” opens it, to go on."
    ),
    "cut_off": "What a training that was cut off had learned is in {file}; “cnngui gui” opens it, to go on.",
    "answer": "{image}: {label} ({probability:.1%})",
    "only_unknown": "It knows none of these words, so this is a guess: {words}",
    "unknown_words": "Words it does not know: {words}",
    "loading": "Loading TensorFlow and the network",
    "measuring": "Measuring",
    "measured": "{model} reads {accuracy:.2%} of {samples:,} right.",
    "interval": "With 95 % certainty the true share is between {low:.2%} and {high:.2%}.",
    "calibrated": "Probabilities are off by {error:.1%} on average (ECE).",
    "regression": "As numbers: mean squared error {mean_squared_error:.4g}, mean absolute error "
    "{mean_absolute_error:.4g}, R² {r2:.4g}.",
    "unknown_classes": "{samples:,} samples are of classes the network does not know, so none of them can be "
    "right: {names}.",
    "confusion": "Each row is a true class; behind it stands how many were taken for which class.",
    "error_metric": "error {value:.4f}",
}

DOCTOR: dict[str, str | tuple[str, str, str]] = {
    "check_python": "Python",
    "check_libraries": "Libraries",
    "check_processor": "Processor",
    "check_memory": "Memory",
    "check_disk": "Disk",
    "check_display": "Screen",
    "check_shipped_data": "Bundled data",
    "check_shipped_model": "Shipped network",
    "check_folders": "Folders",
    "check_qt": "Window",
    "check_engine": "Engine",
    "found_cores": "{count} cores",
    "found_free": "{gigabytes:.1f} GB free",
    "found_unknown": "not known",
    "found_display": "a window opens ({platform})",
    "found_no_display": "none",
    "found_no_answer": "no answer in {seconds} seconds",
    "found_ended": "ended with code {exit_code}: {reason}",
    "mend_python": "Use a 64-bit Python 3.11, 3.12 or 3.13: TensorFlow 2.21 exists for these.",
    "mend_missing": "Missing: {missing}. Install the program again.",
    "mend_version": "Install {wanted}: the program is not known to work with another version.",
    "mend_avx": "TensorFlow needs a processor with AVX; there is no way around it on this computer.",
    "mend_memory": "Close other programs, or use smaller batches: TensorFlow and the window need 1.5 GB.",
    "mend_disk": "Free some space: data sets and projects need up to 1 GB.",
    "mend_display": "All commands work without one. To see the window at work: cnngui tour --screenshots DIR",
    "mend_shipped": "It is missing or changed. Install the program again.",
    "mend_folder": "{folder} cannot be written ({reason}). Give yourself the right to, or free some space.",
    "mend_deep": "Install the program again; if that does not help, report this line.",
    "healthy": "This computer can run cnngui.",
    "not_healthy": "Fix first what is marked with Error.",
}

# The command itself cannot be read: its exit code is another one.
MISTYPED: dict[str, str | tuple[str, str, str]] = {
    "no_such_command": (_NO_COMMAND, "There are: {known}.", "“cnngui --help” says what each does."),
    "no_such_command_near": (_NO_COMMAND, _LOOKS_LIKE, "Try “cnngui {near}”, or “cnngui --help”."),
    "no_such_option": (_NO_OPTION, "“{path}” does not know it.", _LIST),
    "no_such_option_near": (_NO_OPTION, _LOOKS_LIKE, _LIST),
    "missing": ("{name} is missing.", "“{path}” cannot do without it.", _LIST),
    "empty_word": (
        "There is nothing behind {option}.",
        "The word is empty, as if a variable of the shell had no value.",
        "Write a value, or leave {option} out.",
    ),
    "value_missing": ("{option} has no value.", "A value should stand behind it.", _LIST),
    "bad_value": ("The value of {name} cannot be used.", "{reason}.", _LIST),
    "usage": ("This command cannot be read.", "{reason}.", _LIST),
    "reason_whole_number": "{found} should be a whole number",
    "reason_number": "{found} should be a number",
    "reason_at_least": "{found} should be at least {ge}",
    "reason_at_most": "{found} should be at most {le}",
    "reason_above": "{found} should be above {gt}",
    "reason_below": "{found} should be below {lt}",
    "reason_choice": "{found} should be {expected}",
    "reason_not_of": "{owner} has none",
    "which_network": (
        "It is not clear which network is meant.",
        "One of --preset and --network is needed, and only one.",
        "Add “--preset mnist-cnn” or “--network FILE”; “cnngui presets” lists the names.",
    ),
    "which_format": (
        "It is not clear as what the network should be written.",
        "{found} is none of: {known}.",
        "Name one with --to, such as “--to code”, or end the file's name accordingly.",
    ),
    "which_samples": (
        "It is not clear what to measure on.",
        "One of --data and --ink is needed, and only one.",
        "Add “--data digits” or “--ink STROKES.json.gz”.",
    ),
    "which_input": (
        "It is not clear what the network should look at.",
        "Pictures, --values or --text are needed, and only one of them.",
        'Try “cnngui predict digit.png”, or for other networks “--values 0,1” or “--text "…"”.',
    ),
    "data_name_and_file": (
        "Nothing was written.",
        "The name of a data set and a file go together.",
        "For example: cnngui data sentences --out sentences.npz",
    ),
    "onto_source": (
        "{path} was not written.",
        "It is the file that is read.",
        "Name another one with --out.",
    ),
    "export_needs_file": (
        "This format cannot be printed.",
        "“{format}” is not text.",
        "Name a file: --out {file}",
    ),
}

ERRORS: dict[str, str | tuple[str, str, str]] = {
    "interrupted": ("Stopped.", "Ctrl+C was pressed.", ""),
    "no_memory": (
        "The memory of this computer is used up.",
        "What was asked needs more than is free.",
        "Close other programs, or use less data or a smaller batch.",
    ),
    "system": (
        "A file could not be read or written. {file}",
        "The system says: {reason}.",
        "Check the folder, its rights and the free space.",
    ),
    "unexpected": (
        "Something went wrong that should not have.",
        "{kind}: {reason}",
        "Repeat the command with --debug and report what it prints.",
    ),
    "no_display": (
        "There is no screen to open a window on.",
        "Neither DISPLAY nor WAYLAND_DISPLAY is set.",
        "Start it in a desktop session, or watch it work without one: cnngui tour --screenshots DIR",
    ),
    "no_screen_library": (
        "No window can open: system libraries are missing.",
        "Missing: {libraries}.",
        "On Debian and Ubuntu: sudo apt install {packages}",
    ),
    "no_screen_answer": (
        "No window can open: the screen does not answer.",
        "DISPLAY is “{display}”, and no program may open a window there.",
        "Start it in a desktop session, or watch it work without one: cnngui tour --screenshots DIR",
    ),
    "not_downloaded": (
        "{label} is not on this computer yet.",
        "It has {size_mb:,.1f} MB and would be fetched from {urls} (sha256 {sha256}) into {folder}.",
        "Agree with --download, or name data that are here: “cnngui data” lists them.",
    ),
    "code_has_errors": (
        "{name} has an error, so code of it would not run.",
        "{problem}",
        "Fix the network first; “cnngui summary” shows what is wrong.",
    ),
    "not_numbers": (
        "“{found}” is no row of numbers.",
        "Numbers are parted by commas, such as 0,1.",
        "Write them with a point, not a comma, before their fractions.",
    ),
    "network_has_errors": (
        "{name} cannot be trained on this data yet.",
        "{problem}",
        "Change the network, or choose other data.",
    ),
    "little_memory": (
        "Training needs about {needed:.1f} GB, and {free:.1f} GB are free.",
        "That is for the weights, the optimizer, and every layer's output for a batch of {batch_size}.",
        "Take --batch-size {fitting}, or add --anyway.",
    ),
    "nothing_to_keep": (
        "Nothing of this training could be written.",
        "{problem}",
        "Use smaller layers.",
    ),
    "data_unasked": (
        "{name} names data that it did not bring along.",
        "They are only opened if you ask for them: {data}",
        "Name data with --data, these or others.",
    ),
    "preset_data": (
        "{preset} was made for data that do not come with cnngui.",
        "It reads {made_for}.",
        "Name a file of your own with --data, such as an .npz with x_train, y_train, x_test and y_test.",
    ),
    "not_even_one": (
        "Training needs about {needed:.1f} GB, and {free:.1f} GB are free.",
        "The weights and the optimizer alone leave no room for a single picture.",
        "Make the network smaller, or add --anyway.",
    ),
    "other_values": (
        "{path} does not read that many numbers.",
        "There are {found} in the row, and its input is {shape}.",
        "Give as many as it reads, or another network with --model.",
    ),
}

SENTENCES: dict[str, str | tuple[str, str, str]] = {
    **HELP,
    **LABELS,
    **TRAINING,
    **DOCTOR,
    **MISTYPED,
    **ERRORS,
}
