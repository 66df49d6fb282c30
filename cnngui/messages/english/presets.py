"""What is said of the networks of the course slides, and of five of ours."""

from __future__ import annotations

LESSONS: dict[str, str] = {
    "lesson.xor": "XOR: why layers",
    "lesson.mnist": "MNIST: reading digits",
    "lesson.cifar10": "CIFAR-10: pictures of things",
    "lesson.history": "Networks that made history",
    "lesson.small": "The same ideas, small enough to train",
    "lesson.other": "Sentences and a game",
    "lesson.own": "Not of the slides: MNIST, fast, tiny, or deep",
}

TITLES: dict[str, str] = {
    "title.xor-by-hand": "XOR with weights set by hand",
    "title.xor-logistic": "XOR by logistic regression",
    "title.xor-2-2-1": "XOR with two hidden units",
    "title.xor-deep-wide": "XOR, deeper and wider",
    "title.xor-10-sigmoid": "XOR, ten hidden layers, sigmoid",
    "title.xor-10-relu": "XOR, ten hidden layers, ReLU",
    "title.mnist-softmax": "Softmax regression",
    "title.mnist-nn-sigmoid": "Dense network, sigmoid",
    "title.mnist-nn-relu": "Dense network, ReLU",
    "title.mnist-nn-xavier": "Dense network, Xavier and Adam",
    "title.mnist-dense-dropout": "Dense network with dropout",
    "title.mnist-cnn": "CNN with three convolutions",
    "title.mnist-simple-cnn": "Simple CNN",
    "title.mnist-deep-cnn": "Deep CNN",
    "title.cifar10-cnn-tf": "CIFAR-10 CNN in TensorFlow 1",
    "title.cifar10-cnn-keras": "CIFAR-10 CNN in Keras",
    "title.lenet-5": "LeNet-5 (1998)",
    "title.alexnet": "AlexNet (2012)",
    "title.vgg16": "VGG16 (2014)",
    "title.vgg19": "VGG19 (2014)",
    "title.googlenet": "GoogLeNet (2014)",
    "title.resnet-18": "ResNet-18 (2015)",
    "title.resnet-34": "ResNet-34 (2015)",
    "title.resnet-50": "ResNet-50 (2015)",
    "title.resnet-101": "ResNet-101 (2015)",
    "title.resnet-152": "ResNet-152 (2015)",
    "title.mini-resnet": "Mini ResNet",
    "title.mini-inception": "Mini Inception",
    "title.sentence-cnn": "CNN for sentences (2014)",
    "title.alphago-policy": "AlphaGo's policy network (2016)",
    "title.mnist-fast": "Fast CNN for MNIST",
    "title.mnist-tiny": "Tiny CNN for MNIST",
    "title.mnist-10-normal": "Ten ReLU layers, normal start",
    "title.mnist-10-xavier": "Ten ReLU layers, Xavier start",
    "title.mnist-10-he": "Ten ReLU layers, He start",
}

COMPARED: dict[str, str] = {
    "agrees.total": "{printed} parameters ✓",
    "agrees.trainable": "{printed} parameters that are trained ✓",
    "agrees.depth": "{printed} layers with weights ✓",
    "agrees.modules": "{printed} inception modules ✓",
    "agrees.parameters": "parameters layer by layer ({count}) ✓",
    "agrees.shape": "shapes layer by layer ({count}) ✓",
    "differs.total": "✗ {printed} parameters; here {ours}",
    "differs.trainable": "✗ {printed} parameters that are trained; here {ours}",
    "differs.depth": "✗ {printed} layers with weights; here {ours}",
    "differs.modules": "✗ {printed} inception modules; here {ours}",
    "differs.parameters": "✗ {where} with {printed} parameters; here {ours}",
    "differs.input": "✗ an input of {printed}; here {ours}",
    "differs.shape": "✗ {where} gives {printed}; here {ours}",
    "accuracy": "accuracy {percent:.4g} %",
    "accuracy_after": "accuracy {percent:.4g} % after {epochs:,} epochs",
    "brief": "Slide",
    "brief_agrees": "Slide ✓",
    "brief_some": "Slide: {right} of {count} ✓",
    "brief_changed": "Slide: {count} changed",
    "brief_own": "Not of the slides",
    "brief_own_changed": "Not of the slides: {count} changed",
    "changed_own": "Changed here, so that the accuracy told below is another network's:",
    "changed_here": "Changed here, so that the slide's accuracy is another network's:",
    "row_changed": "~ {kind}: {changed}",
    "row_added": "+ {kind}: {changed}",
    "row_removed": "− {kind}: {changed}",
    "more_changes": "and {count} more",
    "slide": "Slides {number}",
    "log.cost": "cost {first:.4g} → {last:.4g} (epochs {begin:,}–{end:,})",
    "log.accuracy": "training accuracy {first:.2%} → {last:.2%}",
    "log.val_cost": "validation cost {first:.4g} → {last:.4g}",
    "log.val_accuracy": "validation accuracy {first:.2%} → {last:.2%}",
    "log_one.cost": "cost {last:.7g} in epoch {end:,}",
}

