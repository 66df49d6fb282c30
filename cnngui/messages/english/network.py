"""What a person reads about problems of networks, their mends, and network files."""

_KNOWN = "Known are: {known}."
_CHOOSE = "Choose one of them."
_ROWS_READ = "The network reads {input}, but a sample of the data is a row of {data} numbers."
_OTHER_DATA = "Choose other data, or another network for these."
_PICTURES_READ = "The network reads {input}, but a picture of the data is {data}."
_SET_INPUT = "Set the input to {data}, or choose other data."
_ONE_EACH = "An answer is one number for each class."
_NOT_WHOLE = "{arithmetic} is not a whole number."
_DIVIDING = "Use groups that divide the channels of the input."
_LEFT_OVER = "{arithmetic} is not a whole number, so what is left is not used."
_STRIDES_THAT_FIT = "Use padding “same” or strides that fit."
_VOLUME = "A volume is depth × height × width × channels, such as 16×64×64×1."
_MADE_FOR_IT = "Reshape its input, or use the layer made for it."
_BEFORE_FLATTEN = "Put it before the layer that flattens, or reshape the row."
_PICTURE = "A picture is height × width × channels, such as 28×28×1."
_SEQUENCE = "A sequence is steps × channels, such as 28×28: the rows of a digit, one after the other."
_NONE_FITS = "{arithmetic}: not one window fits."
_SMALLER_WINDOW = "Use padding “same” or a smaller window."
_FILE = "{origin} is not a network that can be read."
_HABIT = "It can be trained, but this is seldom meant."

