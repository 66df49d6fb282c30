"""What is said when a network begins with what another has learned."""

SENTENCES: dict[str, str | tuple[str, str, str]] = {
    "layer": "{count} layer",
    "layers": "{count} layers",
    "taken_all": (
        "Taken from {source}: {layers} with {parameters:,} weights, frozen.",
        "Made new: {new}, for {classes} classes.",
        "Train teaches what is new; L on a card unfreezes a layer.",
    ),
    "taken_some": (
        "Taken from {source}: {layers} with {parameters:,} weights, of which are frozen: {frozen}.",
        "Made new: {new}, for {classes} classes.",
        "Train teaches the layers that are not frozen.",
    ),
    "taken_none": (
        "Taken from {source}: {layers} with {parameters:,} weights, which go on learning.",
        "Made new: {new}, for {classes} classes.",
        "L on a card freezes a layer.",
    ),
    "not_whole": (
        "There is nothing to start from.",
        "That network has no layers, or a layer of it does not fit the one before it.",
        "Choose a run or a file with a whole network.",
    ),
    "not_fitting": (
        "That network cannot be fitted to the data.",
        "{problem}",
        "Choose a network that was trained on samples of this kind, or prepare the data otherwise.",
    ),
    "nothing_taken": (
        "No layer of that network can be taken for these data.",
        "Its first weights, those of {layer}, are of shape {had}: it read {input}. For samples of {data} "
        "they would be {wants}.",
        "Choose a network that was trained on samples with as many channels, or prepare the data so.",
    ),
    "one_layer": (
        "Nothing can be taken from that network.",
        "It has one layer with weights only, the one that answers, and that is made new in any case.",
        "Choose a network with more layers.",
    ),
    "no_data": (
        "It is not known yet what the network is to be trained on.",
        "Which of its layers fit depends on the data.",
        "Choose data first: Data in the window, --data on the command line.",
    ),
    "with_network": (
        "A training cannot start from {start} and be of another network.",
        "--start-from brings its own network.",
        "Leave --preset, --network and --resume away, or --start-from.",
    ),
    "with_members": (
        "Members cannot start from {start}.",
        "Each begins with weights of its own seed.",
        "Leave --members away, or --start-from.",
    ),
    "drawn_frozen": (
        "Frozen are {layers}, which begin with new weights and keep them: nothing was learned in them. "
        "--start-from takes weights that were learned."
    ),
    "freeze_alone": (
        "--freeze is for layers that were taken.",
        "Without --start-from all layers begin with new weights, and those that are frozen would keep them.",
        "Add --start-from, or leave --freeze away.",
    ),
    "which_freeze": (
        "“{found}” does not say which layers to freeze.",
        "It is “all”, “none” or a number: that of the first layers with weights.",
        "Give for example “--freeze 3”.",
    ),
}
