"""What is said about data sets: what they are, what can go wrong with them, and what to do about it."""

_NOT_FETCHED = "{label} could not be fetched from {url}."
_TOO_LARGE = "{path} is too large."
_SMALLER = "Make it smaller first."
_GET_AGAIN = "Get the file again."
_NO_DATASET = "{path} is no dataset."
_SAVE_NPZ = "Save pictures and labels with numpy.savez(file, x_train=…, y_train=…, x_test=…, y_test=…)."
_LABELS = "The labels {name} cannot be used."
_TABLE = "The table {name} cannot be used."
_PIXELS = "The pictures {name} cannot be used."
_BY_HAND = (
    "Try again later, or put the file {name} ({size_mb:,.1f} MB, sha256 {sha256}) into {folder} yourself."
)

_NOT_HERE = "{title} was made for data that do not come with cnngui."

SENTENCES: dict[str, str | tuple[str, str, str]] = {
    "label_digits": "Digits (bundled)",
    "label_mnist": "MNIST",
    "label_fashion_mnist": "Fashion-MNIST",
    "label_cifar10": "CIFAR-10",
    "label_xor": "XOR (bundled)",
    "label_sentences": "Sentences (bundled)",
    "label_kmnist": "KMNIST",
    "label_emnist_letters": "EMNIST, letters",
    "label_emnist_digits": "EMNIST, digits",
    "label_cifar100": "CIFAR-100",
    "label_svhn": "SVHN",
    "label_moons": "Moons (points)",
    "label_circles": "Circles (points)",
    "label_spirals": "Spirals (points)",
    "label_xor_noise": "XOR with noise (points)",
    "label_bars": "Bars (pictures)",
    "label_shifted_digits": "Digits, shifted in the test",
    "about_digits": "Handwritten digits, enough for a first network in a minute.",
    "about_mnist": "Handwritten digits, all of those that the course slides train on.",
    "about_fashion_mnist": "Photos of clothes in the size of MNIST: harder than digits.",
    "about_cifar10": "Small colour photos of ten things: much harder than digits, and slow to learn.",
    "about_xor": "The four cases of “either, but not both”, which no single neuron can learn.",
    "about_sentences": "Short English sentences, happy or unhappy, as the numbers of their words.",
    "about_kmnist": "Ten old Japanese letters in the size of MNIST, each written in many ways.",
    "about_emnist_letters": "Handwritten letters in the size of MNIST, large and small ones in one class.",
    "about_emnist_digits": "Four times as many handwritten digits as MNIST has, by more writers.",
    "about_cifar100": "Small colour photos of a hundred things, the finer of its two kinds of classes.",
    "about_svhn": "House numbers in photos of streets: the digit in the middle counts.",
    "about_moons": "Two half circles that reach into each other: a straight line does not part them.",
    "about_circles": "A circle around another one: only hidden units find the inside.",
    "about_spirals": "Two arms around each other: hard for small networks, with a live map of the answer.",
    "about_xor_noise": "The four cases of XOR as clouds of points, so that some can be kept for testing.",
    "about_bars": "Bars that lie, stand, rise or fall anywhere: their direction counts, not their place.",
    "about_shifted_digits": "The bundled digits; those of the test are moved by up to 4 pixels. CNN or NN?",
    # data that a preset wants
    "wanted_download": (
        "{title} was made for {label}, which is not on this computer yet.",
        "It is {size_mb:,.0f} MB to download, once.",
        "Choose {label} above, at Data. What would be fetched, and from where, is shown before anything is.",
    ),
    "wanted_own": (
        _NOT_HERE,
        "To train it, an .npz file needs x_train and x_test {arrays}, with values 0 to 255, "
        "and y_train and y_test (pictures,), a class for each.",
        "Save it with numpy.savez, then choose it above, at Data: “Open a data file …”.",
    ),
    "wanted_none": (
        _NOT_HERE,
        "It reads {shape}, and data files hold pictures with 1 or 3 channels.",
        "Look at it, change it and export it; to train it, change its input first.",
    ),
    # notes on how a file was read
    "note_rescaled": "The pictures hold values from 0 to 1; they were multiplied by 255.",
    "note_rounded": "The pictures hold fractions; they were rounded to whole numbers from 0 to 255.",
    "note_scaled": "The pictures hold values from {low:g} to {high:g}; they were brought to 0 to 255, "
    "{black:g} being black and {white:g} white.",
    "note_parts_scaled": "The training pictures hold values from {low:g} to {high:g}, the test pictures from "
    "{test_low:g} to {test_high:g}; each part was brought to 0 to 255 by itself.",
    "note_unlike": "Training and test pictures differ: their mean brightness is {train} and {test} of 255. "
    "Perhaps one part is a negative, or on another scale.",
    "note_cut": "A few values lie far outside of all others; they were cut to the range of those.",
    "note_split": "There is no test part: {test:,} pictures were set aside for testing, {train:,} remain.",
    "note_shifted": "The training pictures are as they came; each test picture was moved by up to {pixels} "
    "pixels up or down and left or right.",
    "note_flat": "Each row of {values:,} values was read as a picture of {height}×{width}.",
    "note_samples_last": "The pictures stood along the last axis; it was put in front.",
    "note_channels_first": "The colours stood before height and width; they were put behind them.",
    "note_turned": "Rows and columns were exchanged, as in EMNIST's files; the pictures were turned upright.",
    "note_maybe_turned": "Most are wider than tall. If rows and columns are exchanged, as in EMNIST's files, "
    "save x.transpose(0, 2, 1).",
    "note_test_beside": "{name} beside it was taken for the test part.",
    "note_ten": "The classes were 1 to 10; the 10 was taken for the digit 0, as in SVHN.",
    "note_cifar_missing": "Files of CIFAR are missing: {names}.",
    "note_cifar_fine": "Of its two kinds of classes, the finer ones were taken.",
    "note_only_in_test": "Of {names} there are pictures only in the test part: no network can learn that.",
    "note_only_in_training": "Of {names} there are no pictures in the test part: that is not measured.",
    "note_names": "By their names, arrays were taken so: {names}.",
    "note_kept": "When the file was made: {notes}",
    "note_unused": "Not used: {names}.",
    "note_mapping": "What each label stands for was read from {name}.",
    "note_first_column": "The labels have several columns; the first one was taken for the class.",
    "note_table": "Each of {rows:,} lines was read as a picture of {height}×{width} with its label in column "
    "{column:,}.",
    "note_table_names": "The first line was taken for the names of the columns.",
    "note_table_no_names": "The first line was taken for a picture: it names no columns.",
    "note_table_index": "The first column numbers the lines; it was left out.",
    "note_table_features": "Each of {rows:,} lines was read as a sample of {values:,} numbers ({features}) "
    "and its class in column {column:,}.",
    "note_table_target_name": "The column “{column}” was taken for the class, by its name.",
    "note_table_target_words": "Column {column} was taken for the class: it alone holds words that come again"
    " and again.",
    "note_table_target_first": "The first column was taken for the class: its values come again and again.",
    "note_table_target_last": "The last column was taken for the class. If another one is, call it “class” "
    "in the first line.",
    "note_table_no_names_sample": "The first line was taken for a sample: it names no columns.",
    "note_table_numbering": "Columns that only number the lines were left out: {columns}.",
    "note_table_words": "Columns without numbers were left out: {columns}.",
    "note_table_decimal": "The numbers have a decimal comma.",
    "note_table_missing": "Values are missing: {lines:,} of {rows:,} lines were left out ({columns})."
    " To keep them, fill in the empty cells, for example with the column's mean.",
    "note_table_encoding": "The text was read as {encoding}: it is no UTF-8.",
    "note_table_tabs": "The cells are parted by tabs.",
    "note_table_semicolons": "The cells are parted by semicolons.",
    "note_table_bars": "The cells are parted by vertical bars.",
    "note_split_samples": "There is no test part: {test:,} samples were set aside for testing, {train:,} "
    "remain.",
    "note_table_planes": "The pixels were taken as all reds, then all greens, then all blues.",
    "note_table_triples": "The pixels were taken as red, green and blue of one pixel after the other.",
    # kinds of files
    "format_pictures": "a folder of pictures, or a .zip or .tar.gz of one, with a sub-folder for each class,"
    " or a .parquet of pictures, as Hugging Face writes it",
    "format_drawn": "a set of drawings, made here",
    "format_cifar": "the files of CIFAR-10 or CIFAR-100, in a folder or .tar.gz, for Python or binary",
    "format_pickle": "a pickle (.pkl) of arrays, of which nothing is run",
    "format_mat": "a .mat file of MATLAB with X and y",
    "format_npy": ".npy files in one folder, called x and y or like that",
    "format_npz": ".npz with x_train (pictures, height, width, 1 or 3), y_train, x_test, y_test",
    "format_idx": "IDX",
    "format_table": ".csv, .tsv or .parquet of pixels, or of numbers, with a column of classes",
    # what is no dataset
    "link_leads_out": (
        "{path} is refused.",
        "It is a link that leads out of its folder.",
        "Put the file itself there.",
    ),
    "unknown": (
        "There is no dataset {key}.",
        "The names are: {keys}.",
        "Give one of them, or the path of a file.",
    ),
    "unknown_format": (_NO_DATASET, "By its content it is none of these: {formats}.", _SAVE_NPZ),
    # folders of pictures
    "folder_no_classes": (
        "{path} holds pictures, but not what they are.",
        "A class can be told by a sub-folder for each, by a table (.csv) of names and labels beside the"
        " pictures, or by names such as cat_001.png.",
        "Put the pictures of each class into a folder that is called like it.",
    ),
    "folder_one_class": (
        "{path} holds a single class, {label}.",
        "A network learns to tell classes apart.",
        "Add a folder with pictures of a second one, and choose the folder above both.",
    ),
    "folder_no_training": (
        "{path} holds a test part and nothing to train on.",
        "All pictures lie below a folder called test.",
        "Put those to learn from into a folder called train beside it.",
    ),
    "too_many_files": (
        "{path} holds more than {limit:,} files.",
        "Perhaps it is a whole disk, or a folder of everything.",
        "Choose the folder that holds the pictures alone.",
    ),
    "reading_stopped": (
        "{path} was not read to its end.",
        "Somebody stopped it.",
        "Open it again to read it.",
    ),
    "table_no_room": (
        "{name} was not read.",
        "It is turned into plain text in a temporary file first, and the system says: {reason}.",
        "Make room on the disk, and open it again.",
    ),
    "parquet_nested": (
        "{name} cannot be read as a table.",
        "More than a number or a word stands in a cell of: {columns}.",
        "Leave these columns out where it is made; each pixel needs a column of its own.",
    ),
    "parquet_no_label": (
        "{name} has pictures without classes.",
        "None of its columns ({columns}) is called label, and not just one of them may tell classes.",
        "Call the column of the classes label where it is made.",
    ),
    "npz_too_large": (
        "{label} is too large for one file.",
        "Its samples take {size_mb:,.0f} MB; of an .npz file at most {limit_mb:,.0f} MB are read.",
        "Prepare its pictures smaller or grey, as by --size 32 --grey; or use the data as they are.",
    ),
    "no_room": (
        "{path} has more pictures than there is room for.",
        "{pictures:,} pictures of their size take up to {size_mb:,.0f} MB, more than memory can hold; and of"
        " the disk with {folder} only {room_mb:,.0f} MB may be taken.",
        "Make room on the disk, choose a smaller size for the pictures, or open a folder with fewer.",
    ),
    "folder_unreadable": (
        "No picture of {path} can be read.",
        "They are damaged, or of a format that is not known: {names}",
        "Save them as PNG or JPEG.",
    ),
    "note_folder_folders": "Each of {classes} sub-folders was read as a class.",
    "note_folder_table": "The {classes} classes were read from the table that comes with the pictures.",
    "note_folder_names": "The {classes} classes were read from the names of the files.",
    "note_folder_resized_crop": "The pictures have sides from {smallest:,} to {largest:,} pixels: each was"
    " cropped around its middle and brought to {height}×{width}.",
    "note_folder_resized_pad": "The pictures have sides from {smallest:,} to {largest:,} pixels: each was"
    " brought into {height}×{width}, with a border where its sides have another ratio.",
    "note_folder_resized_squeeze": "The pictures have sides from {smallest:,} to {largest:,} pixels: each was"
    " squeezed to {height}×{width}.",
    "note_folder_validation_training": "The validation part was joined to the training part: what is held"
    " back to validate is chosen with the recipe.",
    "note_folder_validation_test": "There is no test part: the validation part was taken for it.",
    "note_folder_broken": "Left out because they cannot be read ({count:,}): {names}.",
    "note_folder_unlabelled": "Left out because they belong to no class ({count:,}): {names}.",
    "note_folder_links": "Links are not followed ({count:,}).",
    "note_folder_closed": "Folders that may not be read ({count:,}): {names}.",
    "note_folder_twice": "Pictures that are there more than once: {count:,}.",
    "note_folder_shared": "Of {test:,} test pictures {count:,} are also in training: the accuracy would lie.",
    "single_array": (
        "{path} holds a single array.",
        "A dataset needs pictures and their labels, and beside it lie none that are called so.",
        "Call the files x.npy and y.npy, in one folder; or save both in one: numpy.savez(file, x=…, y=…).",
    ),
    "no_arrays": (_NO_DATASET, "It is an archive, but it holds no arrays of numpy.", _SAVE_NPZ),
    "npz_layout": (
        _NO_DATASET,
        "It needs x_train and y_train, and x_test and y_test or neither; it holds: {found}.",
        "Save it with numpy.savez(file, x_train=…, y_train=…, x_test=…, y_test=…).",
    ),
    # IDX files
    "not_idx": (
        "{name} cannot be read.",
        "What is in it does not start as IDX files do.",
        "Get the file again, or unpack it first if it is of another kind.",
    ),
    "gzip_damaged": ("{name} cannot be unpacked.", "It is no whole gzip file: {reason}.", _GET_AGAIN),
    "cifar_damaged": (
        "{name} is not the archive of CIFAR-10.",
        "It cannot be unpacked: {reason}.",
        _GET_AGAIN,
    ),
    "cifar_file": (
        "{name} is no file of CIFAR.",
        "It does not hold pictures of 32×32 in three colours, with a class for each.",
        _GET_AGAIN,
    ),
    "idx_name": (
        "{path} cannot be used alone.",
        "Its name does not tell which part of a dataset it is.",
        "Name the files like train-images-idx3-ubyte and train-labels-idx1-ubyte, in one folder.",
    ),
    "idx_none": (
        "There is no dataset in {path}.",
        "It has no files named like train-images-idx3-ubyte.",
        "Choose an .npz file, or the folder with the IDX files.",
    ),
    "idx_several": (
        "{path} holds several datasets.",
        "Their file names begin with: {found}.",
        "Choose one of the files; those that belong to it are found.",
    ),
    "idx_missing": (
        "A file is missing in {path}.",
        "There is no {part}-{what}-idx file with the same beginning of the name.",
        "Put it into the same folder.",
    ),
    # tables of pixels
    "table_no_text": (
        _TABLE,
        "Line {line} is no text in UTF-8, UTF-16, CP949 or Windows-1252.",
        "Save it as CSV in UTF-8, without a password or formatting.",
    ),
    "table_line_long": (
        _TABLE,
        "Line {line} is longer than {limit_mb:g} MB.",
        "A line holds one picture: save smaller ones, with an end of line after each.",
    ),
    "table_columns_many": (
        _TABLE,
        "Its first line has {found:,} columns; at most {limit:,} are read.",
        "Save smaller pictures.",
    ),
    "table_columns": (
        _TABLE,
        "Line {line} has {found:,} columns where the first one has {expected:,}.",
        "Give every line one label and as many pixels.",
    ),
    "table_size": (
        _TABLE,
        "It has {columns:,} columns: without a label, the rest are no pixels of a square picture.",
        "A line needs one label and, for example, 784 pixels (28×28) or 3072 (32×32 in colour).",
    ),
    "table_no_label": (
        _TABLE,
        "Its {columns:,} columns are a square picture without a label.",
        "Choose the table with labels, or add them as the first column.",
    ),
    "table_label": (
        _TABLE,
        "The label in line {line}, column {column} is empty or longer than {limit} letters.",
        "Give every picture a label.",
    ),
    "table_columns_uneven": (
        _TABLE,
        "Line {line} has {found:,} columns where the first one has {expected:,}.",
        "Give every line as many cells; one with a comma in it needs quotation marks.",
    ),
    "table_quotes": (
        _TABLE,
        "The cells up to line {line} cannot be told apart: a quotation mark is not closed, or not at"
        " the end of its cell, or a cell has more than 131,072 letters.",
        "Close it, or leave quotation marks and cells as long out.",
    ),
    "table_empty": (_TABLE, "It holds no samples.", "Give it a line for each sample."),
    "table_one_column": (
        _TABLE,
        "Its lines have a single cell.",
        "Part the cells by commas, semicolons, tabs or vertical bars: numbers, and the class.",
    ),
    "table_no_numbers": (
        _TABLE,
        "None of its {columns:,} columns holds numbers to learn from.",
        "Give what is measured as numbers, a column each.",
    ),
    "table_target_numbers": (
        _TABLE,
        "The column {column}, which was taken for the class, holds {many:,} different numbers: a measurement."
        " Networks are trained to tell classes apart here, not to predict measurements.",
        "Make classes of it, such as low and high, in a column called “class”; if another column has the "
        "classes, call that one so.",
    ),
    "table_number": (
        _TABLE,
        "Line {line}, column {column:,} ({heading}) holds {found} where the other lines have numbers.",
        "Correct it, or empty the cell: lines with empty cells are left out.",
    ),
    "table_missing": (
        _TABLE,
        "Values are missing in {lines:,} of its {rows:,} lines (columns: {columns}).",
        "Fill in the empty cells, for example with the column's mean, or leave these columns out.",
    ),
    "table_label_inside": (
        _TABLE,
        "Its column “{found}” stands among the pixels.",
        "Make it the first column, or the last.",
    ),
    "table_cell": (
        _TABLE,
        "Line {line}, column {column:,} holds {found} where a number from 0 to 255 is expected.",
        "Correct it, or leave the line out.",
    ),
    # what the arrays mean
    "picture_shape": (
        _PIXELS,
        "Their shape is {shape}.",
        "Save them as (pictures, height, width) or (pictures, height, width, 1 or 3).",
    ),
    "row_length": (
        _PIXELS,
        "Each sample is a row of {values:,} numbers: no square picture, and at most {limit:,} are read.",
        "Save pictures as (pictures, height, width), or fewer numbers of each sample.",
    ),
    "words_beyond": (
        "The sentences {name} cannot be used.",
        "They are not all whole numbers from 0 that stand for one of the {words:,} words.",
        "Save the number of each word in the vocabulary.",
    ),
    "labels_measured": (
        _LABELS,
        "They are {many:,} different fractions: a measurement. Networks are trained to tell classes apart"
        " here.",
        "Make classes of them, such as low and high, and save these.",
    ),
    "no_pictures": ("{name} is empty.", "It holds no samples.", "Save at least some of each class."),
    "too_many_pictures": (
        "{name} is too large.",
        "It holds {pictures:,} pictures; at most {limit:,} are read.",
        "Save fewer of them.",
    ),
    "too_few_pictures": (
        "There are too few samples.",
        "From {pictures:,} none can be set aside for testing.",
        "Add samples of each class, or a test part.",
    ),
    "pixels_not_numbers": (_PIXELS, "They hold text.", "Save them as whole numbers 0 to 255 (uint8)."),
    "pixels_not_finite": (
        _PIXELS,
        "Some values are not numbers (NaN) or infinite.",
        "Replace them, for example with numpy.nan_to_num.",
    ),
    "counts_differ": (
        "Pictures and labels do not belong together.",
        "{pictures_name} has {pictures:,} pictures, {labels_name} has {labels:,} labels.",
        "Save one label for every picture.",
    ),
    "shapes_differ": (
        "Training and test pictures differ.",
        "{train_name} has pictures of {train}, {test_name} of {test}.",
        "Bring them to one size.",
    ),
    "label_shape": (
        _LABELS,
        "Their shape is {shape}.",
        "Save them as (pictures,), or one-hot as (pictures, classes) with at most {limit:,} classes.",
    ),
    "labels_differ": (
        _LABELS,
        "They are text in one part and numbers in the other.",
        "Use the same labels for training and test.",
    ),
    "labels_not_finite": (
        _LABELS,
        "Some are not numbers (NaN), infinite, or too large.",
        "Save whole numbers or text.",
    ),
    "not_one_hot": (
        _LABELS,
        "They have {columns:,} columns, but not exactly a single 1 among 0 in every row.",
        "Save the index of the class instead: labels.argmax(axis=1).",
    ),
    "one_class": (
        _LABELS,
        "All training samples have the same label, {label}.",
        "A network learns to tell classes apart: add samples of a second one.",
    ),
    "too_many_classes": (
        _LABELS,
        "There are {classes:,} different ones; at most {limit:,} classes are possible.",
        "Check that they are classes, not measurements or names of single pictures.",
    ),
    "names_do_not_fit": (
        "The class names do not fit the labels {name}.",
        "There are {names:,} names and {classes:,} classes, the largest label being {largest}.",
        "Save one name for every class, or leave class_names out.",
    ),
    "text_damaged": (
        "The text {name} cannot be read.",
        "It is not plain text.",
        "Save it with array.astype(str).",
    ),
    # single pictures
    "picture_unreadable": (
        "{path} cannot be read as a picture.",
        "It is damaged or of another format than PNG, JPEG, BMP, GIF, WebP or TIFF.",
        "Save it as PNG.",
    ),
    "picture_too_large": (
        _TOO_LARGE,
        "It has {width:,}×{height:,} pixels; at most {limit_mp:,.0f} million are read.",
        _SMALLER,
    ),
    "picture_bomb": (_TOO_LARGE, "It claims more pixels than any camera takes.", _SMALLER),
    # downloads
    "not_downloaded": (
        "{label} is not on this computer yet.",
        "It has {size_mb:,.1f} MB and would be fetched from {urls}.",
        "Allow the download, or put {names} into {folder} yourself.",
    ),
    "another_file": (
        "{label} cannot be read.",
        "{names} in {folder} is not the expected file; its sha256 should be {sha256}.",
        "Delete it and allow the download, or open it as a file of your own.",
    ),
    "bundle_damaged": (
        "{label} cannot be read.",
        "{names} in {folder} is missing or changed, though it came with the program.",
        "Install the program again.",
    ),
    "download_cancelled": (
        "The download was stopped.",
        "You asked for it.",
        "Start it again whenever you like; nothing half done was kept.",
    ),
    "download_failed": (_NOT_FETCHED, "The network says: {reason}.", _BY_HAND),
    "download_differs": (_NOT_FETCHED, "What came is not the expected file: its checksum differs.", _BY_HAND),
    "note_by_order": "The classes have other names: {known} in the network, {found} in the data. They were "
    "matched by their order.",
    "note_both_order": "Only some classes share a name: {known} in the network, {found} in the data. They "
    "were matched by their order: so {order:.2%} are right, by name {name:.2%}.",
    "note_both_name": "Only some classes share a name: {known} in the network, {found} in the data. They "
    "were matched by name: so {name:.2%} are right, by order {order:.2%}.",
    "other_classes": (
        "The network cannot be measured on this data.",
        "It tells apart {known}; the data has {found}.",
        "Choose data with the same classes.",
    ),
    # data and networks
    "note_assumed_ink": "{path} does not tell what it was trained on. It is given light ink on a dark ground "
    "and pixels from {black:g} to {white:g}. If that is wrong, name data like its own (--like).",
    "note_assumed_picture": "{path} does not tell what it was trained on. It is given pictures resized and "
    "pixels from {black:g} to {white:g}. If that is wrong, name data like its own (--like).",
    "note_inverted_light_on_dark": "The data are dark ink on a light ground. They were inverted: the network "
    "was trained on light ink.",
    "note_inverted_dark_on_light": "The data are light ink on a dark ground. They were inverted: the network "
    "was trained on dark ink.",
    # edits
    "note_edited": "Your own edits apply: labels mended: {mended}, samples left out: {excluded}.",
    "note_edited_more": "Your own edits apply: labels mended: {mended}, samples left out: {excluded}, moved "
    "to the other part: {moved}, classes renamed or merged: {classes}.",
    "note_edits_unused": "Your own edits to these data do not apply. {problem}",
    # advice
    "advice_misfit": "The network on the cards does not fit these data. {problem}",
    "advice_across": "Test samples that are in the training part too, or nearly the same: {count} of "
    "{tests}. The network has seen the answers, and the accuracy would lie.",
    "advice_unlike": "{count} samples are there more than once, but with different labels: some of these "
    "are wrong.",
    "advice_twice": "{count} samples are there more than once, or nearly so: they count double.",
    "advice_none": "Nothing can be learned of {names}: no sample of the training part has this label.",
    "advice_uneven": "Samples to learn from: {few} has {count}, {many} has {most}. A network does well by "
    "mostly answering {many}. Class weights let all classes count the same.",
    "advice_few": "There are fewer than {limit} samples to learn each of these from: {names}. More of them "
    "help more than anything else.",
    "advice_untested": "No test sample shows whether these were learned: {names}.",
    "advice_odd": "Samples that look unlike the others of their class: {count}. See whether their labels "
    "are right.",
    "edits_damaged": (
        "The edits to these data cannot be read.",
        "{reason}",
        "Mend or remove {path}; until then the data are as they came.",
    ),
    "edits_complete": (
        "{label} cannot be edited.",
        "These are all the samples there can be.",
        "Choose other data to edit.",
    ),
    "edits_empty": (
        "A part cannot lose its last sample.",
        "{label} would have no samples left to train on, or none to test with.",
        "Take another one back first.",
    ),
    "edits_one_class": (
        "All classes cannot be merged into one.",
        "{label} would have nothing left to tell apart.",
        "Keep at least two classes.",
    ),
    "edits_same_names": (
        "Two classes of {label} cannot have the same name.",
        "Both would be called {name}.",
        "Give one of them another name, or merge them.",
    ),
    "edits_too_many": (
        "These edits to {label} are more than can be kept.",
        "Their file would have {size_mb:.1f} MB of at most {most_mb:.1f}. The earlier ones stay.",
        "Leave whole classes or many samples out of the data themselves, and edit the rest.",
    ),
    "edits_beyond": (
        "The edits do not fit {label}.",
        "They are to samples or classes that it does not have.",
        "Take them back.",
    ),
}
