"""What is said of the slides' small examples."""

SENTENCES: dict[str, str | tuple[str, str, str]] = {
    "title.a1": "Output size: (N − F + 2P) / S + 1",
    "title.a2": "A colour picture and six filters",
    "title.a3": "Convolution, no padding",
    "title.a4": "Convolution with padding",
    "title.a5": "Three filters, three maps",
    "title.a6": "Max pooling",
    "title.a7": "Max pooling with padding",
    "title.a8": "A digit through convolution and pooling",
    "title.a9": "Axes change places",
    "title.n7": "Backward through f = wx + b",
    "note.a1": "N is the side of the picture, F of the filter, P the padding on each side and S the stride."
    " Where the result is no whole number, Keras keeps the whole part: the last pixels are never read."
    " The sizes are the slides'; what the squares hold is ours.",
    "note.a2": "A filter reads all three colours at once: its 5·5·3 products make one number. Six filters"
    " make six maps, with 6·(5·5·3 + 1) = 456 parameters. The sizes are the slides', the numbers ours.",
    "note.a3": "A filter of four ones adds up the four numbers below it. It fits twice in each direction,"
    " so four sums come out.",
    "note.a4": "One row and one column of zeros, below and at the right, let the filter start at every"
    " number: the output is as large as the input.",
    "note.a5": "Each filter makes a map of its own: the second weighs everything by 10, the third by −1."
    " Choose the map above.",
    "note.a6": "Of each 2×2 window only the largest number stays. Windows lie side by side, so the output"
    " is half as wide and half as high.",
    "note.a7": "With stride 1 windows overlap. What lies beyond the edge does not count: a padded window"
    " has its largest number within the picture.",
    "note.a8": "28×28 becomes 14×14 by the stride of 2, and 7×7 by pooling. On the slides the weights are"
    " random (σ = 0.01) and the digit is one of MNIST's; ours are drawn by rule.",
    "note.a9": "swapaxes moves every number: its first and second place among the axes are exchanged, and"
    " so are the sides of the array.",
    "note.n7": "Forward, numbers go from left to right. Backward, each node hands on its own gradient times"
    " its local one: a product swaps its inputs, a sum passes on what it gets.",
    "case.stride_1": "F = 3, S = 1: 5",
    "case.stride_2": "F = 3, S = 2: 3",
    "case.stride_3": "F = 3, S = 3: 2.33",
    "case.pad_0": "F = 1, P = 0: 7",
    "case.pad_1": "F = 3, P = 1: 7",
    "case.pad_2": "F = 5, P = 2: 7",
    "case.pad_3": "F = 7, P = 3: 7",
    "case.six_filters": "32×32×3 → 28×28×6",
    "case.valid": "padding “valid”",
    "case.same": "padding “same”",
    "case.three_filters": "weights 1, 10 and −1",
    "case.max_pool": "2×2, stride 2",
    "case.pool_2": "2×2 picture",
    "case.pool_3": "3×3 picture",
    "case.digit_conv": "Convolution: 14×14×5",
    "case.digit_pool": "Pooling: 7×7×5",
    "case.axes_line": "(1, 3) → (3, 1)",
    "case.axes_01": "axes 0 and 1: (4, 1, 2)",
    "case.axes_02": "axes 0 and 2: (2, 4, 1)",
    "case.axes_12": "axes 1 and 2: (1, 2, 4)",
    "case.line": "w = −2, x = 5, b = 3",
}
