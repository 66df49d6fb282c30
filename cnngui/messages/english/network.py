"""What a person reads about layers, networks and their files."""

_FILE = "{origin} is not a network that can be read."
_HABIT = "It can be trained, but this is seldom meant."

PROBLEMS: dict[str, str | tuple[str, str, str]] = {
    "window_too_large": (
        "{layer} needs a {window} window but its input is {input}.",
        "{arithmetic}: not one window fits.",
        "Use padding “same” or a smaller window.",
    ),
    "row_not_picture": (
        "{layer} needs a picture but its input is a row of {input} values.",
        "A picture is height × width × channels, such as 28×28×1.",
        "Put it before the layer that flattens, or give the network pictures.",
    ),
    "not_picture": (
        "{layer} needs a picture but its input is {input}.",
        "A picture is height × width × channels, such as 28×28×1.",
        "Give the network pictures.",
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
    "dense_on_picture": (
        "{layer} gets a picture ({input}) and reads only its {inputs} channels, pixel by pixel.",
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
        "Its slope is at most 1/4: at most {arithmetic} = {left:.1e} of the gradient gets to the first.",
        "Use relu in hidden layers.",
    ),
    "bias_before_normalization": (
        "The bias of {layer} is taken out again by {normalization}.",
        "Batch normalization subtracts the mean and adds its own beta instead (here {count} times).",
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
}

FIXES: dict[str, str | tuple[str, str, str]] = {
    "fix_padding_same": "padding same",
    "fix_kernel_size": "kernel {size}",
    "fix_pool_size": "pool {size}",
    "fix_strides": "strides {strides}",
    "fix_dilation_rate": "dilation {dilation_rate}",
    "fix_groups": "groups {groups}",
    "fix_filters": "filters {filters}",
    "fix_units": "units {units}",
    "fix_activation": "{activation}",
    "fix_flatten_before": "add Flatten before",
    "fix_add_dense": "add Dense {classes}",
    "fix_add_flatten_and_dense": "add Flatten and Dense {classes}",
    "fix_move_before": "move before {target}",
    "fix_move_last": "move to the end",
    "fix_remove": "remove {target}",
    "fix_input_shape": "input {input}",
    "fix_times": "times {times}",
    "fix_project": "1×1 convolution in the shortcut",
    "fix_project_strides": "1×1 convolution, strides {strides}, in the shortcut",
    "fix_project_dense": "Dense {units} in the shortcut",
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
        "with a map of where it found it."
    ),
    "help.MaxPooling2D": (
        "Keeps the largest value of each window, so the maps shrink and small shifts matter less."
    ),
    "help.AveragePooling2D": "Keeps the mean of each window, so the maps shrink and become smoother.",
    "help.Flatten": "Lays all values out in one row, so that a Dense layer can read them.",
    "help.Dense": "Connects every input to every unit. The last one has a unit for each class.",
    "help.Dropout": (
        "Silences a random share of the values while training, so that no unit is relied on alone. It "
        "does nothing when predicting."
    ),
    "help.Activation": (
        "Applies a function to each value. Without one, stacked layers are no more than a single one."
    ),
    "help.BatchNormalization": (
        "Brings each channel to mean 0 and variance 1 over the batch, then scales and shifts it. Training "
        "is often faster and steadier."
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
    "search.MaxPooling2D": "max maximum pool pooling subsampling downsampling shrink",
    "search.AveragePooling2D": "average mean pool pooling subsampling downsampling shrink",
    "search.Flatten": "flat reshape row vector",
    "search.Dense": "fully connected fc linear units neurons hidden output softmax",
    "search.Dropout": "drop regularization regularisation overfitting keep_prob noise",
    "search.Activation": "relu sigmoid tanh softmax nonlinearity function",
    "search.BatchNormalization": "batch norm normalization normalisation bn",
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
    "field.seed": "Makes the same values drop each time; none follows the seed of the training.",
    "field.momentum": "How much of the running mean is kept at each step.",
    "field.epsilon": "Added to the variance, so that nothing is divided by 0.",
    "field.center": "Whether a learned shift (beta) is added.",
    "field.scale": "Whether a learned scale (gamma) is multiplied.",
    "field.beta_initializer": "How the shifts start.",
    "field.gamma_initializer": "How the scales start.",
    "field.moving_mean_initializer": "How the running means start.",
    "field.moving_variance_initializer": "How the running variances start.",
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

PRESETS: dict[str, str | tuple[str, str, str]] = {
    "preset.mnist-softmax": "Softmax regression",
    "preset.mnist-dense-dropout": "Dense network with dropout",
    "preset.mnist-cnn": "CNN with three convolutions",
    "preset.mnist-simple-cnn": "Simple CNN",
    "preset.mnist-deep-cnn": "Deep CNN",
    "preset.cifar10-cnn-keras": "CIFAR-10 CNN",
    "preset.lenet-5": "LeNet-5",
    "lesson.mnist": "MNIST: reading digits",
    "lesson.cifar10": "CIFAR-10: pictures of things",
    "lesson.history": "Networks that made history",
    "note.random_normal_start": (
        "The slide starts weights and biases at random with standard deviation 1; a smaller start learns "
        "faster."
    ),
    "note.another_accuracy": "The summary of another lesson (001) prints {accuracy:.2%} for this network.",
    "note.layer_list": (
        "The slide's list names layers of 512; its code and its {parameters:,} parameters have 1,024."
    ),
    "note.no_bias": (
        "The slide's convolutions have no bias; with one there would be {parameters:,} parameters."
    ),
    "note.softmax_in_cost": (
        "The slide takes the softmax inside the cost; here the last layer does. The cost is the same."
    ),
    "note.recipe_not_printed": "The slide does not print how it was trained; these values are usual ones.",
    "note.recipe_of_deep_cnn": (
        "This slide does not print how it was trained; the values are those of the deep CNN (002)."
    ),
    "note.keep_prob": (
        "The slide's keep_prob of 0.7 is a dropout rate of 0.3. Its tf.layers version says rate=0.7, "
        "which would drop 70 %."
    ),
    "note.max_norm": (
        "The slide also limits each filter's norm to 3 and lets the learning rate decay; both are left out."
    ),
    "note.accuracy_not_printed": "The slide prints no accuracy.",
    "note.padded_input": "The network reads 32×32, as in 1998, when the digits had a border of 2 px.",
    "note.parameters_not_printed": (
        "The slide prints no parameter counts; {parameters:,} follows from its layers."
    ),
}

SENTENCES: dict[str, str | tuple[str, str, str]] = {
    **PROBLEMS,
    **FIXES,
    **ERRORS,
    **FAULTS,
    **LAYERS,
    **PRESETS,
}