PROBLEMS: dict[str, str | tuple[str, str, str]] = {
    "window_too_large": (
        "{layer} needs a {window} window but its input is {input}.",
        _NONE_FITS,
        _SMALLER_WINDOW,
    ),
    "window_too_long": (
        "{layer} needs a window of {window} steps but its input has {input}.",
        _NONE_FITS,
        _SMALLER_WINDOW,
    ),
    "row_not_sequence": (
        "{layer} needs a sequence but its input is a row of {input} values.",
        _SEQUENCE,
        _BEFORE_FLATTEN,
    ),
    "not_sequence": ("{layer} needs a sequence but its input is {input}.", _SEQUENCE, _MADE_FOR_IT),
    "row_not_picture": (
        "{layer} needs a picture but its input is a row of {input} values.",
        _PICTURE,
        "Put it before the layer that flattens, reshape the row, or give the network pictures.",
    ),
    "not_picture": ("{layer} needs a picture but its input is {input}.", _PICTURE, _MADE_FOR_IT),
    "row_not_volume": (
        "{layer} needs a volume but its input is a row of {input} values.",
        _VOLUME,
        _BEFORE_FLATTEN,
    ),
    "not_volume": ("{layer} needs a volume but its input is {input}.", _VOLUME, _MADE_FOR_IT),
    "strides_with_dilation": (
        "{layer} has strides {strides} and dilation_rate {dilation_rate} at once.",
        "Keras computes only one of them at a time.",
        "Set one of the two to 1.",
    ),
    "groups_of_filters": (
        "{layer} cannot share {filters} filters among {groups} groups.",
        _NOT_WHOLE,
        "Use groups that divide the filters.",
    ),
    "groups_of_channels": (
        "{layer} cannot share {channels} channels among {groups} groups.",
        _NOT_WHOLE,
        _DIVIDING,
    ),
    "unused_rows": (
        "The window of {layer} stops {rows} px above the lower edge.",
        _LEFT_OVER,
        _STRIDES_THAT_FIT,
    ),
    "unused_columns": (
        "The window of {layer} stops {columns} px before the right edge.",
        _LEFT_OVER,
        _STRIDES_THAT_FIT,
    ),
    "unused_border": (
        "The window of {layer} stops {rows} px above the lower and {columns} px before the right edge.",
        _LEFT_OVER,
        _STRIDES_THAT_FIT,
    ),
    "unused_steps": ("The window of {layer} stops {steps} short of the end.", _LEFT_OVER, _STRIDES_THAT_FIT),
    "unused_volume": (
        "The window of {layer} stops {unused} places before the ends of its {input} input.",
        _LEFT_OVER,
        _STRIDES_THAT_FIT,
    ),
    "window_of_zeros": (
        "The window of {layer} sees a single value and {zeros} zeros.",
        "{arithmetic}, but its input is {input}: padding “same” makes up the rest.",
        "Use a smaller window, or shrink the maps less before it.",
    ),
    "pool_of_one": (
        "{layer} pools maps of {input}.",
        "One value goes in and the same comes out.",
        "Remove it, or shrink the maps less before it.",
    ),
    "reshape_sizes": (
        "{layer} cannot lay {input} out as {target}.",
        "{arithmetic}: the number of values must stay.",
        "Change the target shape; −1 stands for what the other axes leave.",
    ),
    "reshape_rest": (
        "{layer} cannot lay {input} out as {target}.",
        "{arithmetic} is not a whole number, so nothing fits for −1.",
        "Use sizes that divide the number of values.",
    ),
    "maxout_pieces": (
        "{layer} cannot share {channels} channels among groups of {num_pieces}.",
        _NOT_WHOLE,
        _DIVIDING,
    ),
    "embedding_on_picture": (
        "{layer} looks words up by their number, but its input is {input}.",
        "It gives a row of values for each number of a sentence. " + _HABIT,
        "Give it a row of word numbers, or remove it.",
    ),
    "embedding_inside": (
        "{layer} looks words up by their number, but gets what {first} computed.",
        "It drops the fraction of each value, and no gradient passes. " + _HABIT,
        "Put it first.",
    ),
    "dense_on_picture": (
        "{layer} gets a picture ({input}) and reads only its {inputs} channels, pixel by pixel.",
        "A Dense layer looks at the last axis alone; flattened, it would see all {values} values at once.",
        "Add Flatten before it.",
    ),
    "dense_on_sequence": (
        "{layer} gets a sequence ({input}) and reads only its {inputs} channels, step by step.",
        "A Dense layer looks at the last axis alone; flattened, it would see all {values} values at once.",
        "Add Flatten before it.",
    ),
    "softmax_on_picture": (
        "The softmax of {layer} runs over the {length} values of each place of its {output} output.",
        "Each place is made to sum to 1 on its own. " + _HABIT,
        "Keep softmax for the last layer.",
    ),
    "softmax_of_one": (
        "The softmax of {layer} has a single value to share.",
        "exp(x) / exp(x) = 1: the output is always 1 and nothing is learned.",
        "Use sigmoid for a single output.",
    ),
    "softmax_twice": (
        "{layer} takes the softmax of {first} once more.",
        "It evens out what was decided: with {classes} classes no answer gets above {most:.1f} %.",
        "Keep one of them.",
    ),
    "softmax_hidden": (
        "{layer} takes a softmax in the middle of the network.",
        "Its values must share a sum of 1, so little is passed on. " + _HABIT,
        "Keep softmax for the last layer.",
    ),
    "dropout_last": (
        "{layer} drops some of the answers themselves.",
        "Behind it no layer can make up for them. " + _HABIT,
        "Put dropout before the last Dense layer.",
    ),
    "too_many_values": (
        "{layer} would give {output} for one sample.",
        "These are {values:,} numbers, more than any computer holds.",
        "Use strides or pooling before it, or fewer filters or units.",
    ),
    "large_layer": (
        "{layer} has {parameters:,} parameters.",
        "They take {gigabytes:.1f} GB, and about {training_gigabytes:.1f} GB while training.",
        "Make its input smaller with pooling or strides, or use fewer units.",
    ),
    "merge_shapes": (
        "{layer} cannot {merging} branches of {shapes}.",
        "They differ in {axis}: {arithmetic}.",
        "Give all branches the same shape.",
    ),
    "concatenate_shapes": (
        "{layer} cannot lay branches of {shapes} side by side.",
        "They differ in {axis}: {arithmetic}. Only the last axis may.",
        "Give all branches the same height and width.",
    ),
    "merge_spreads": (
        "{layer} spreads {small} over every place of {merged}.",
        "An axis of length 1 is spread over the other branch's length. " + _HABIT,
        "Give all branches the same shape.",
    ),
    "nothing_left": (
        "{layer} cuts all of its {input} input away.",
        "{arithmetic}.",
        "Cut fewer rows or columns off.",
    ),
    "output_padding": (
        "{layer} has output_padding {found}, strides {strides} and a {kernel} window.",
        "It must be less than the strides, and with padding “same” and an even window at least 1.",
        "Leave output_padding out.",
    ),
    "numbers_of_channels": (
        "{layer} has {found} numbers as {field}, but its input has {channels} channels.",
        "There is one number for each channel, or one for all.",
        "Give as many numbers as there are channels.",
    ),
    "numbers_differ": (
        "{layer} has another number of means ({mean}) than of variances ({variance}).",
        "There is one of both for each channel, or one of both for all.",
        "Give as many of the one as of the other.",
    ),
    "no_such_axis": (
        "{layer} shares slopes along axis {found}, but its input {input} has {axes}.",
        "Axes count from 1, the samples left out: 1, 2 are rows and columns of a picture.",
        "Share along axes that are there.",
    ),
    "subtract_branches": (
        "{layer} has {count} branches to subtract.",
        "One can be subtracted from one other.",
        "Keep two branches, or add them.",
    ),
    "repeat_round": (
        "Round {round} of {times} in {layer} gets {input}, which {inner} cannot read.",
        "{arithmetic}.",
        "Repeat less often, or keep the shape inside.",
    ),
    "sigmoid_deep": (
        "{count} hidden layers in a row use sigmoid.",
        "Its slope is at most 1/4: at most {arithmetic} = {left:.2g} of the gradient gets to the first.",
        "Use relu in hidden layers.",
    ),
    "bias_before_normalization": (
        "The bias of {layer} is taken out again by {normalization}.",
        "Batch normalization subtracts the mean and adds its own beta instead.",
        "Set use_bias to false.",
    ),
    "nothing_trainable": (
        "Nothing is left to train: all layers with weights are frozen.",
        "Training leaves the weights of frozen layers as they are, here those of all {count}.",
        "Unfreeze the layers that are to learn, at least the last one.",
    ),
    "output_is_picture": (
        "The network ends in {output}, but {classes} classes need {classes} numbers.",
        _ONE_EACH,
        "Flatten, and end with a Dense layer of {classes} units.",
    ),
    "no_output_layer": (
        "The network ends in {numbers}, but the data has {classes} classes.",
        _ONE_EACH,
        "End with a Dense layer of {classes} units.",
    ),
    "output_units": (
        "{layer} gives {numbers}, but the data has {classes} classes.",
        _ONE_EACH,
        "Set units to {classes}, or add a Dense layer of {classes} units.",
    ),
    "output_activation": (
        "The answers go through {activation} in {layer}.",
        "They are then neither probabilities nor free scores, and training is slower or stalls.",
        "End with {proper}.",
    ),
    "loss_does_not_fit": (
        "The loss {loss} cannot be taken of a single number.",
        "It needs one for each of the two classes.",
        "Choose the loss “auto”, or give the last layer 2 units with softmax.",
    ),
    "data_shape": (_PICTURES_READ, "The input must be at least as large, with as many channels.", _SET_INPUT),
    "data_row": (_ROWS_READ, "Each of them needs its place in the input.", _SET_INPUT),
    "data_shape_unreadable": (_PICTURES_READ, "Its layers cannot read {data} at all.", _OTHER_DATA),
    "data_row_unreadable": (_ROWS_READ, "Its layers cannot read a row of {data} at all.", _OTHER_DATA),
    "rescaled_already": (
        "{layer} multiplies by {scale:g} and adds {offset:g}, which is made for pixels of 0 to 255.",
        "Pixels are 0 to 1 here already. As {layer} stands first, they come as 0 to 255.",
        "Nothing has to be done; without that in {layer} the network reads the same numbers.",
    ),
    "embedding_too_small": (
        "{layer} has rows for {input_dim:,} words, but the data has {words:,}.",
        "For the words behind them there would be nothing to look up.",
        "Set input_dim to {words} or more.",
    ),
    "words_as_sizes": (
        "{layer} reads the numbers of words as if they were sizes.",
        "Word 40 is not twice as much as word 20: such numbers tell it nearly nothing.",
        "Begin with an Embedding, which learns a row of numbers for each word.",
    ),
}

