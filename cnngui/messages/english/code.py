"""What Keras code says in its remarks."""

SENTENCES: dict[str, str | tuple[str, str, str]] = {
    "shape_and_parameters": "{shape}, {parameters:,} parameters",
    "total": "{parameters:,} parameters",
    "problem": "Error: {problem}",
    "frozen": "trainable=False keeps weights as they are, here as they were drawn; to take those of a saved "
    'model: model.load_weights("model.keras")',
    "residual": "Add the input to what the layers make of it.",
    "projection": "Add a shortcut to what the layers make of the input.",
    "concatenate": "Lay what several branches make of the input side by side.",
    "add": "Add what several branches make of the input.",
    "merge": "Join what several branches make of the input, value by value.",
    "tf1": "TF1: {line}",
    "tf1_keep_prob": "TF1: keep_prob = {kept} is what is kept; rate = {rate} is what is dropped.",
    "tf1_renamed": "Older names: lr is learning_rate, nb_epoch and training_epochs are epochs.",
    "digits": "The digits that come with cnngui are 5,000 of the 60,000 that this fetches.",
    "scaled": "Levels 0..255 become 0..1.",
    "rescaled": "Levels stay 0..255: the network itself begins with bringing them to scale.",
    "any_scale": "Pixels may be 0..1, 0..255 or on any other scale.",
    "channel": "A last axis for the one channel: (samples, 28, 28, 1).",
    "own_data": "Your data: x_train and x_test {shape}, y_train and y_test (samples,) class numbers.",
    "bundled_data": "To make this file, in a terminal: cnngui data {name} --out {name}.npz",
    "one_hot": "class 2 of 3 becomes 0, 0, 1",
    "varied": "Layers that vary pictures, and do nothing but in training; cnngui draws other numbers.",
    "elastic": "Left out: elastic distortion with alpha {alpha:g}. layers.RandomElasticTransform measures it "
    "otherwise.",
    "varies_rows": "Left out: augmentation. Keras' layers vary pictures, and this network reads rows.",
    "kept_aside": "not looked at until here",
    "logits": "The last layer has no softmax: the loss takes it itself.",
}
