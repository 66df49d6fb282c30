"""What a person reads about the fields of layers, blocks, initializers, penalties, optimizers and recipes.

A name that means several things has a sentence for each kind that means something of its own by it.
"""

SENTENCES: dict[str, str | tuple[str, str, str]] = {
    "merge": "How the branches meet: their channels side by side, or value by value: sum, product, mean ….",
    "times": "How many times the layers inside follow each other.",
    "name": "What the layer is called; each name is used once.",
    "filters": "How many patterns the layer learns: the channels of its output.",
    "kernel_size": "Height and width of the window, in pixels.",
    "strides": (
        "How far the window moves at each step, in pixels. More than 1 shrinks the output. For pooling, "
        "none means the pool size."
    ),
    "padding": (
        "“valid” keeps to whole windows, so the output shrinks; “same” adds zeros around the picture."
    ),
    "dilation_rate": (
        "Spreads the window's values this many pixels apart, to see further with as many weights."
    ),
    "groups": "Splits channels and filters into groups that do not see each other.",
    "GroupNormalization.groups": "How many groups the channels are split into; −1 is one for each channel.",
    "activation": "The function that each output value goes through.",
    "use_bias": "Whether each filter or unit adds a learned number of its own.",
    "kernel_initializer": "How the weights start.",
    "bias_initializer": "How the biases start.",
    "pool_size": "Height and width of the window, in pixels.",
    "units": "How many values the layer gives.",
    "rate": "The share of values silenced while training: 0.3 drops 30 %. keep_prob is 1 − rate.",
    "seed": "Makes the same random choices each time; none follows the seed of the training.",
    "momentum": "How much of the running mean is kept at each step.",
    "epsilon": "Added to the variance, so that nothing is divided by 0.",
    "trainable": "Whether training changes the weights of this layer. If not, it is frozen.",
    "center": "Whether a learned shift (beta) is added.",
    "scale": "Whether a learned scale (gamma) is multiplied.",
    "beta_initializer": "How the shifts start.",
    "gamma_initializer": "How the scales start.",
    "moving_mean_initializer": "How the running means start.",
    "moving_variance_initializer": "How the running variances start.",
    "depth_multiplier": "How many maps each channel of the input gives.",
    "depthwise_initializer": "How the weights of the windows start.",
    "pointwise_initializer": "How the weights that mix the channels start.",
    "kernel_regularizer": (
        "Adds a cost for large weights, so that they stay small: l1 · Σ|w|, or l2 · Σw² (weight decay)."
    ),
    "depthwise_regularizer": "Adds a cost for large weights of the windows.",
    "pointwise_regularizer": "Adds a cost for large weights that mix the channels.",
    "kernel_constraint": (
        "Brings the weights back within a limit after each step. The norm is taken along the kernel's first "
        "axis, as by Keras: over all inputs of a Dense unit."
    ),
    "depthwise_constraint": "Brings the weights of the windows back within a limit after each step.",
    "pointwise_constraint": ("Brings the weights that mix the channels back within a limit after each step."),
    "Conv1D.kernel_size": "Length of the window, in steps.",
    "Conv1D.strides": "How far the window moves at each step. More than 1 shortens the output.",
    "Conv1D.padding": (
        "“valid” keeps to whole windows; “same” adds zeros at both ends; “causal” adds them before the "
        "beginning, so that nothing looks ahead."
    ),
    "Conv1D.dilation_rate": "Spreads the window's values this many steps apart.",
    "Conv3D.kernel_size": "Depth, height and width of the window.",
    "Conv2DTranspose.kernel_size": "Height and width of the window that each value is spread over.",
    "Conv2DTranspose.strides": "How far apart the windows lie in the output: 2 doubles its sides.",
    "Conv2DTranspose.padding": (
        "“valid” keeps all of every window; “same” cuts the picture to exactly strides times its sides."
    ),
    **{
        f"{kind}.{name}": words
        for kind in ("MaxPooling1D", "AveragePooling1D")
        for name, words in (
            ("strides", "How far the window moves at each step; none means the pool size."),
            ("padding", "“valid” keeps to whole windows; “same” adds zeros at both ends."),
        )
    },
    **{
        f"{kind}.padding": "“valid” keeps to whole windows; “same” adds zeros around the volume."
        for kind in ("Conv3D", "MaxPooling3D", "AveragePooling3D")
    },
    "SGD.momentum": "How much of the last step is added to the next one; 0 is plain gradient descent.",
    "RMSprop.momentum": "How much of the last step is added to the next one.",
    "MaxPooling1D.pool_size": "Length of the window, in steps.",
    "AveragePooling1D.pool_size": "Length of the window, in steps.",
    "MaxPooling3D.pool_size": "Depth, height and width of the window.",
    "AveragePooling3D.pool_size": "Depth, height and width of the window.",
    "keepdims": "Keeps axes of length 1 in place of those that were pooled.",
    "target_shape": "The axes to lay the values out in, such as 28, 28, 1; one of them may be -1.",
    "ZeroPadding2D.padding": "How many rows of zeros go above and below, how many columns left and right.",
    "cropping": "How many rows are cut off above and below, and how many columns left and right.",
    "size": "How many times as high and as wide the picture becomes.",
    "UpSampling2D.interpolation": "“nearest” repeats rows and columns; the others compute what lies between.",
    "output_padding": (
        "Rows and columns that the output has beyond what the window makes, to tell sizes apart that one "
        "convolution would bring to the same; none lets strides and padding decide."
    ),
    "shared_axes": "Axes along which the slopes are the same: 1, 2 are rows and columns of a picture.",
    "alpha_initializer": "How the slopes start.",
    "alpha_regularizer": "Adds a cost for large slopes.",
    "alpha_constraint": "Brings the slopes back within a limit after each step.",
    "ReLU.max_value": "The largest value that is let through; none lets all.",
    "ReLU.negative_slope": "The slope below the threshold; 0 cuts these values off.",
    "threshold": "Where values begin to be let through.",
    "GaussianNoise.stddev": "The spread of the noise: two thirds of it lie within ± this.",
    "GaussianDropout.rate": "How strong the noise is: as strong as dropping this share would be.",
    "Normalization.mean": "What is subtracted: one number for each channel, or one for all.",
    "Normalization.variance": "What is divided by the root of: one number for each channel, or one for all.",
    "input_dim": "How many words there are: their numbers go from 0 to one less.",
    "output_dim": "How many values each word gets.",
    "embeddings_initializer": "How the values of the words start.",
    "return_sequences": "Whether each step gives its values, or only the last one.",
    "recurrent_activation": "The function of the gates.",
    "recurrent_initializer": "How the weights from step to step start.",
    "unit_forget_bias": "Starts the bias of the gate that keeps the memory at 1, so that it lasts.",
    "SpatialDropout2D.rate": "The share of maps silenced while training: 0.3 drops 30 %.",
    "mode": "Which way pictures may be mirrored.",
    "factor": "The largest turn, as a share of a whole one: 0.1 is up to 36° either way.",
    "height_factor": "The largest change up or down, as a share of the height.",
    "width_factor": "The largest change left or right, as a share of the width.",
    "RandomZoom.height_factor": "The largest change of the size: 0.1 is 90 to 110 %.",
    "fill_mode": (
        "What comes in from beyond the edge: one value, the nearest pixel, a mirror image, or the other side."
    ),
    "fill_value": "The value that comes in when fill_mode is “constant”.",
    "interpolation": "How pixels that fall between others are found.",
    "negative_slope": "The slope for negative values; 0 is relu.",
    "num_pieces": "How many neighbouring channels share one output: their largest value.",
    "depth_radius": "How many channels on either side count as neighbours.",
    "bias": "Added to the sum, so that nothing is divided by 0.",
    "alpha": "How much the neighbours' squares weigh.",
    "beta": "The power of the sum that each value is divided by; 0.5 is its square root.",
    "Rescaling.scale": "What each value is multiplied by; 1/255 is 0.00392.",
    "offset": "What is added to each value.",
    "l1": "How much the absolute values of the weights cost.",
    "l2": "How much the squares of the weights cost. A weight decay of λ is mostly l2 = λ / 2.",
    "max_value": "The largest norm that weights may have.",
    "mean": "The middle of the random values.",
    "stddev": "The spread of the random values.",
    "minval": "The smallest random value.",
    "maxval": "The largest random value.",
    "gain": "A factor for all values.",
    "value": "The value of all weights.",
    "learning_rate": (
        "How large a step each batch makes. Too large and the cost jumps, too small and it crawls."
    ),
    "nesterov": "Looks one step ahead before it takes the gradient.",
    "rho": "How much of the running mean of squared gradients is kept at each step.",
    "beta_1": "How much of the running mean of gradients is kept at each step.",
    "beta_2": "How much of the running mean of squared gradients is kept at each step.",
    "weight_decay": "What each weight loses in every step, times the learning rate.",
    "initial_accumulator_value": "What the sum of squared gradients starts from.",
    "schedule": "How the learning rate changes while training goes on.",
    "decay": "How fast the rate falls: after 1 / decay batches it is half of what it was.",
    "ExponentialDecay.factor": "What the rate is multiplied with each time.",
    "every_epochs": "After how many epochs the rate has been multiplied once.",
    "staircase": "Whether the rate falls at once when those epochs are over, or a little each batch.",
    "ReduceLROnPlateau.factor": "What the rate is multiplied with each time.",
    "cycle_epochs": "How many epochs the rate takes up and down: as many as are trained.",
    "decay_epochs": "How many epochs the way down takes; warming up comes before it.",
    "CosineDecay.alpha": "The share of the learning rate that is left at the end.",
    "warm_up_epochs": "For how many epochs the rate rises at first, from a 25th of itself; 0 for none.",
    "warm_up": "The share of them in which the rate rises.",
    "patience": "How many epochs without a better validation cost are waited for.",
    "min_delta": "How much lower a cost must be to count as better.",
    "optimizer": "How gradients become steps.",
    "batch_size": "How many pictures are looked at before each step.",
    "epochs": "How many times all training pictures are gone through.",
    "validation_split": (
        "The share of the training pictures held back to validate; 0 uses the data's test part."
    ),
    "loss": "The cost that training brings down; “auto” follows from the last layer and the labels.",
    "metric": "What is shown beside the cost.",
    "global_clipnorm": (
        "The longest that the gradient of all weights together may be: a longer one is shortened and keeps "
        "its direction; 0 leaves all as they are."
    ),
    "label_smoothing": (
        "The share of each target that is spread over all classes, so that no answer has to be wholly sure; "
        "for the cross-entropies only."
    ),
    "class_weight": (
        "What the samples of each class count in training, 1 unless it is said: more for rare classes."
    ),
    "early_stopping": "Ends a run whose validation has got no better for some epochs.",
    "monitor": "What must get better: the cost of validation, or the metric beside it.",
    "EarlyStopping.patience": "How many epochs in a row may bring nothing better before the run ends.",
    "EarlyStopping.min_delta": "By how much an epoch must be better than the best one to count.",
    "restore_best_weights": "At the end of a run, take the weights of its best epoch, not the last ones.",
    "augmentation": "Varies the training pictures anew in each epoch; validation sees them as they are.",
    "shift": "How far pictures are moved at most, as a share of their height and width: 0.1 is a tenth.",
    "rotation": "How far pictures are turned at most, in degrees, either way.",
    "zoom": "How much larger or smaller pictures become at most: 0.1 is 90 to 110 %.",
    "horizontal_flip": "Mirrors half of the pictures, left to right. Not for digits or letters.",
    "noise": "The spread of the noise that is added to each value, as a share of black to white.",
    "elastic": (
        "How strongly pictures are bent, like handwriting: the α of Simard (2003), who took 34 for digits; 0 "
        "bends nothing."
    ),
    "elastic_sigma": "Over how many pixels neighbours are bent alike, σ: 4 bends strokes, 1 shreds them.",
    "precision": "What training computes in; “auto” takes what is faster on this computer.",
}