FIXES: dict[str, str | tuple[str, str, str]] = {
    "fix_padding_same": "padding same",
    "fix_kernel_size": "kernel {size}",
    "fix_pool_size": "pool {size}",
    "fix_strides": "strides {strides}",
    "fix_dilation_rate": "dilation {dilation_rate}",
    "fix_groups": "groups {groups}",
    "fix_filters": "filters {filters}",
    "fix_num_pieces": "groups of {num_pieces}",
    "fix_target_shape": "target {shape}",
    "fix_reshape_before": "add Reshape {shape} before",
    "fix_kind": "use {kind}",
    "fix_units": "units {units}",
    "fix_activation": "{activation}",
    "fix_flatten_before": "add Flatten before",
    "fix_add_dense": "add Dense {classes}",
    "fix_add_flatten_and_dense": "add Flatten and Dense {classes}",
    "fix_move_before": "move before {target}",
    "fix_move_last": "move to the end",
    "fix_remove": "remove {target}",
    "fix_scale": "scale {scale:g}",
    "fix_input_shape": "input {input}",
    "fix_input_dim": "input_dim {input_dim}",
    "fix_add_embedding": "add Embedding before",
    "fix_times": "times {times}",
    "fix_project": "shortcut: 1×1 convolution",
    "fix_project_strides": "shortcut: 1×1, strides {strides}",
    "fix_project_dense": "shortcut: Dense {units}",
    "fix_flatten_branches": "flatten the branches",
    "fix_padding_same_inside": "padding same inside",
    "fix_strides_inside": "padding same and strides 1 inside",
    "fix_channels": "{channels} channels at each end",
    "fix_pool_branches": "pool to {size}",
    "fix_concatenate": "concatenate instead",
    "fix_add_instead": "add instead",
    "fix_output_padding": "no output_padding",
    "fix_one_number": "mean {mean:g} for all channels",
    "fix_as_many_numbers": "{channels} of both, the one repeated",
    "fix_shared_axes": "shared_axes {axes}",
    "fix_relu_in_all": "relu in all {count}",
    "fix_unfreeze": "unfreeze {target}",
    "fix_unfreeze_all": "unfreeze all {count}",
    "fix_no_bias": "no bias before normalization ({count})",
}

