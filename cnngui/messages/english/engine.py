"""What is said about training, predicting and the worker process."""

SENTENCES: dict[str, str | tuple[str, str, str]] = {
    "diverged": (
        "Training lost its way in epoch {epoch}, batch {step}: the numbers in {layer} are no longer finite.",
        "With a learning rate of {learning_rate:g} the steps were too large: the weights grew without end.",
        "The weights are back where the last whole epoch ended. Try a learning rate of {smaller:g}.",
    ),
    "out_of_memory": (
        "There is not enough memory for this.",
        "Each batch keeps the output of every layer until its gradient is computed.",
        "Use a smaller batch size, fewer filters, or a smaller Dense layer.",
    ),
    "network_has_errors": (
        "This network cannot be trained yet.",
        "{problem}",
        "Fix the marked layer first.",
    ),
    "varies_pictures": (
        "The recipe varies pictures, and {data} has none.",
        "Shift, rotation, zoom, flip, noise and elastic distortion are for pictures.",
        "Turn augmentation off in the recipe, or choose data with pictures.",
    ),
    "weight_of_no_class": (
        "The recipe weighs a class that is not in the data.",
        "It gives class {found} a weight; the classes are numbered 0 to {classes}, the last one left out.",
        "Set the class weights anew from the counts, or take them out of the recipe.",
    ),
    "other_samples": (
        "The network does not fit these data.",
        "A sample is {found}; the network reads {wanted}.",
        "Change the network's input shape, or choose other data.",
    ),
    "not_finite": (
        "This cannot be answered.",
        "Some of its numbers are infinite, or no numbers at all.",
        "Give the network finite numbers only.",
    ),
    "no_model": (
        "There is no network that could answer.",
        "It has no weights yet.",
        "Train it, or open a trained project.",
    ),
    "no_such_layer": (
        "There are no numbers to show.",
        "The network that answers has no layer called {layer}.",
        "Select another card.",
    ),
    "no_units": (
        "There is no map of its units.",
        "{layer} does not answer with a row of units.",
        "Select a Dense layer.",
    ),
    "too_many_numbers": (
        "{layer} has too many numbers to go through.",
        "Its input, weights and output are {found:,} numbers together; the most is {most:,}.",
        "Look into a smaller layer, or choose a smaller network from the New menu.",
    ),
    "cannot_explain": (
        "This answer cannot be explained in this way.",
        "The network has no layer or no input that {method} could look at, or it answers with no classes.",
        "Choose another way to explain it.",
    ),
    "unknown_to_numpy": (
        "This network cannot answer by itself.",
        "It has what only TensorFlow computes here: {words}.",
        "Let the engine answer for it.",
    ),
    "cannot_export": (
        "This network cannot be exported yet.",
        "{problem}",
        "Fix the network first.",
    ),
    "unsound_export": (
        "The network could not be written as {form}.",
        "What was written could not be read back as it should: {reason}",
        "Nothing was changed. Choose another form, such as a Keras model.",
    ),
    "no_layers": "It has no layers.",
    "no_onnx": (
        "ONNX files cannot be written here.",
        "They need a library that cnngui does without otherwise: tf2onnx.",
        "Install it with “pip install tf2onnx” where cnngui is installed, or export another form.",
    ),
    "form_keras": "Keras model (.keras)",
    "form_help_keras": "For Keras 3 programs; cnngui opens it again",
    "form_savedmodel": "TensorFlow SavedModel (folder)",
    "form_help_savedmodel": "For TensorFlow programs and TensorFlow Serving",
    "form_litert": "LiteRT model (.tflite)",
    "form_help_litert": "For phones and small devices",
    "form_onnx": "ONNX model (.onnx)",
    "form_help_onnx": "For ONNX Runtime, PyTorch tools and many others",
    "exported": ("{name} was exported.", "{notes}", ""),
    "export_untrained": "The network has not been trained: its weights are those it starts with.",
    "export_own_layers": "Keras has no {kinds}: programs that load the file need cnngui installed, and must "
    "import cnngui.engine.keras_backend.own_layers first.",
    "export_schedule": "In the file the learning rate is {rate:g} throughout: {kind} goes by epochs, and "
    "Keras stores only what goes by batches.",
    "export_fitting": "Not in the file: {names}. Keras stores how a model is compiled, not how it is fitted.",
    "precision_asked": "The recipe asks for it.",
    "precision_begun": "This training began with it.",
    "precision_environment": "The variable CNNGUI_PRECISION says so.",
    "precision_no_instructions": "This processor has no instructions for bfloat16.",
    "precision_slow": "It is slow on this processor, which has no instructions for bfloat16.",
    "precision_measured": "Measured here: a convolution in bfloat16 is {speed:.2f} times as fast.",
    "one_member": (
        "{found} network is no ensemble.",
        "At least two are needed to vote.",
        "Choose more trained networks.",
    ),
    "members_input": (
        "These networks cannot answer together.",
        "Number {place} reads {other}, the first {first}.",
        "Choose networks that read the same samples.",
    ),
    "members_classes": (
        "These networks cannot answer together.",
        "Number {place} tells the classes {other}, the first {first}.",
        "Choose networks that were trained on the same classes.",
    ),
    "members_parts": (
        "These networks cannot be measured together on this part of the data.",
        "Each held back other samples to validate, and so one has learned what is new to another.",
        "Choose the test part: none of them has learned from it.",
    ),
    "untrained": (
        "{path} holds a network that has not been trained.",
        "Without weights it cannot answer.",
        "Train it first, then save it again.",
    ),
    "thread_ended": (
        "The engine has ended.",
        "TensorFlow could not be loaded.",
        "Run cnngui doctor: it tells what is missing.",
    ),
    "unexpected": (
        "Something went wrong inside the engine.",
        "{kind}: {reason}",
        "Your network is safe. Save it and try again; if it happens again, report it with the details.",
    ),
    "died": (
        "The engine has ended.",
        "{reason}",
        "A new one can be started. Use a smaller batch size or network if it happens again.",
    ),
    "killed_for_memory": "The system killed it, probably because memory ran out.",
    "crashed": "It crashed inside a library ({signal}); its last words are in {log}.",
    "left": "It ended by itself with code {number}; its last words are in {log}.",
    "never_started": "The system could not start it.",
}
