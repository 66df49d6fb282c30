"""What is said about files that Keras saved."""

_NO = "{path} cannot be opened."
_AGAIN = "Save the model again with model.save(…), or get a whole copy of the file."

ERRORS: dict[str, str | tuple[str, str, str]] = {
    "not_taken_over": (
        "{path} cannot be taken over.",
        "{faults}",
        "Change these layers in the program that made the model, and save it again.",
    ),
    "legacy": (
        _NO,
        "It is an HDF5 file: a model in the old format of Keras, weights alone, or data.",
        "If it is a model, load it with Keras and save it as .keras: model.save('model.keras').",
    ),
    "old": (
        _NO,
        "Keras {version} saved it, in a format that has changed since.",
        "Load it with Keras 3 and save it again.",
    ),
    "damaged": (_NO, "{reason}", _AGAIN),
    "malformed": (_NO, "The description of the model is not as Keras writes it, at {place}.", _AGAIN),
    "unknown_member": (_NO, "It holds {name}, which is no part of a model that can be taken over.", _AGAIN),
    "missing_member": (_NO, "{name} is missing from it.", _AGAIN),
    "does_not_fit": (_NO, "Its layers do not fit together. {problem}", _AGAIN),
    "no_layers": (
        _NO,
        "It holds no layer that changes anything: what goes in comes out.",
        "Save a model with layers, such as one that ends in Dense.",
    ),
    "not_measured": (
        _NO,
        "The mean and variance of {name} are not what can be measured.",
        "Call adapt(…) of the layer with data again, and save the model.",
    ),
    "no_weights": (_NO, "{name} is missing from its weights.", _AGAIN),
    "array_count": (_NO, "{name} should hold {wanted} arrays, and holds {found}.", _AGAIN),
    "wrong_shape": (_NO, "The array {name} has the shape {found}; the layer needs {wanted}.", _AGAIN),
    "not_numbers": (_NO, "The array {name} does not hold floating-point numbers.", _AGAIN),
    "not_finite": (
        _NO,
        "The weights of {name} hold values that are not finite numbers.",
        "Train the model again with a smaller learning rate, and save it.",
    ),
    "not_plain": (_NO, "The array {name} is not stored as Keras stores weights.", _AGAIN),
    "link": (_NO, "{name} in it is a link to somewhere else.", _AGAIN),
    "no_group": (_NO, "{name} in it is not where weights can be.", _AGAIN),
    "no_array": (_NO, "{name} in it is not an array.", _AGAIN),
    "no_hdf5": (_NO, "{name} in it is no HDF5 file.", _AGAIN),
    "hdf5_damaged": (_NO, "Its weights are damaged, at {name}.", _AGAIN),
    "hdf5_version": (_NO, "Its weights are stored in a newer way than Keras does, at {name}.", _AGAIN),
}

LABELS: dict[str, str | tuple[str, str, str]] = {
    "taken_over": ("{name} is open, with changes.", "{notes}", "Save it as a project to keep it."),
}

FAULTS: dict[str, str | tuple[str, str, str]] = {
    "fault.code": "runs code of its own; use layers instead.",
    "fault.own_class": "is a class of another program ({package}), which only that program has.",
    "fault.own_model": "is a model class of its own; use keras.Sequential or keras.Model(inputs, outputs).",
    "fault.unknown_kind": "is a kind of layer that cnngui does not have.",
    "fault.function": "is a function that cnngui has no layer for.",
    "fault.activation": "has the activation {found}, which cnngui does not have.",
    "fault.argument": "has {name}={found}, which cnngui does not know.",
    "fault.unknown_argument": "has an argument {name} that cnngui does not know.",
    "fault.call_argument": "is called with {name}; only the output of one layer before it can be given.",
    "fault.number_format": "has the number format {found}; use float32.",
    "fault.inputs": "has {count} inputs; there can be one.",
    "fault.outputs": "has {count} outputs; there can be one.",
    "fault.input_type": "reads {found}; there are only numbers.",
    "fault.sparse": "reads sparse or ragged data.",
    "fault.open_shape": "leaves sizes open ({found}); give the input a fixed shape.",
    "fault.input_size": "has the shape {found}; it can have {axes} axes, each from 1 to {most:,}.",
    "fault.shared": "is used {count} times; give each place a layer of its own.",
    "fault.second_output": "uses the second output of a layer.",
    "fault.not_fed": "is fed by nothing.",
    "fault.cycle": "is fed by itself.",
    "fault.leads_nowhere": "leads nowhere: the output does not depend on it.",
    "fault.crosses": "feeds branches that do not meet again in one place.",
    "fault.nested": "stands in branches of branches of branches, deeper than cnngui goes.",
    "fault.branches": "joins more branches than cnngui can.",
}

NOTES: dict[str, str | tuple[str, str, str]] = {
    "note.training_only": "was left out: it changes nothing but the samples of training.",
    "note.measured": "keeps the mean and variance that adapt(…) measured, as arguments.",
    "note.as_normalization": "scales each channel by itself; it is a Normalization here, which does it.",
    "note.as_depthwise": "is a DepthwiseConv2D of 1×1 here, which does the same.",
    "note.left_out": "{name}={found} was left out; it matters in training only.",
    "note.number_format": "It computed with {found}; here it answers in float32.",
    "note.whole_numbers": "reads whole numbers ({found}), as pixels of 0 to 255 are; here it reads any.",
    "note.optimizer": "The optimizer {found} is not known here; the recipe has Adam.",
    "note.optimizer_values": (
        "The settings of the optimizer {found} are not possible here; the recipe has the usual Adam."
    ),
    "note.schedule": "The learning-rate schedule {found} was left out: it counts steps, not epochs.",
    "note.too_large": "Its weights ({size_mb:,} MB) were left out: at most {limit_mb:,} MB are read.",
    "note.loss": "The loss {found} is not known here; it follows from the last layer now.",
}

SENTENCES: dict[str, str | tuple[str, str, str]] = {**ERRORS, **LABELS, **FAULTS, **NOTES}