ERRORS: dict[str, str | tuple[str, str, str]] = {
    "bad_value": (
        "{field} of {layer} cannot be {asked}.",
        "Allowed is: {allowed}.",
        "The value before it stays.",
    ),
    "bad_input_shape": (
        "The input cannot be {asked}.",
        "It needs one to four whole numbers from 1 to {most:,}, such as 28, 28, 1.",
        "The shape before it stays.",
    ),
    "name_taken": (
        "There is already a layer called {name}.",
        "Names tell layers apart, so each is used once.",
        "Choose another name, or leave it empty for an automatic one.",
    ),
    "too_many_layers": (
        "The network would have more than {most:,} layers.",
        "That is as many as a network may have here.",
        "Remove some first.",
    ),
    "too_nested": (
        "Blocks would stand {found} deep in each other.",
        "At most {most} are allowed.",
        "Put the layers beside each other instead.",
    ),
    "too_many_unrolled": (
        "Written out, the network would have {found:,} layers.",
        "At most {most:,} are allowed.",
        "Repeat less often.",
    ),
    "into_itself": (
        "{name} cannot be put into itself.",
        "The place is inside the block that is being moved.",
        "Choose a place outside of it.",
    ),
    "no_neighbours": (
        "These layers do not stand side by side.",
        "Only neighbours in one column can be put into a block together.",
        "Choose layers that follow each other.",
    ),
    "unknown_layer": (
        "There is no layer called {name}.",
        "It may have been removed or renamed.",
        "Choose one of the layers shown.",
    ),
    "unknown_kind": ("There is no layer of the kind {kind}.", _KNOWN, _CHOOSE),
    "unknown_field": ("{kind} has no field {field}.", "It has: {known}.", _CHOOSE),
    "unknown_preset": ("There is no preset {name}.", _KNOWN, "Perhaps you mean {nearest}."),
    "bad_file": (_FILE, "{faults}", "Correct the file, or open another one."),
}

