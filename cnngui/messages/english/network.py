"""What a person reads about layers, networks and their files."""

_FILE = "{origin} is not a network that can be read."
_HABIT = "It can be trained, but this is seldom meant."

PROBLEMS: dict[str, str | tuple[str, str, str]] = {
    "window_too_large": (
        "{layer} needs a {window} window but its input is {input}.",
        "{arithmetic}: not one window fits.",
        "Use padding “same” or a smaller window.",
    ),
    "window_too_long": (
        "{layer} needs a window of {window} steps but its input has {input}.",
        "{arithmetic}: not one window fits.",
        "Use padding “same” or a smaller window.",
    ),
    "row_not_sequence": (
        "{layer} needs a sequence but its input is a row of {input} values.",
        "A sequence is steps × channels, such as 28×28: the rows of a digit, one after the other.",
        "Put it before the layer that flattens, or reshape the row.",
    ),
    "not_sequence": (
        "{layer} needs a sequence but its input is {input}.",
        "A sequence is steps × channels, such as 28×28: the rows of a digit, one after the other.",
        "Reshape its input, or use the layer made for it.",
    ),
    "row_not_picture": (
        "{layer} needs a picture but its input is a row of {input} values.",
        "A picture is height × width × channels, such as 28×28×1.",
        "Put it before the layer that flattens, reshape the row, or give the network pictures.",
    ),
    "not_picture": (
        "{layer} needs a picture but its input is {input}.",
        "A picture is height × width × channels, such as 28×28×1.",
        "Reshape its input, or use the layer made for it.",
    ),
    "row_not_volume": (
        "{layer} needs a volume but its input is a row of {input} values.",
        "A volume is depth × height × width × channels, such as 16×64×64×1.",
        "Put it before the layer that flattens, or reshape the row.",
    ),
    "not_volume": (
        "{layer} needs a volume but its input is {input}.",
        "A volume is depth × height × width × channels, such as 16×64×64×1.",
        "Reshape its input, or use the layer made for it.",
    ),
    "strides_with_dilation": (
        "{layer} has strides {strides} and dilation_rate {dilation_rate} at once.",
        "Keras computes only one of them at a time.",
        "Set one of the two to 1.",
    ),
    "groups_of_filters": (
        "{layer} cannot share {filters} filters among {groups} groups.",
        "{arithmetic} is not a whole number.",
        "Use groups that divide the filters.",
    ),
    "groups_of_channels": (
        "{layer} cannot share {channels} channels among {groups} groups.",
        "{arithmetic} is not a whole number.",
        "Use groups that divide the channels of the input.",
    ),
    "unused_rows": (
        "The window of {layer} stops {rows} px above the lower edge.",
        "{arithmetic} is not a whole number, so what is left is not used.",
        "Use padding “same” or strides that fit.",
    ),
    "unused_columns": (
        "The window of {layer} stops {columns} px before the right edge.",
        "{arithmetic} is not a whole number, so what is left is not used.",
        "Use padding “same” or strides that fit.",
    ),
    "unused_border": (
        "The window of {layer} stops {rows} px above the lower and {columns} px before the right edge.",
        "{arithmetic} is not a whole number, so what is left is not used.",
        "Use padding “same” or strides that fit.",
    ),
    "unused_steps": (
        "The window of {layer} stops {steps} short of the end.",
        "{arithmetic} is not a whole number, so what is left is not used.",
        "Use padding “same” or strides that fit.",
    ),
    "unused_volume": (
        "The window of {layer} stops {unused} places before the ends of its {input} input.",
        "{arithmetic} is not a whole number, so what is left is not used.",
        "Use padding “same” or strides that fit.",
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
        "{arithmetic} is not a whole number.",
        "Use groups that divide the channels of the input.",
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
    "large_layer": (
        "{layer} has {parameters:,} parameters.",
        "They take {gigabytes:.1f} GB, and about {training_gigabytes:.1f} GB while training.",
        "Make its input smaller with pooling or strides, or use fewer units.",
    ),
    "add_shapes": (
        "{layer} cannot add branches of {shapes}.",
        "They differ in {axis}: {arithmetic}.",
        "Give all branches the same shape.",
    ),
    "concatenate_shapes": (
        "{layer} cannot lay branches of {shapes} side by side.",
        "They differ in {axis}: {arithmetic}. Only the last axis may.",
        "Give all branches the same height and width.",
    ),
    "merge_spreads": (
        "{layer} adds {small} to every place of {merged}.",
        "An axis of length 1 is spread over the other branch's length. " + _HABIT,
        "Give all branches the same shape.",
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
    "output_is_picture": (
        "The network ends in {output}, but {classes} classes need {classes} numbers.",
        "An answer is one number for each class.",
        "Flatten, and end with a Dense layer of {classes} units.",
    ),
    "no_output_layer": (
        "The network ends in {length} numbers, but the data has {classes} classes.",
        "An answer is one number for each class.",
        "End with a Dense layer of {classes} units.",
    ),
    "output_units": (
        "{layer} gives {length} numbers, but the data has {classes} classes.",
        "An answer is one number for each class.",
        "Set units to {classes}, or add a Dense layer of {classes} units.",
    ),
    "output_activation": (
        "The answers go through {activation} in {layer}.",
        "They are then neither probabilities nor free scores, and training is slower or stalls.",
        "End with {proper}.",
    ),
    "loss_does_not_fit": (
        "The loss {loss} cannot be taken of an output of {output}.",
        "It needs one number for each of the {classes} classes.",
        "Choose the loss “auto”, or give the last layer {classes} units.",
    ),
    "data_shape": (
        "The network reads {input} pictures, but the data has {data}.",
        "The input must be as large as the pictures.",
        "Set the input to {data}, or choose other data.",
    ),
    "data_row": (
        "The network reads {input}, but a sample of the data is a row of {data} numbers.",
        "Each of them needs its place in the input.",
        "Set the input to {data}, or choose other data.",
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
    "fix_relu_in_all": "relu in all {count}",
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
    "unknown_kind": ("There is no layer of the kind {kind}.", "Known are: {known}.", "Choose one of them."),
    "unknown_field": (
        "{kind} has no field {field}.",
        "It has: {known}.",
        "Choose one of them.",
    ),
    "unknown_preset": (
        "There is no preset {name}.",
        "Known are: {known}.",
        "Perhaps you mean {nearest}.",
    ),
    "bad_file": (_FILE, "{faults}", "Mend the file, or open another one."),
}

FAULTS: dict[str, str | tuple[str, str, str]] = {
    "fault.more": "… and {count} more",
    "fault.too_long": "The text has {length:,} characters; at most {most:,} are read.",
    "fault.too_deep": "Brackets nest deeper than {most}.",
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

LAYERS: dict[str, str | tuple[str, str, str]] = {
    "help.Conv2D": (
        "Slides a small window of weights over the picture; each filter learns one pattern and answers "
        "with a map of where it found it. ⌊(n − f) / s⌋ + 1 windows fit along an axis, with “same” ⌈n / s⌉; "
        "there are (f·f·channels + 1)·filters parameters."
    ),
    "help.Conv1D": (
        "Slides a window of weights along a sequence, such as the words of a sentence; each filter learns "
        "one pattern. ⌊(n − f) / s⌋ + 1 windows fit, with “same” ⌈n / s⌉; there are (f·channels + 1)·filters "
        "parameters."
    ),
    "help.Conv3D": (
        "Slides a window of weights through a volume, such as the frames of a film; each filter learns one "
        "pattern. ⌊(n − f) / s⌋ + 1 windows fit along an axis, with “same” ⌈n / s⌉; there are "
        "(f·f·f·channels + 1)·filters parameters."
    ),
    "help.SeparableConv2D": (
        "Slides a window over each channel on its own, then mixes the channels at each place: much like "
        "Conv2D with far fewer weights, f·f·channels + channels·filters + filters."
    ),
    "help.DepthwiseConv2D": (
        "Slides a window over each channel on its own; channels do not mix. There are "
        "(f·f + 1)·channels·multiplier parameters."
    ),
    "help.Conv2DTranspose": (
        "Spreads each value over a window: a convolution run backwards, which makes pictures larger. An axis "
        "of n becomes n·s, with “valid” (n − 1)·s + f; there are (f·f·channels + 1)·filters parameters."
    ),
    "help.MaxPooling2D": (
        "Keeps the largest value of each window, so the maps shrink and small shifts matter less. "
        "⌊(n − f) / s⌋ + 1 windows fit along an axis, with “same” ⌈n / s⌉."
    ),
    "help.AveragePooling2D": (
        "Keeps the mean of each window, so the maps shrink and become smoother. ⌊(n − f) / s⌋ + 1 windows "
        "fit along an axis, with “same” ⌈n / s⌉."
    ),
    "help.MaxPooling1D": (
        "Keeps the largest value of each window along a sequence. ⌊(n − f) / s⌋ + 1 windows fit, with “same” "
        "⌈n / s⌉."
    ),
    "help.AveragePooling1D": (
        "Keeps the mean of each window along a sequence. ⌊(n − f) / s⌋ + 1 windows fit, with “same” ⌈n / s⌉."
    ),
    "help.MaxPooling3D": (
        "Keeps the largest value of each window in a volume. ⌊(n − f) / s⌋ + 1 windows fit along an axis, "
        "with “same” ⌈n / s⌉."
    ),
    "help.AveragePooling3D": (
        "Keeps the mean of each window in a volume. ⌊(n − f) / s⌋ + 1 windows fit along an axis, with “same” "
        "⌈n / s⌉."
    ),
    "help.GlobalAveragePooling2D": (
        "Keeps one number of each map, its mean: Σx / (height·width). Often in place of Flatten, as it needs "
        "no weights and takes pictures of any size."
    ),
    "help.GlobalMaxPooling2D": (
        "Keeps one number of each map, its largest value max(x): whether a pattern was found, wherever that "
        "was."
    ),
    "help.GlobalAveragePooling1D": "Keeps one number of each channel of a sequence, its mean: Σx / steps.",
    "help.GlobalMaxPooling1D": (
        "Keeps one number of each channel of a sequence, its largest value max(x): max pooling over time."
    ),
    "help.GlobalAveragePooling3D": (
        "Keeps one number of each channel of a volume, its mean: Σx / (depth·height·width)."
    ),
    "help.GlobalMaxPooling3D": "Keeps one number of each channel of a volume, its largest value max(x).",
    "help.Flatten": (
        "Lays all values out in one row, so that a Dense layer can read them: height·width·channels values."
    ),
    "help.Reshape": (
        "Lays the same values out in other axes, row by row: 784 values as 28×28×1. One axis may be −1: it "
        "takes what the others leave."
    ),
    "help.ZeroPadding2D": (
        "Puts rows and columns of zeros around the picture, so that a window can reach beyond its edge: an "
        "axis of n becomes n + 2·padding."
    ),
    "help.Dense": (
        "Connects every input to every unit: activation(w·x + b), with (inputs + 1)·units parameters. The "
        "last one has a unit for each class."
    ),
    "help.Embedding": (
        "Looks up a learned row of output_dim values for each word, given by its number from 0 to "
        "input_dim − 1: input_dim·output_dim parameters."
    ),
    "help.PositionBias": (
        "Adds a learned number to each value, one for each position and channel: x + b. AlphaGo's last layer "
        "has one for each point of the board, 19·19 = 361."
    ),
    "help.SimpleRNN": (
        "Reads a sequence step by step and mixes each step with what the one before gave: "
        "h = tanh(W·x + U·h + b), with (channels + units + 1)·units parameters."
    ),
    "help.LSTM": (
        "Reads a sequence step by step and carries a memory along; three learned gates write, keep and read "
        "it: c = f·c + i·tanh(…), h = o·tanh(c), with 4·(channels + units + 1)·units parameters."
    ),
    "help.Dropout": (
        "Silences a random share of the values while training, so that no unit is relied on alone; the "
        "others are divided by 1 − rate. It does nothing when predicting."
    ),
    "help.SpatialDropout2D": (
        "Silences a random share of whole maps while training, as neighbouring pixels say much the same; the "
        "others are divided by 1 − rate. It does nothing when predicting."
    ),
    "help.RandomFlip": (
        "Mirrors pictures at random while training, so that more of them are seen. Digits should not be "
        "mirrored: they mean something else then. It does nothing when predicting."
    ),
    "help.RandomRotation": (
        "Turns pictures at random while training, by at most ± factor · 360°. It does nothing when "
        "predicting."
    ),
    "help.RandomTranslation": (
        "Shifts pictures at random while training, by at most ± factor · side. It does nothing when "
        "predicting."
    ),
    "help.RandomZoom": (
        "Shrinks and enlarges pictures at random while training, to 1 ± factor of their size. It does "
        "nothing when predicting."
    ),
    "help.Activation": (
        "Applies a function to each value, such as relu: max(0, x). Without one, stacked layers are no more "
        "than a single one."
    ),
    "help.LeakyReLU": (
        "Keeps positive values and multiplies negative ones by a small slope: max(x, slope·x). No unit falls "
        "silent for good, as it can with relu."
    ),
    "help.Maxout": (
        "Keeps the largest of every num_pieces neighbouring channels, so each unit learns its own bent line "
        "out of straight ones: max(x₁, …, xₖ)."
    ),
    "help.BatchNormalization": (
        "Brings each channel to mean 0 and variance 1 over the batch, then scales and shifts it: "
        "γ·(x − mean) / √(variance + ε) + β, four numbers a channel, two of them learned. Training is often "
        "faster and steadier."
    ),
    "help.LayerNormalization": (
        "Brings the channels of each place to mean 0 and variance 1, then scales and shifts them: "
        "γ·(x − mean) / √(variance + ε) + β, two learned numbers a channel. It does not depend on the batch."
    ),
    "help.LocalResponseNormalization": (
        "Divides each value by the size of its neighbours in the channels around it, so strong answers quiet "
        "the ones beside them: x / (bias + alpha · Σx²)^beta. AlexNet has it; VGG found that it does not "
        "help."
    ),
    "help.Rescaling": (
        "Multiplies all values by scale and adds offset: x·scale + offset. Pictures are 0 to 1 here already; "
        "scale 2 and offset −1 make them −1 to 1."
    ),
    "help.Residual": (
        "Adds what its layers make of the input to the input itself, so that gradients have a short way "
        "back. Where the shape changes, a 1×1 convolution in the shortcut makes it fit (ResNet)."
    ),
    "help.Parallel": (
        "Gives the same input to several branches and joins their outputs: channels side by side, as in "
        "GoogLeNet's inception modules, or summed."
    ),
    "help.Repeat": "Applies the same layers several times in a row; each round learns weights of its own.",
    "search.Residual": "residual resnet skip shortcut connection add block",
    "search.Parallel": "inception googlenet branches concatenate merge split block",
    "search.Repeat": "repeat times loop block stage copies",
    "field.merge": "How the branches meet: their channels side by side, or their sum.",
    "field.times": "How many times the layers inside follow each other.",
    "search.Conv2D": "conv convolution convolutional filter kernel window feature map",
    "search.Conv1D": "conv convolution sequence text sentence time temporal filter kernel",
    "search.Conv3D": "conv convolution volume video film frames depth filter kernel",
    "search.SeparableConv2D": "conv convolution depthwise-separable pointwise xception mobile fewer",
    "search.DepthwiseConv2D": "conv convolution channel mobile mobilenet",
    "search.Conv2DTranspose": "deconv deconvolution transposed upsampling enlarge decoder generator",
    "search.MaxPooling2D": "max maximum pool pooling subsampling downsampling shrink",
    "search.AveragePooling2D": "average mean pool pooling subsampling downsampling shrink",
    "search.MaxPooling1D": "max maximum pool pooling sequence shrink",
    "search.AveragePooling1D": "average mean pool pooling sequence shrink",
    "search.MaxPooling3D": "max maximum pool pooling volume shrink",
    "search.AveragePooling3D": "average mean pool pooling volume shrink",
    "search.GlobalAveragePooling2D": "global average mean pool pooling gap squeeze",
    "search.GlobalMaxPooling2D": "global max maximum pool pooling squeeze",
    "search.GlobalAveragePooling1D": "global average mean pool pooling time sequence",
    "search.GlobalMaxPooling1D": "global max maximum pool pooling time sequence",
    "search.GlobalAveragePooling3D": "global average mean pool pooling volume",
    "search.GlobalMaxPooling3D": "global max maximum pool pooling volume",
    "search.Flatten": "flat reshape row vector",
    "search.Reshape": "shape resize view row picture",
    "search.ZeroPadding2D": "zero pad padding border edge",
    "search.Dense": "fully connected fc linear units neurons hidden output softmax",
    "search.Embedding": "word words text sentence vocabulary vector lookup",
    "search.PositionBias": "bias position alphago board offset",
    "search.SimpleRNN": "rnn recurrent sequence time memory elman",
    "search.LSTM": "rnn recurrent sequence time memory gate",
    "search.Dropout": "drop regularization regularisation overfitting keep_prob noise",
    "search.SpatialDropout2D": "drop regularization overfitting channel map noise",
    "search.RandomFlip": "augmentation augment mirror random noise",
    "search.RandomRotation": "augmentation augment turn rotate random noise",
    "search.RandomTranslation": "augmentation augment shift move translate random noise",
    "search.RandomZoom": "augmentation augment scale shrink enlarge random noise",
    "search.Activation": "relu sigmoid tanh softmax nonlinearity function",
    "search.LeakyReLU": "leaky relu vlrelu slope nonlinearity function",
    "search.Maxout": "max maximum pieces nonlinearity function",
    "search.BatchNormalization": "batch norm normalization normalisation bn",
    "search.LayerNormalization": "layer norm normalization normalisation ln",
    "search.LocalResponseNormalization": "lrn local response norm normalization alexnet",
    "search.Rescaling": "scale normalize divide 255 range offset",
    "field.name": "What the layer is called; each name is used once.",
    "field.filters": "How many patterns the layer learns: the channels of its output.",
    "field.kernel_size": "Height and width of the window, in pixels.",
    "field.strides": (
        "How far the window moves at each step, in pixels. More than 1 shrinks the output. For pooling, "
        "none means the pool size."
    ),
    "field.padding": (
        "“valid” keeps to whole windows, so the output shrinks; “same” adds zeros around the picture."
    ),
    "field.dilation_rate": (
        "Spreads the window's values this many pixels apart, to see further with as many weights."
    ),
    "field.groups": "Splits channels and filters into groups that do not see each other.",
    "field.activation": "The function that each output value goes through.",
    "field.use_bias": "Whether each filter or unit adds a learned number of its own.",
    "field.kernel_initializer": "How the weights start.",
    "field.bias_initializer": "How the biases start.",
    "field.pool_size": "Height and width of the window, in pixels.",
    "field.units": "How many values the layer gives.",
    "field.rate": "The share of values silenced while training: 0.3 drops 30 %. keep_prob is 1 − rate.",
    "field.seed": "Makes the same random choices each time; none follows the seed of the training.",
    "field.momentum": "How much of the running mean is kept at each step.",
    "field.epsilon": "Added to the variance, so that nothing is divided by 0.",
    "field.center": "Whether a learned shift (beta) is added.",
    "field.scale": "Whether a learned scale (gamma) is multiplied.",
    "field.beta_initializer": "How the shifts start.",
    "field.gamma_initializer": "How the scales start.",
    "field.moving_mean_initializer": "How the running means start.",
    "field.moving_variance_initializer": "How the running variances start.",
    "field.depth_multiplier": "How many maps each channel of the input gives.",
    "field.depthwise_initializer": "How the weights of the windows start.",
    "field.pointwise_initializer": "How the weights that mix the channels start.",
    "field.kernel_regularizer": (
        "Adds a cost for large weights, so that they stay small: l1 · Σ|w|, or l2 · Σw² (weight decay)."
    ),
    "field.depthwise_regularizer": "Adds a cost for large weights of the windows.",
    "field.pointwise_regularizer": "Adds a cost for large weights that mix the channels.",
    "field.kernel_constraint": (
        "Brings the weights back within a limit after each step. The norm is taken along the kernel's first "
        "axis, as by Keras: over all inputs of a Dense unit."
    ),
    "field.depthwise_constraint": "Brings the weights of the windows back within a limit after each step.",
    "field.pointwise_constraint": (
        "Brings the weights that mix the channels back within a limit after each step."
    ),
    "field.Conv1D.kernel_size": "Length of the window, in steps.",
    "field.Conv1D.strides": "How far the window moves at each step. More than 1 shortens the output.",
    "field.Conv1D.padding": (
        "“valid” keeps to whole windows; “same” adds zeros at both ends; “causal” adds them before the "
        "beginning, so that nothing looks ahead."
    ),
    "field.Conv1D.dilation_rate": "Spreads the window's values this many steps apart.",
    "field.Conv3D.kernel_size": "Depth, height and width of the window.",
    "field.Conv2DTranspose.kernel_size": "Height and width of the window that each value is spread over.",
    "field.Conv2DTranspose.strides": "How far apart the windows lie in the output: 2 doubles its sides.",
    "field.Conv2DTranspose.padding": (
        "“valid” keeps all of every window; “same” cuts the picture to exactly strides times its sides."
    ),
    "field.MaxPooling1D.pool_size": "Length of the window, in steps.",
    "field.AveragePooling1D.pool_size": "Length of the window, in steps.",
    "field.MaxPooling3D.pool_size": "Depth, height and width of the window.",
    "field.AveragePooling3D.pool_size": "Depth, height and width of the window.",
    "field.keepdims": "Keeps axes of length 1 in place of those that were pooled.",
    "field.target_shape": "The axes to lay the values out in, such as 28, 28, 1; one of them may be -1.",
    "field.ZeroPadding2D.padding": (
        "How many rows of zeros go above and below, and how many columns left and right."
    ),
    "field.input_dim": "How many words there are: their numbers go from 0 to one less.",
    "field.output_dim": "How many values each word gets.",
    "field.embeddings_initializer": "How the values of the words start.",
    "field.return_sequences": "Whether each step gives its values, or only the last one.",
    "field.recurrent_activation": "The function of the gates.",
    "field.recurrent_initializer": "How the weights from step to step start.",
    "field.unit_forget_bias": "Starts the bias of the gate that keeps the memory at 1, so that it lasts.",
    "field.SpatialDropout2D.rate": "The share of maps silenced while training: 0.3 drops 30 %.",
    "field.mode": "Which way pictures may be mirrored.",
    "field.factor": "The largest turn, as a share of a whole one: 0.1 is up to 36° either way.",
    "field.height_factor": "The largest change up or down, as a share of the height.",
    "field.width_factor": "The largest change left or right, as a share of the width.",
    "field.RandomZoom.height_factor": "The largest change of the size: 0.1 is 90 to 110 %.",
    "field.fill_mode": (
        "What comes in from beyond the edge: one value, the nearest pixel, a mirror image, or the other side."
    ),
    "field.fill_value": "The value that comes in when fill_mode is “constant”.",
    "field.interpolation": "How pixels that fall between others are found.",
    "field.negative_slope": "The slope for negative values; 0 is relu.",
    "field.num_pieces": "How many neighbouring channels share one output: their largest value.",
    "field.depth_radius": "How many channels on either side count as neighbours.",
    "field.bias": "Added to the sum, so that nothing is divided by 0.",
    "field.alpha": "How much the neighbours' squares weigh.",
    "field.beta": "The power of the sum that each value is divided by; 0.5 is its square root.",
    "field.Rescaling.scale": "What each value is multiplied by; 1/255 is 0.00392.",
    "field.offset": "What is added to each value.",
    "field.l1": "How much the absolute values of the weights cost.",
    "field.l2": "How much the squares of the weights cost. A weight decay of λ is mostly l2 = λ / 2.",
    "field.max_value": "The largest norm that weights may have.",
    "field.mean": "The middle of the random values.",
    "field.stddev": "The spread of the random values.",
    "field.minval": "The smallest random value.",
    "field.maxval": "The largest random value.",
    "field.gain": "A factor for all values.",
    "field.value": "The value of all weights.",
    "field.learning_rate": (
        "How large a step each batch makes. Too large and the cost jumps, too small and it crawls."
    ),
    "field.nesterov": "Looks one step ahead before it takes the gradient.",
    "field.rho": "How much of the running mean of squared gradients is kept at each step.",
    "field.beta_1": "How much of the running mean of gradients is kept at each step.",
    "field.beta_2": "How much of the running mean of squared gradients is kept at each step.",
    "field.optimizer": "How gradients become steps.",
    "field.batch_size": "How many pictures are looked at before each step.",
    "field.epochs": "How many times all training pictures are gone through.",
    "field.validation_split": (
        "The share of the training pictures held back to validate; 0 uses the data's test part."
    ),
    "field.loss": "The cost that training brings down; “auto” follows from the last layer and the labels.",
    "field.metric": "What is shown beside the cost.",
}

SENTENCES: dict[str, str | tuple[str, str, str]] = {
    **PROBLEMS,
    **FIXES,
    **ERRORS,
    **FAULTS,
    **LAYERS,
}
