"""How layers fare while they are trained: names for what is wrong, and what they mean."""

_RELU = "A ReLU that is not above 0 passes no gradient, so what feeds it can no longer change it."

NAMES: dict[str, str] = {
    "word_unmeasured": "not measured",
    "word_no_gradient": "no gradient arrives",
    "word_still": "stands still: gradient 0",
    "word_vanishing": "vanishing: {share} of {strongest}’s",
    "word_made_up": "small, made up for: {share} of {strongest}’s",
    "word_fast": "steps too large: {ratio} of the weights",
    "word_dead": "dead: all its ReLUs are silent",
    "word_many_dead": "{percent:.0f} % of its ReLUs are dead",
    "word_slow": "hardly moves: {ratio} of the weights",
    "word_fine": "learns",
}

MEANINGS: dict[str, tuple[str, str, str]] = {
    "unmeasured": ("Nothing was measured of {layer}.", "It is measured only while this is shown.", ""),
    "no_gradient": (
        "No gradient arrives at {layer}: it does not learn.",
        "What comes behind it passes none on: its ReLUs are all silent, or so little is left that float32 "
        "has no number for it.",
        "Use a He start and a smaller learning rate, leaky_relu, or BatchNormalization.",
    ),
    "still": (
        "{layer} stands still: its gradient is 0.",
        "No small change of it would lower the cost.",
        "",
    ),
    "vanishing": (
        "The gradient vanishes: in this run {layer} got {share} of what {strongest} got, and hardly learns.",
        "On its way from the output each layer passes on only a part of it: a sigmoid a quarter at most, and "
        "weights that start too small as little as they are.",
        "Use relu and a He start, add BatchNormalization, or put layers into a Residual.",
    ),
    "made_up": (
        "{layer} got only {share} of the gradient of {strongest}, but its steps are of the usual size.",
        "The optimizer divides by how large gradients have been, so small ones count as much as large ones; "
        "what is in them may be little more than rounding.",
        "",
    ),
    "fast": (
        "A step changes {layer} by {ratio} of its weights: that is more than it can learn from.",
        "About 10⁻³ is usual. Steps so large leap over the valley, or undo what was learned before.",
        "Use a smaller learning rate, or a start with smaller weights such as he_normal.",
    ),
    "dead": (
        "{layer} is dead: behind it no ReLU was above 0 for any of the samples looked at.",
        _RELU,
        "Use a smaller learning rate and a He start, leaky_relu, or BatchNormalization.",
    ),
    "many_dead": (
        "{percent:.0f} % of the ReLUs of {layer} are dead: not above 0 for any of the samples looked at.",
        _RELU + " The others may well do without them.",
        "Use a smaller learning rate, leaky_relu, or fewer units.",
    ),
    "slow": (
        "A step changes {layer} by {ratio} of its weights only.",
        "About 10⁻³ is usual while there is much to learn. At the end of a training little is left to do.",
        "If the cost is still high, use a larger learning rate.",
    ),
    "fine": (
        "{layer} learns.",
        "Its gradient is like those behind it, and its steps are of a usual size.",
        "",
    ),
}

FIXES: dict[str, str] = {
    "fix_he": "He start in {count} layers",
    "fix_xavier": "Xavier start in {count} layers",
    "fix_leaky": "leaky_relu in {count} layers",
}

SENTENCES: dict[str, str | tuple[str, str, str]] = {**NAMES, **MEANINGS, **FIXES}