FAULTS: dict[str, str | tuple[str, str, str]] = {
    "fault.more": "… and {count} more",
    "fault.too_long": "The text has {length:,} characters; at most {most:,} are read.",
    "fault.too_deep": "Brackets nest deeper than {most}.",
    "fault.too_many_values": "It holds more than {most:,} values.",
    "fault.not_json": "It is not JSON from line {line}, column {column} on.",
    "fault.long_number": "A number in it has too many digits.",
    "fault.not_finite": "{found} is not a number.",
    "fault.key_twice": "The key {key} stands twice in one object.",
    "fault.format": "“format” should be “{wanted}”.",
    "fault.version": "“version” should be a whole number, now {known}.",
    "fault.newer": "Version {version} was written by a newer cnngui; this one reads up to {known}.",
    "fault.missing": "This is missing.",
    "fault.unknown_field": "This is not known here.",
    "fault.unknown_kind": "“kind” should be one of: {expected_tags}.",
    "fault.no_kind": "“kind” is missing.",
    "fault.choice": "{found} should be {expected}.",
    "fault.too_small": "{found} should be at least {ge}.",
    "fault.not_above": "{found} should be above {gt}.",
    "fault.too_large": "{found} should be at most {le}.",
    "fault.not_below": "{found} should be below {lt}.",
    "fault.whole_number": "{found} should be a whole number.",
    "fault.number": "{found} should be a number.",
    "fault.switch": "{found} should be true or false.",
    "fault.list": "{found} should be a list.",
    "fault.object": "{found} should be an object in braces.",
    "fault.name": "{found} should be a name of at most 64 letters, digits and _ . -",
    "fault.too_many": "There are {actual_length:,} of them; at most {max_length:,} are allowed.",
    "fault.too_few": "There are {actual_length} of them; at least {min_length} are needed.",
    "fault.too_nested": "Blocks stand {found} deep in each other; at most {most} are allowed.",
    "fault.too_many_unrolled": "Written out there are {found:,} layers; at most {most:,} are allowed.",
    "fault.too_many_layers": "There are {found:,} layers; at most {most:,} are allowed.",
    "fault.name_taken": "Two layers are called {name}.",
    "fault.other": "{found} does not belong here.",
}

SCHEDULES: dict[str, str | tuple[str, str, str]] = {
    "schedule.Constant": "The rate stays {rate:g}.",
    "schedule.InverseTimeDecay": "{rate:g} / (1 + {decay:g} · batch): {half:g} after {batches:,.0f} batches.",
    "schedule.ExponentialDecay": "{rate:g}, {second:g} after {every:,} epochs, {third:g} after {twice:,}.",
    "schedule.CosineDecay": "{rate:g}, {half:g} half-way, {end:g} after {epochs:,} epochs and from then on.",
    "schedule.warming_one": "From {low:.3g} up to {rate:g} in 1 epoch.",
    "schedule.warming": "From {low:.3g} up to {rate:g} in {epochs:g} epochs.",
    "schedule.OneCycle": (
        "From {low:.3g} up to {rate:g} in {rising:g} epochs, down to {end:.3g} after {epochs:,}."
    ),
    "schedule.ReduceLROnPlateau": (
        "{rate:g}, then {second:g}, then {third:g}: each time {patience:,} epochs have brought no better "
        "validation cost."
    ),
}

RECIPES: dict[str, str | tuple[str, str, str]] = {
    "recipe.changed": "{name} {before} → {after}",
    "recipe.added": "{name} {after}",
    "recipe.gone": "no {name}",
    "recipe.on": "on",
    "recipe.off": "off",
    "recipe.classes": "for {count} classes",
    "recipe.patience": "after {patience:,}",
}

WORDS: dict[str, str | tuple[str, str, str]] = {
    "number": "{count} number",
    "numbers": "{count:,} numbers",
    # Keras' words for the two sums of its summary.
    "trainable_frozen": "Trainable params: {trainable:,} · non-trainable params: {rest:,}, all frozen",
    "trainable_measured": (
        "Trainable params: {trainable:,} · non-trainable params: {rest:,}, which BatchNormalization measures"
    ),
    "trainable_both": (
        "Trainable params: {trainable:,} · non-trainable params: {rest:,}, of them {frozen:,} frozen and "
        "{measured:,} that BatchNormalization measures"
    ),
}

SENTENCES: dict[str, str | tuple[str, str, str]] = {
    **PROBLEMS,
    **WORDS,
    **FIXES,
    **ERRORS,
    **FAULTS,
    **SCHEDULES,
    **RECIPES,
}