NOTES: dict[str, str] = {
    "note.parameters": "No slide prints how many parameters it has; {parameters:,} follows from its layers.",
    "note.xor_second_unit": (
        "The slide prints the second unit's weights as (−1, −1), with bias 3. That would answer 0 in all "
        "four cases; (−7, −7) gives the table that it prints: 0, 1, 1, 0."
    ),
    "note.xor_first_column": (
        "The slide's column of the first unit reads 0, 1, 0, 0; with its weights (5, 5) and bias −8 it is "
        "0, 0, 0, 1."
    ),
    "note.no_line": (
        "No straight line parts the two answers: the cost ends at ln 2 = 0.6931472 and every answer at 0.5; "
        "what the accuracy then is, rounding decides."
    ),
    "note.may_stick": (
        "Two hidden units are just enough, so from some starts training sticks at 75 % or less: of 60 seeds, "
        "44 had all four answers right after 10,000 steps."
    ),
    "note.vanishing": (
        "A sigmoid's slope is at most 1/4: behind ten of them at most a millionth of the gradient is left, "
        "and the first layers learn nothing."
    ),
    "note.ten_layers_recipe": (
        "The slide prints no optimizer and runs to step 198,000; here it is that of the smaller XOR networks."
    ),
    "note.units_may_die": (
        "A ReLU that gives 0 everywhere learns no more, and five in a layer are soon dead: of 60 seeds, 28 "
        "had all four answers right after 10,000 steps."
    ),
    "note.random_normal_start": (
        "The slide starts weights and biases at random with standard deviation 1; a smaller start learns "
        "faster."
    ),
    "note.another_recipe": "The two slides trained in different ways, hence two accuracies.",
    "note.no_better_than_softmax": (
        "Two runs of the same program: 89.5 and 88.9 %, no better than softmax alone. Large random starts "
        "leave the sigmoids flat."
    ),
    "note.large_start": (
        "With weights of standard deviation 1 the scores begin in the hundreds, hence costs of 414: look at "
        "them on a logarithmic axis."
    ),
    "note.optimizer_not_printed": (
        "The slide does not show the optimizer of this run. Adam with 0.01 gives costs like its own: 392, 68 "
        "and 39 in three epochs of MNIST, against 414, 74 and 40. Plain gradient descent with 0.1 loses "
        "its way."
    ),
    "note.softmax_deleted": "The last layer has no softmax: as on the slide, the cost takes it.",
    "note.xavier": "The slide's Xavier start is Keras' usual one, glorot_uniform.",
    "note.layer_list": (
        "The slide's list names layers of 512; its code and its 3,432,970 parameters have 1,024."
    ),
    "note.gone_from_keras": "What the slide's program calls {words} is gone from Keras 3.",
    "note.train_55000": (
        "The slide trains on 55,000 pictures of MNIST. The bundled digits are 5,000 and give less; choose "
        "MNIST to compare."
    ),
    "note.train_60000": (
        "The slide trains on 60,000 pictures of MNIST. The bundled digits are 5,000 and give less; choose "
        "MNIST to compare."
    ),
    "note.no_bias": (
        "TensorFlow 1's layers written out have no bias: {parameters:,} parameters. With one there would be "
        "{with_bias:,}."
    ),
    "note.softmax_in_cost": (
        "The slide takes the softmax inside the cost; here the last layer does. The cost is the same."
    ),
    "note.recipe_of_deep_cnn": (
        "This slide does not print how it was trained; the values are those of the deep CNN (002)."
    ),
    "note.keep_prob": (
        "The slide's keep_prob of 0.7 is a dropout rate of 0.3. Its tf.layers version says rate=0.7, which "
        "would drop 70 %; the full program in 002 has 0.3, and 0.5 before the last layer."
    ),
    "note.ensemble": "Several of these, summed, reach {seven:.2f} % (seven, 000) and {two:.2f} % (two, 002).",
    "note.cifar_comments": (
        "The slide's comments say 14, 7 and 4 where 32×32 pictures give 16, 8 and 4, and 62 filters where "
        "the code has 64. They were MNIST's."
    ),
    "note.scrambled": (
        "The slide reshapes (N, 3, 32, 32) to (N, 32, 32, 3), which scrambles the pixels; the axes have to "
        "be moved. Here they are in place."
    ),
    "note.channels_first": "The slide writes channels first: its (32, 16, 16) is 16×16×32 here.",
    "note.decay_a_step": (
        "decay = lr / epochs = 0.001 makes the learning rate smaller at every batch: "
        "0.01 / (1 + 0.001 · batch)."
    ),
    "note.no_accuracy": "The slide prints no accuracy.",
    "note.lenet_order": (
        "The slides print the order: 5×5 convolutions with stride 1, 2×2 pooling with stride 2, "
        "CONV-POOL-CONV-POOL-CONV-FC."
    ),
    "note.padded_input": "The network reads 32×32, as in 1998, when the digits had a border of 2 px.",
    "note.recipe_usual": "No slide prints how it was trained; these values are usual ones.",
    "note.recipe_of_paper": "No slide prints how it was trained; the values are those of the paper.",
    "note.alexnet_input": (
        "000 prints an input of 224 with SAME padding; that gives 56×56 maps, and VALID gives 54×54. "
        "(227 − 11) / 4 + 1 = 55 needs an input of 227. 000 also leaves out the last pooling."
    ),
    "note.alexnet_conv1": (
        "004 prints 35K parameters for the first layer: (11·11·3)·96 = 34,848 weights, and 96 biases here."
    ),
    "note.alexnet_halves": (
        "In 2012 two graphics cards had half of the channels each. Here all see all: 62,378,344 parameters."
    ),
    "note.alexnet_decay": (
        "The slide's weight decay of 5e-4 is an L2 of 2.5e-4 here; it made the learning rate smaller by hand."
    ),
    "note.alexnet_error": (
        "ImageNet 2012, top-5 error: 18.2 % alone, 15.4 % as seven (000, 001, 004; 15.3 % in a list of 004). "
        "Second place: 26.2 %."
    ),
    "note.googlenet_depth": (
        "The 22 layers are those with weights on the longest way: 3 convolutions, two in each of 9 modules, "
        "1 dense layer."
    ),
    "note.googlenet_heads": (
        "In training it had two more classifiers, behind modules 4a and 4d; they are left out, as when it "
        "predicts."
    ),
    "note.googlenet_recipe": (
        "No slide prints how it was trained. The paper: momentum 0.9, and 4 % less learning rate every 8 "
        "epochs; rate and batch are ours."
    ),
    "note.googlenet_error": "ImageNet 2014, top-5 error: 6.7 %.",
    "note.resnet_as_keras": (
        "As in keras.applications, layer by layer, with biases that the batch normalization behind them "
        "takes out again."
    ),
    "note.resnet_as_torchvision": (
        "Keras has no ResNet of this depth. As in torchvision, its convolutions have no bias."
    ),
    "note.resnet_error": (
        "ImageNet 2015, top-5 error of the 152 layers and others together: 3.6 % (001, 002, 004). 001 also "
        "prints 10.6 %."
    ),
    "note.own_digits": (
        "No slide shows it: it is ours, of the same kind but small. It reads {percent} % of the bundled test "
        "digits after {epochs} epochs, about a minute on two processor cores."
    ),
    "note.own_sentences": (
        "Ours: {percent} % of the test sentences after {epochs} epochs. 480 sentences to learn from are few."
    ),
    "note.two_channels": (
        "As on the slide, each word has two channels. In the paper one of them is kept as it was learned "
        "from a large text; here both are learned."
    ),
    "note.sentence_sizes": (
        "The slide prints no sizes. The paper looks at 3, 4 and 5 words at once with 100 filters each, "
        "batches of 50, dropout 0.5 and norms up to 3; here are fewer filters, for short sentences."
    ),
    "note.alphago_bias": (
        "Its last layer has a bias for each place of the board: 361 of them, in a layer of their own."
    ),
    "note.alphago_filters": "The match was played with 192 filters; 128, 256 and 384 were tried too.",
    "note.no_positions": "It learned from 28.4 million positions of strong players, which are not here.",
    "note.own": (
        "No slide shows it: it is ours. Its learning rate goes up and down once, in a single cycle "
        "(Smith and Topin, 2018)."
    ),
    "note.own_fast": (
        "{parameters:,} parameters read {percent} % of MNIST's 10,000 test pictures after {epochs} epochs, "
        "the mean of three seeds ({low:.2f}–{high:.2f} %): strides and pooling come before there are "
        "many filters. The bundled digits are 5,000 and give less."
    ),
    "note.own_tiny": (
        "{parameters:,} parameters read {percent} % of MNIST's 10,000 test pictures after {epochs} epochs, "
        "the mean of two seeds ({low:.2f} and {high:.2f} %). While it learns, the "
        "pictures are turned and shifted a little, so that no two epochs show the same."
    ),
    "note.own_start": (
        "No slide shows it: it is ours. Three networks differ in their start alone, as the lesson on starts "
        "has it; see “layers” on the Train page."
    ),
    "note.own_start_normal": (
        "Normal with a standard deviation of 0.01, as in the slides' first CNNs: each layer of 100 passes on "
        "a fourteenth of what it gets, and of the gradient some 10⁻¹¹ is left at the first."
    ),
    "note.own_start_xavier": (
        "Xavier (Glorot and Bengio, 2010), made for functions that are straight around 0: behind each ReLU "
        "half of the variance is gone."
    ),
    "note.own_start_he": "He (2015), √2 times as wide, as a ReLU lets half of it through.",
    "note.own_start_read": (
        "Two seeds read {first:g} and {second:g} % of the bundled test digits after {epochs} epochs."
    ),
    "note.vgg_as_keras": (
        "As in keras.applications, layer by layer: without the dropout and weight decay of its training, "
        "which 004 says was like AlexNet's."
    ),
    "note.imagenet": (
        "It was made for ImageNet's thousand classes, which are not here: look at its shapes and costs, or "
        "set input and last layer to your data."
    ),
}

SENTENCES: dict[str, str] = {**LESSONS, **TITLES, **COMPARED, **NOTES}
