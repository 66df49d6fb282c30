"""What a person reads about each kind of layer and block: what it does, and words it is found by."""

HELP: dict[str, str | tuple[str, str, str]] = {
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
        "axis of n becomes n + 2·padding, or n + before + behind."
    ),
    "help.Cropping2D": (
        "Cuts rows and columns off the edges of the picture: an axis of n becomes n − before − behind."
    ),
    "help.UpSampling2D": (
        "Makes the picture size times as large, by repeating its rows and columns or by computing values in "
        "between: an axis of n becomes n·size. Nothing is learned, unlike in Conv2DTranspose."
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
    "help.SpatialDropout1D": (
        "Silences a random share of whole channels of a sequence while training; the others are divided by "
        "1 − rate. It does nothing when predicting."
    ),
    "help.SpatialDropout3D": (
        "Silences a random share of whole channels of a volume while training; the others are divided by "
        "1 − rate. It does nothing when predicting."
    ),
    "help.AlphaDropout": (
        "Sets a random share of the values to the value that selu falls to, while training, and keeps mean "
        "and variance. Made for selu. It does nothing when predicting."
    ),
    "help.GaussianDropout": (
        "Multiplies each value by random noise around 1 while training, with a spread of √(rate / "
        "(1 − rate)). It does nothing when predicting."
    ),
    "help.GaussianNoise": (
        "Adds random noise with a spread of stddev to each value while training, so that small changes of "
        "the input matter less. It does nothing when predicting."
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
    "help.ReLU": (
        "Keeps positive values, up to max_value if there is one: min(max(0, x), max_value). MobileNet has 6. "
        "With a slope it lets some of the negative values through."
    ),
    "help.PReLU": (
        "Keeps positive values and multiplies negative ones by a slope that is learned: max(x, α·x). There "
        "is a slope for each value; along shared axes, such as 1, 2 of a picture, they have one together."
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
    "help.GroupNormalization": (
        "Splits the channels of each sample into groups and brings each group to mean 0 and variance 1, then "
        "scales and shifts the channels: γ·(x − mean) / √(variance + ε) + β, two learned numbers a channel. "
        "Small batches do it no harm; groups −1 takes every channel by itself (instance normalization)."
    ),
    "help.LocalResponseNormalization": (
        "Divides each value by the size of its neighbours in the channels around it, so strong answers quiet "
        "the ones beside them: x / (bias + alpha · Σx²)^beta. AlexNet has it; VGG found that it does not "
        "help."
    ),
    "help.Normalization": (
        "Subtracts a fixed mean and divides by the root of a fixed variance: (x − mean) / √variance, with "
        "a number for each channel or one for all. Nothing is learned or measured here."
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
        "GoogLeNet's inception modules, or value by value. A product weighs each channel, as in "
        "squeeze-and-excitation."
    ),
    "help.Repeat": "Applies the same layers several times in a row; each round learns weights of its own.",
}

SEARCH: dict[str, str | tuple[str, str, str]] = {
    "search.Residual": "residual resnet skip shortcut connection add block",
    "search.Parallel": "inception googlenet branches concatenate merge split multiply average squeeze block",
    "search.Repeat": "repeat times loop block stage copies",
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
    "search.Cropping2D": "crop cut cropping border edge trim",
    "search.UpSampling2D": "upsampling upsample enlarge resize nearest bilinear decoder",
    "search.SpatialDropout1D": "drop regularization overfitting channel sequence noise",
    "search.SpatialDropout3D": "drop regularization overfitting channel volume noise",
    "search.AlphaDropout": "drop regularization overfitting selu noise",
    "search.GaussianDropout": "drop regularization overfitting gauss normal noise",
    "search.GaussianNoise": "regularization overfitting gauss normal random noise",
    "search.ReLU": "relu relu6 clip max_value nonlinearity function",
    "search.PReLU": "prelu parametric relu learned slope nonlinearity function",
    "search.Normalization": "normalize standardize mean variance adapt featurewise imagenet",
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
    "search.GroupNormalization": "group instance norm normalization normalisation gn",
    "search.LocalResponseNormalization": "lrn local response norm normalization alexnet",
    "search.Rescaling": "scale normalize divide 255 range offset",
}

SENTENCES: dict[str, str | tuple[str, str, str]] = {**HELP, **SEARCH, "frozen": "frozen"}
